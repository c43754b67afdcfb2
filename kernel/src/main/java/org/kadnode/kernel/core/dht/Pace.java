package org.kadnode.kernel.core.dht;

/** How often something may be sent that nobody waits for: about 2.8 times a second, and never more than two at once. */
final class Pace {

    /** Between two packets, in milliseconds. */
    static final long INTERVAL_MILLIS = 360;

    private long nextAt = Long.MIN_VALUE / 2;

    /** Takes the right to send one packet now. Returns false if it is too early. */
    boolean take(long now) {
        if (now < nextAt) {
            return false;
        }
        nextAt = Math.max(nextAt, now - INTERVAL_MILLIS) + INTERVAL_MILLIS;
        return true;
    }

    /** When the next one may be sent, not before now. */
    long nextAt(long now) {
        return Math.max(now, nextAt);
    }
}
