package org.kadnode.kernel.shell;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The one way to the loop from other threads: letters in the order of arrival, a bounded number of
 * requests among them. Safe for any number of senders.
 */
final class Mailbox {

    /** Requests that may wait at a time. The loop empties the box each turn, so more means overload. */
    static final int CAPACITY = 1024;

    /** Something for the loop thread to do. */
    interface Letter {
        /** Runs on the loop thread. */
        void open(Turn turn);

        /** Tells the sender, on any thread, that the loop has ended. */
        void returnToSender();
    }

    private record Entry(Letter letter, boolean counted) {}

    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
    private final AtomicInteger requests = new AtomicInteger();

    /**
     * Adds a request.
     *
     * @return false if the box is full
     */
    boolean offer(Letter letter) {
        if (requests.incrementAndGet() > CAPACITY) {
            requests.decrementAndGet();
            return false;
        }
        entries.add(new Entry(letter, true));
        return true;
    }

    /**
     * Adds a letter that follows up an earlier request, and must not get lost because others ask too
     * much. There is at most one for each request that was accepted, so the bound holds for them, too.
     */
    void followUp(Letter letter) {
        entries.add(new Entry(letter, false));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /**
     * Opens letters.
     *
     * @param most how many at most
     */
    void open(int most, Turn turn) {
        for (int opened = 0; opened < most; opened++) {
            Letter letter = take();
            if (letter == null) {
                return;
            }
            letter.open(turn);
        }
    }

    /** Returns all letters unopened. */
    void returnAll() {
        for (Letter letter = take(); letter != null; letter = take()) {
            letter.returnToSender();
        }
    }

    private @Nullable Letter take() {
        Entry entry = entries.poll();
        if (entry == null) {
            return null;
        }
        if (entry.counted) {
            requests.decrementAndGet();
        }
        return entry.letter;
    }
}
