package org.kadnode.kernel.core.dht;

/**
 * How long to wait for an answer, learned from the answers so far: a smoothed round-trip time and its
 * deviation, as TCP keeps them (RFC 6298).
 */
final class RoundTrips {

    private static final long FIRST = 1000;
    private static final long SHORTEST = 100;
    private static final long LONGEST = 3000;

    private double smoothed;
    private double deviation;
    private boolean measured;

    /** Takes an answer to a query that was sent once: of a repeated one nobody knows which was answered. */
    void measured(long millis) {
        if (measured) {
            deviation += (Math.abs(smoothed - millis) - deviation) / 4;
            smoothed += (millis - smoothed) / 8;
        } else {
            smoothed = millis;
            deviation = millis / 2.0;
            measured = true;
        }
    }

    /**
     * The time after which a query is repeated.
     *
     * @param attempt 1 for the first packet; doubles with each further one
     * @return milliseconds
     */
    long timeout(int attempt) {
        long base = measured ? (long) (smoothed + 4 * deviation) : FIRST;
        return Math.min(LONGEST, Math.max(SHORTEST, base) << (attempt - 1));
    }
}
