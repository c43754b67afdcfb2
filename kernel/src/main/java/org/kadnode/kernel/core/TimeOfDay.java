package org.kadnode.kernel.core;

import java.util.OptionalLong;

/**
 * The time of day, as somebody outside has told it: signed data carries it, while all else in the core counts from an
 * arbitrary moment. It may be set anew, as clocks are.
 */
final class TimeOfDay {

    /** More than clocks are corrected by while they run: the machine has slept, or somebody has set its clock. */
    private static final long JUMP_MILLIS = 60_000;

    /** Milliseconds from the zero of the node's clock back to 1970. */
    private OptionalLong offset = OptionalLong.empty();

    /** Returns whether the time has jumped, or is known only now. */
    boolean set(long now, long millis) {
        long fresh = millis - now;
        boolean jumped = offset.isEmpty() || Math.abs(fresh - offset.getAsLong()) > JUMP_MILLIS;
        offset = OptionalLong.of(fresh);
        return jumped;
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
