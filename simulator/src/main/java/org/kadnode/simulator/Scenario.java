package org.kadnode.simulator;

import java.util.Arrays;
import org.kadnode.kernel.core.model.Limits;

/**
 * All that a run is made of: two runs of one scenario are the same to the last byte.
 *
 * @param use what its users use it for
 * @param nodes how many nodes there are from the end of the growth on
 * @param duration virtual milliseconds that the run takes
 * @param names names that are announced, each by a node of its own
 * @param lookups look-ups of each name
 * @param mode the families of the nodes
 * @param latency how long datagrams are under way
 * @param loss share of the datagrams that get lost, 0 to 1
 * @param duplicate share of the others that arrive twice
 * @param reorder share of the arrivals that are held back, so that later ones overtake them
 * @param churn how long nodes stay
 * @param parallel queries of one look-up that are waited for at a time
 * @param crowd what lies around the nodes under test
 * @param seed what all chance follows from
 */
record Scenario(
        Use use,
        int nodes,
        long duration,
        int names,
        int lookups,
        Mode mode,
        Latency latency,
        double loss,
        double duplicate,
        double reorder,
        Churn churn,
        int parallel,
        Surroundings crowd,
        long seed) {

    private static final long HOUR = 3_600_000;
    private static final long MINUTE = 60_000;

    /** Names are asked for until a minute before the end. */
    static final long PATIENCE = 60_000;

    /**
     * The network of millions around the nodes under test.
     *
     * @param size its nodes that are there at any time
     * @param dead share of the nodes that others name and that are not there
     * @param warm milliseconds from the start of a node under test until it is used
     */
    record Surroundings(long size, double dead, long warm) {}

    /** A record has up to two owners; a plain name is there beside each, and somebody must be left to ask. */
    private static final int NODES_PER_RECORD = 4;

    /**
     * Takes the options of a scenario out of a command line.
     *
     * @param arguments where they may be
     * @param freshSeed the seed if none is given
     * @return the scenario
     * @throws IllegalArgumentException if an option is wrong
     */
    static Scenario of(Arguments arguments, long freshSeed) {
        int nodes = (int) arguments.integer("nodes", 2, 1_000_000, 1000);
        Use use = use(arguments.text("workload").orElse("names"));
        int most = switch (use) {
            case NAMES -> nodes - 1;
            case RECORDS -> nodes / NODES_PER_RECORD;
            case LOOKUPS -> nodes;
        };
        long duration = Math.round(arguments.decimal("hours", 0.1, 10_000, use == Use.LOOKUPS ? 0.25 : 1) * HOUR);
        return new Scenario(
                use,
                nodes,
                duration,
                (int) arguments.integer("names", 0, most, names(use, nodes, most)),
                (int) arguments.integer("lookups", 1, 1000, 4),
                mode(arguments.text("mode").orElse("ipv4")),
                Latency.of(arguments.text("latency").orElse("measured")),
                arguments.decimal("loss", 0, 1, 0),
                arguments.decimal("duplicate", 0, 1, 0),
                arguments.decimal("reorder", 0, 1, 0),
                Churn.of(arguments.text("churn").orElse("none")),
                (int) arguments.integer("parallel", 1, 100, Limits.DEFAULT.lookupParallel()),
                surroundings(arguments, duration),
                arguments.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE, freshSeed));
    }

    private static int names(Use use, int nodes, int most) {
        return use == Use.LOOKUPS ? nodes : Math.min(50, Math.min(most, nodes / 2));
    }

    private static Surroundings surroundings(Arguments arguments, long duration) {
        // Nodes join for a twelfth of the time, and must have been asked before the last minute.
        double most = (duration - duration / 12 - 2 * PATIENCE) / (double) MINUTE;
        return new Surroundings(
                arguments.integer("crowd", 64, 1 << 23, 1 << 23),
                arguments.decimal("dead", 0, 0.9, 0.35),
                Math.round(arguments.decimal("warm", 0, most, Math.min(10, most)) * MINUTE));
    }

    private static Use use(String text) {
        return Arrays.stream(Use.values())
                .filter(use -> use.toString().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("--workload is names, records or lookups, not " + text));
    }

    private static Mode mode(String text) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("--mode is ipv4, ipv6, dual or mixed, not " + text));
    }

    /**
     * Nodes join one after the other until this time.
     *
     * @return milliseconds from the start
     */
    long grown() {
        return duration / 12;
    }

    /**
     * Names are announced from {@link #grown} on until this time.
     *
     * @return milliseconds from the start
     */
    long announced() {
        return duration / 3;
    }

    /**
     * What replays the run.
     *
     * @return a command with all options, also those that have their default
     */
    String command() {
        return String.join(
                " ",
                "./kadnode simulate",
                "--workload " + use,
                "--nodes " + nodes,
                "--hours " + (double) duration / HOUR,
                "--names " + names,
                "--lookups " + lookups,
                "--mode " + mode,
                "--latency " + latency.text(),
                "--loss " + loss,
                "--duplicate " + duplicate,
                "--reorder " + reorder,
                "--churn " + churn.text(),
                "--parallel " + parallel,
                "--crowd " + crowd.size(),
                "--dead " + crowd.dead(),
                "--warm " + (double) crowd.warm() / MINUTE,
                "--seed " + seed);
    }
}
