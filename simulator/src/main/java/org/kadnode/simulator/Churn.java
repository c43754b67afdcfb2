package org.kadnode.simulator;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How long nodes stay. Sessions follow a Weibull law, the usual one for peer-to-peer networks: many
 * short sessions, a few very long ones. Whoever leaves is replaced at once by a newcomer.
 *
 * @param text the law as the option {@code --churn} has it
 * @param shape the shape k of the law; below 1, who has stayed long will stay longer
 * @param median milliseconds; half of the sessions are shorter. {@link Long#MAX_VALUE}: nobody leaves
 */
record Churn(String text, double shape, long median) {

    /** Nobody leaves. */
    static final Churn NONE = new Churn("none", 1, Long.MAX_VALUE);

    /**
     * Sessions as measured in the Mainline DHT: half of them under 200 minutes (Wang 2013), shape 0.62
     * (Stutzbach: 0.59 to 0.66).
     */
    static final Churn MEASURED = new Churn("measured", 0.62, 200 * 60_000);

    /**
     * Sessions of the nodes that store items, by the data of pkarr-churn: the middle of its shapes (0.47 to 0.59) and of
     * its scales (19 to 24 h), that is half of them under 10.8 hours.
     */
    static final Churn STORING = new Churn("storing", 0.53, medianOf(0.53, 21.5 * 60 * 60_000));

    /**
     * Reads the option.
     *
     * @param text {@code none}, {@code measured}, {@code storing} or {@code weibull:SHAPE:MINUTES}, the median
     * @return the law
     * @throws IllegalArgumentException if it is none of them
     */
    static Churn of(String text) {
        for (Churn known : List.of(NONE, MEASURED, STORING)) {
            if (text.equals(known.text)) {
                return known;
            }
        }
        String[] parts = text.split(":", -1);
        if (parts.length != 3 || !parts[0].equals("weibull")) {
            throw unreadable(text);
        }
        double shape = Arguments.decimal(parts[1], 0.1, 10).orElseThrow(() -> unreadable(text));
        double minutes = Arguments.decimal(parts[2], 0.1, 1e6).orElseThrow(() -> unreadable(text));
        return new Churn(text, shape, Math.round(minutes * 60_000));
    }

    /** The median of a law with this shape and scale. */
    private static long medianOf(double shape, double scale) {
        return Math.round(scale * Math.pow(Math.log(2), 1 / shape));
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException("--churn is none, measured, storing or weibull:SHAPE:MINUTES, not " + text);
    }

    /**
     * Draws a session.
     *
     * @param random where from
     * @return milliseconds, at least 1; {@link Long#MAX_VALUE} if nobody leaves
     */
    long session(RandomGenerator random) {
        return median == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(1, (long) quantile(random.nextDouble()));
    }

    /**
     * The quantile function of the law.
     *
     * @param share 0 to less than 1
     * @return milliseconds that this share of all sessions stays below
     */
    double quantile(double share) {
        double scale = median / Math.pow(Math.log(2), 1 / shape);
        return scale * Math.pow(-Math.log(1 - share), 1 / shape);
    }
}
