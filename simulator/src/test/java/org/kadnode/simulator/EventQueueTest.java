package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class EventQueueTest {

    @Property
    void givesEventsByTimeAndThoseOfOneTimeAsTheyCame(@ForAll @Size(max = 3000) List<@LongRange(max = 50) Long> times) {
        EventQueue queue = new EventQueue();
        List<Integer> happened = new ArrayList<>();
        IntStream.range(0, times.size()).forEach(i -> queue.add(times.get(i), now -> happened.add(i)));

        drain(queue);

        List<Integer> expected = IntStream.range(0, times.size())
                .boxed()
                .sorted(Comparator.comparing(times::get))
                .toList();
        assertEquals(expected, happened);
    }

    @Property
    void keepsTheOrderWhenEventsAddEvents(@ForAll @Size(max = 200) List<@LongRange(max = 50) Long> delays) {
        EventQueue queue = new EventQueue();
        List<Long> happened = new ArrayList<>();
        for (long delay : delays) {
            queue.add(delay, now -> {
                happened.add(now);
                queue.add(now + delay, happened::add);
            });
        }

        drain(queue);

        assertEquals(2 * delays.size(), happened.size());
        assertEquals(happened.stream().sorted().toList(), happened);
    }

    @Test
    void hasNothingNextWhenEmpty() {
        EventQueue queue = new EventQueue();
        assertEquals(Long.MAX_VALUE, queue.nextTime());
        assertThrows(IndexOutOfBoundsException.class, queue::take);
    }

    private static void drain(EventQueue queue) {
        while (queue.nextTime() != Long.MAX_VALUE) {
            long now = queue.nextTime();
            queue.take().happen(now);
        }
    }
}
