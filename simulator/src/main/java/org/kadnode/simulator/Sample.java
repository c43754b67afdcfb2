package org.kadnode.simulator;

import java.util.Arrays;

/** Numbers of one kind, of which the report tells percentiles. */
final class Sample {

    private long[] values = new long[64];
    private int size;

    /**
     * Adds a number.
     *
     * @param value the number
     */
    void add(long value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    /**
     * How many there are.
     *
     * @return numbers added
     */
    int size() {
        return size;
    }

    /**
     * All numbers.
     *
     * @return a copy, in no order
     */
    long[] values() {
        return Arrays.copyOf(values, size);
    }

    /**
     * The nearest-rank percentile.
     *
     * @param percent 0 to 100
     * @return the least number that at least this many per cent of all do not exceed; 0 if there is none
     */
    long percentile(double percent) {
        if (size == 0) {
            return 0;
        }
        Arrays.sort(values, 0, size);
        int rank = (int) Math.ceil(percent / 100 * size);
        return values[Math.max(rank, 1) - 1];
    }

    /**
     * How many are no greater than a number.
     *
     * @param bound the number
     * @return of the numbers added
     */
    long upTo(long bound) {
        return Arrays.stream(values, 0, size).filter(value -> value <= bound).count();
    }

    /**
     * The arithmetic mean.
     *
     * @return 0 if there is no number
     */
    double mean() {
        return Arrays.stream(values, 0, size).average().orElse(0);
    }

    /**
     * The form that the report has for durations.
     *
     * @return percentiles, in milliseconds
     */
    String inMilliseconds() {
        return "p50 %d, p90 %d, p99 %d, max %d ms (%d samples)"
                .formatted(percentile(50), percentile(90), percentile(99), percentile(100), size);
    }

    /**
     * The form that the report has for sizes.
     *
     * @return the least, the middle and the greatest
     */
    String spread() {
        return "min %d, p50 %d, max %d".formatted(percentile(0), percentile(50), percentile(100));
    }
}
