package org.kadnode.kernel.core;

import java.util.OptionalLong;

/**
 * The time of day, as somebody outside has told it: signed data carries it, while all else in the core counts from an
 * arbitrary moment. It may be set anew, as clocks are.
 */
final class TimeOfDay {

    /** Milliseconds from the zero of the node's clock back to 1970. */
    private OptionalLong offset = OptionalLong.empty();

    void set(long now, long millis) {
        offset = OptionalLong.of(millis - now);
    }

    boolean isKnown() {
        return offset.isPresent();
    }

    /** Seconds since 1970; 0 as long as the time is not known, so that nothing counts as old. */
    long seconds(long now) {
        return offset.isPresent() ? (now + offset.getAsLong()) / 1000 : 0;
    }

    /** Microseconds since 1970; 0 as long as the time is not known. */
    long micros(long now) {
        return offset.isPresent() ? (now + offset.getAsLong()) * 1000 : 0;
    }
}
