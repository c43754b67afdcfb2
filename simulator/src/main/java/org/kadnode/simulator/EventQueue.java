package org.kadnode.simulator;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order of their times; those of one time in the order in which they were added, so that
 * a run has only one possible order. A binary heap in three arrays: nothing is allocated per event.
 */
final class EventQueue {

    private static final int FIRST_CAPACITY = 1024;

    private long[] times = new long[FIRST_CAPACITY];
    private long[] orders = new long[FIRST_CAPACITY];
    private @Nullable Event[] events = new Event[FIRST_CAPACITY];
    private int size;
    private long added;

    /**
     * Adds an event.
     *
     * @param time when it happens, in milliseconds
     * @param event what happens
     */
    void add(long time, Event event) {
        if (size == times.length) {
            times = Arrays.copyOf(times, size * 2);
            orders = Arrays.copyOf(orders, size * 2);
            events = Arrays.copyOf(events, size * 2);
        }
        long order = added++;
        int hole = size++;
        while (hole > 0) {
            int parent = (hole - 1) >>> 1;
            if (!isBefore(time, order, parent)) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        put(hole, time, order, event);
    }

    /**
     * The time of the next event.
     *
     * @return milliseconds; {@link Long#MAX_VALUE} if there is none
     */
    long nextTime() {
        return size == 0 ? Long.MAX_VALUE : times[0];
    }

    /**
     * Takes the next event out.
     *
     * @return the earliest one
     * @throws IndexOutOfBoundsException if there is none
     */
    Event take() {
        Objects.checkIndex(0, size);
        Event next = Objects.requireNonNull(events[0]);
        int last = --size;
        long time = times[last];
        long order = orders[last];
        Event event = Objects.requireNonNull(events[last]);
        events[last] = null;
        if (last > 0) {
            sink(time, order, event);
        }
        return next;
    }

    private void sink(long time, long order, Event event) {
        int hole = 0;
        while (true) {
            int child = 2 * hole + 1;
            if (child >= size) {
                break;
            }
            int right = child + 1;
            if (right < size && isBefore(times[right], orders[right], child)) {
                child = right;
            }
            if (isBefore(time, order, child)) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        put(hole, time, order, event);
    }

    private boolean isBefore(long time, long order, int index) {
        return time < times[index] || (time == times[index] && order < orders[index]);
    }

    private void move(int from, int to) {
        times[to] = times[from];
        orders[to] = orders[from];
        events[to] = events[from];
    }

    private void put(int index, long time, long order, Event event) {
        times[index] = time;
        orders[index] = order;
        events[index] = event;
    }
}
