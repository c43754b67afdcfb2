package org.kadnode.simulator;

import java.util.Formatter;
import java.util.TreeMap;

/** Shares of questions that were answered as they should be, by the time that had passed since something happened. */
final class Curve {

    private final long step;
    private final TreeMap<Long, long[]> points = new TreeMap<>();

    /**
     * A curve without points.
     *
     * @param step what one point stands for, in milliseconds
     */
    Curve(long step) {
        this.step = step;
    }

    /**
     * Adds a question.
     *
     * @param since milliseconds that had passed when it was asked
     * @param answered whether it was answered as it should be
     */
    void add(long since, boolean answered) {
        long[] point = points.computeIfAbsent(Math.floorDiv(since, step), each -> new long[2]);
        point[0]++;
        point[1] += answered ? 1 : 0;
    }

    /** The share of the questions asked from a time on, during one step; NaN if there was none. In per cent. */
    double percent(long since) {
        long[] point = points.getOrDefault(Math.floorDiv(since, step), new long[2]);
        return 100.0 * point[1] / point[0];
    }

    /** How many questions there were. */
    long asked() {
        return points.values().stream().mapToLong(point -> point[0]).sum();
    }

    /** How many were answered as they should be. */
    long answered() {
        return points.values().stream().mapToLong(point -> point[1]).sum();
    }

    /**
     * Prints it, some points a line.
     *
     * @param out takes the lines
     * @param unit what times are told in, in milliseconds
     */
    void print(Formatter out, long unit) {
        int column = 0;
        for (var point : points.entrySet()) {
            out.format(column == 0 ? "   " : "");
            double share = 100.0 * point.getValue()[1] / point.getValue()[0];
            out.format(" %5.1f:%6.2f %%", (double) (point.getKey() * step) / unit, share);
            column = (column + 1) % COLUMNS;
            out.format(column == 0 ? "%n" : "");
        }
        out.format(column == 0 ? "" : "%n");
    }

    private static final int COLUMNS = 6;
}
