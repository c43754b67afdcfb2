package org.kadnode.plugins.testkit;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test moves it, and the one lock under which the fake node's state changes.
 *
 * <p>Threads of a plugin may block here "for 4 s"; they go on when what they wait for happens or when the test has moved
 * the clock that far.
 */
final class VirtualTime {

    /** How long, by the real clock, the kit waits for a thread of the plugin before it calls the test failed. */
    static final Duration REAL_PATIENCE = Duration.ofSeconds(20);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PriorityQueue<Due> dues =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparingLong(Due::number));
    private Duration now = Duration.ZERO;
    private long dueNumber;

    private record Due(Duration at, long number, Runnable work) {}

    Duration now() {
        return read(() -> now);
    }

    <T> T read(Supplier<T> question) {
        lock.lock();
        try {
            return question.get();
        } finally {
            lock.unlock();
        }
    }

    /** Changes state and lets everybody who waits look again. */
    void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Has work done by {@link #advance} once the clock is that far; work of the same moment in the order given. */
    Runnable at(Duration delay, Runnable work) {
        return read(() -> {
            Due due = new Due(now.plus(delay), dueNumber++, work);
            dues.add(due);
            return () -> change(() -> dues.remove(due));
        });
    }

    void advance(Duration span) {
        Duration end = now().plus(span);
        for (Due due = next(end); due != null; due = next(end)) {
            due.work().run();
        }
    }

    private @Nullable Due next(Duration end) {
        lock.lock();
        try {
            Due due = dues.peek();
            boolean inSpan = due != null && due.at().compareTo(end) <= 0;
            now = inSpan ? due.at() : end;
            changed.signalAll();
            return inSpan ? dues.poll() : null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Blocks until something holds or the clock has been moved by the patience. Whoever sees the caller parked can move
     * the clock at once: the deadline is fixed by then.
     */
    void await(BooleanSupplier holds, Duration patience, Consumer<Boolean> parked) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            Duration deadline = now.plus(patience);
            if (holds.getAsBoolean() || now.compareTo(deadline) >= 0) {
                return;
            }
            // Told once, not at each look: it wakes all who wait, and two of them would keep each other awake.
            parked.accept(true);
            changed.signalAll();
            try {
                while (!holds.getAsBoolean() && now.compareTo(deadline) < 0) {
                    changed.await();
                }
            } finally {
                parked.accept(false);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Blocks the test until something holds, by the real clock. */
    void insist(BooleanSupplier holds, String complaint) {
        lock.lock();
        try {
            long left = REAL_PATIENCE.toNanos();
            while (!holds.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError(complaint);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting: " + complaint, e);
        } finally {
            lock.unlock();
        }
    }
}
