package org.kadnode.plugin.dns.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Who is asked a question.
 *
 * @param awake whom to ask, one after the other, the fastest first; at least one
 * @param alongside whom to ask with the first, not for the answer, but to learn whether it is back or faster by now
 * @param resting whom to ask when all others stall
 */
record Choice(List<Server> awake, Optional<Server> alongside, List<Server> resting) {

    /** One question in so many is used to learn how fast another upstream is. */
    static final int EXPLORE_ONE_IN = 32;

    /**
     * Chooses by what is known at some time.
     *
     * @param servers at least one, in the order of preference among equals
     */
    static Choice among(List<Server> servers, Duration now, RandomGenerator random) {
        List<Server> awake = new ArrayList<>();
        List<Server> resting = new ArrayList<>();
        for (Server server : servers) {
            (server.health().isResting() ? resting : awake).add(server);
        }
        if (awake.isEmpty()) {
            return new Choice(fastestFirst(resting), Optional.empty(), List.of());
        }
        List<Server> order = fastestFirst(awake);
        Optional<Server> probe = resting.stream()
                .filter(server -> server.health().beginProbe(now))
                .findFirst();
        boolean explore = order.size() > 1 && random.nextInt(EXPLORE_ONE_IN) == 0;
        Optional<Server> alongside =
                probe.isEmpty() && explore ? Optional.of(order.get(1 + random.nextInt(order.size() - 1))) : probe;
        resting.removeIf(server -> probe.filter(server::equals).isPresent());
        return new Choice(order, alongside, fastestFirst(resting));
    }

    private static List<Server> fastestFirst(List<Server> servers) {
        // What is sorted by changes meanwhile, and a sort that sees that refuses to go on.
        record Rated(Server server, Duration roundTrip) {}
        return servers.stream()
                .map(server -> new Rated(server, server.health().expectedRoundTrip()))
                .sorted(Comparator.comparing(Rated::roundTrip))
                .map(Rated::server)
                .toList();
    }
}
