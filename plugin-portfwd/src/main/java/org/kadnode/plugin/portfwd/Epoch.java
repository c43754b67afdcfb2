package org.kadnode.plugin.portfwd;

import java.time.Duration;

/**
 * The clock of a gateway, which tells whether it has lost its mappings since it was asked last: by the rules of RFC 6887,
 * section 8.5. They are a little stricter than those of NAT-PMP, whose gateways may have clocks that are slow by an eighth; for
 * such a one all mappings are asked for again, which does no harm.
 */
final class Epoch {

    /** How many seconds two readings may be apart more than they should. */
    private static final long TOLERANCE = 2;

    private boolean known;
    private long seconds;
    private Duration at = Duration.ZERO;

    /**
     * Takes a reading.
     *
     * @param now our own time
     * @param reading the gateway's, in seconds
     * @return false if the gateway has started anew, or another one has taken its place
     */
    boolean goesOn(Duration now, long reading) {
        boolean goesOn = !known || isConsistent(now.minus(at).toSeconds(), reading);
        known = true;
        seconds = reading;
        at = now;
        return goesOn;
    }

    private boolean isConsistent(long ours, long reading) {
        if (reading < seconds - 1) {
            return false;
        }
        long theirs = reading - seconds;
        return ours + TOLERANCE >= theirs - theirs / 16 && theirs + TOLERANCE >= ours - ours / 16;
    }
}
