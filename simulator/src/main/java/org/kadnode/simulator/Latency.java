package org.kadnode.simulator;

import java.util.List;
import org.kadnode.kernel.core.model.Endpoint;

/**
 * How long datagrams are under way. Every path, that is every pair of endpoints, has one round-trip time
 * for the whole run, the same in both directions; it is drawn from the law by hashing the pair, so that
 * nothing has to be remembered.
 *
 * @param text the law as the option {@code --latency} has it
 * @param shares shares of all paths, rising from 0 to 1
 * @param roundTrips milliseconds; the round-trip time that the respective share of all paths stays below.
 *     Between two of them the law is linear
 */
record Latency(String text, List<Double> shares, List<Double> roundTrips) {

    /**
     * Round trips as measured in the Mainline DHT (Jimenez, Osmani, Knutsson 2011). The two ends are
     * not in the paper: nothing is faster than 1 ms, and the slowest 2 % end at 2 s.
     */
    static final Latency MEASURED = new Latency(
            "measured",
            List.of(0.0, 0.02, 0.25, 0.5, 0.75, 0.98, 1.0),
            List.of(1.0, 2.13, 94.8, 175.2, 343.6, 1093.9, 2000.0));

    /**
     * Reads the option.
     *
     * @param text {@code measured}, {@code fixed:MS} or {@code uniform:MS-MS}, round trips
     * @return the law
     * @throws IllegalArgumentException if it is none of them
     */
    static Latency of(String text) {
        if (text.equals(MEASURED.text)) {
            return MEASURED;
        }
        int colon = text.indexOf(':');
        String law = colon < 0 ? text : text.substring(0, colon);
        String[] bounds = text.substring(colon + 1).split("-", -1);
        boolean known = (law.equals("fixed") && bounds.length == 1) || (law.equals("uniform") && bounds.length == 2);
        if (!known) {
            throw new IllegalArgumentException("--latency is measured, fixed:MS or uniform:MS-MS, not " + text);
        }
        double least = milliseconds(text, bounds[0]);
        double most = milliseconds(text, bounds[bounds.length - 1]);
        if (least > most) {
            throw new IllegalArgumentException("--latency: the first bound is the smaller one, unlike in " + text);
        }
        return new Latency(text, List.of(0.0, 1.0), List.of(least, most));
    }

    private static double milliseconds(String text, String number) {
        return Arguments.decimal(number, 0, 60_000)
                .orElseThrow(() -> new IllegalArgumentException("--latency: no milliseconds in " + text));
    }

    /**
     * How long a datagram takes.
     *
     * @param seed the seed of the run's paths
     * @param from one end of the path
     * @param to the other
     * @return milliseconds, at least 1
     */
    long oneWay(long seed, Endpoint from, Endpoint to) {
        long path = mix(seed ^ (mix(bits(from)) + mix(bits(to))));
        return Math.max(1, Math.round(roundTrip((path >>> 11) * 0x1p-53) / 2));
    }

    /**
     * The quantile function of the law.
     *
     * @param share 0 to 1
     * @return the round-trip time, in milliseconds, that this share of all paths stays below
     */
    double roundTrip(double share) {
        int upper = 1;
        while (shares.get(upper) < share) {
            upper++;
        }
        double below = shares.get(upper - 1);
        double part = (share - below) / (shares.get(upper) - below);
        double least = roundTrips.get(upper - 1);
        return least + part * (roundTrips.get(upper) - least);
    }

    private static long bits(Endpoint endpoint) {
        return endpoint.address().high() * 31 + endpoint.address().low() + ((long) endpoint.port() << 48);
    }

    /** Scrambles bits (the finalizer of SplitMix64), so that neighbouring endpoints have nothing in common. */
    private static long mix(long bits) {
        long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
