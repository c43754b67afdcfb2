package org.kadnode.kernel.core.dht;

/**
 * How long answers take, learned from those so far: a smoothed round-trip time and its deviation, as TCP keeps them (RFC
 * 6298), and how the lately measured ones are spread, in steps of a quarter octave.
 */
final class RoundTrips {

    private static final long FIRST = 1000;
    private static final long SHORTEST = 100;
    private static final long LONGEST = 3000;

    /** Steps for each doubling of the time; the first one ends at 1 ms. */
    private static final int PER_OCTAVE = 4;

    /** They end at 4 s, later than any answer that is waited for. */
    private static final int STEPS = 12 * PER_OCTAVE;

    /** When so many answers are counted, each counts half from then on. */
    private static final int MOST_COUNTED = 512;

    /** Fewer answers than this say nothing about how they are spread. */
    private static final int FEW = 8;

    private double smoothed;
    private double deviation;
    private boolean measured;
    private final short[] counts = new short[STEPS];
    private int counted;

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
        counts[step(millis)]++;
        counted++;
        if (counted == MOST_COUNTED) {
            counted = 0;
            for (int i = 0; i < STEPS; i++) {
                counts[i] = (short) (counts[i] / 2);
                counted += counts[i];
            }
        }
    }

    private static int step(long millis) {
        int step = 0;
        while (step < STEPS - 1 && end(step) < millis) {
            step++;
        }
        return step;
    }

    /** The longest time of a step, in milliseconds. */
    private static long end(int step) {
        return (1L << (step / PER_OCTAVE)) * (PER_OCTAVE + step % PER_OCTAVE) / PER_OCTAVE;
    }

    /**
     * The time within which a share of the answers comes, of those that come at all.
     *
     * @param share 0 to 1
     * @return milliseconds; of the time before the first packet is repeated if nothing is known yet
     */
    long within(double share) {
        if (counted < FEW) {
            return (long) (timeout(1) * share);
        }
        int sum = counts[0];
        int step = 0;
        while (step < STEPS - 1 && sum < share * counted) {
            step++;
            sum += counts[step];
        }
        return end(step);
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
