package org.kadnode.plugin.dns.proxy;

import java.time.Duration;

/**
 * The end of a wait for a socket, by the real clock: sockets know no other.
 *
 * @param nanos on the scale of {@link System#nanoTime}
 */
record Deadline(long nanos) {

    static Deadline after(Duration span) {
        return new Deadline(System.nanoTime() + span.toNanos());
    }

    /** What is left; zero when it is over. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }

    boolean isOver() {
        return left().isZero();
    }

    /** What is left for a socket, to which 0 ms meant for ever. */
    int socketMillis() {
        return Math.clamp(left().toMillis(), 1, Integer.MAX_VALUE);
    }

    /** The earlier of two. */
    Deadline orAfter(Duration span) {
        return span.compareTo(left()) < 0 ? after(span) : this;
    }
}
