package org.kadnode.kernel.shell;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.kadnode.plugins.Durations;
import org.kadnode.plugins.Family;

/** What the shell has seen since the start, to be told as metrics. Any thread. */
final class Tally {

    private final Durations lookups = new Durations();
    private final Map<Family, Instant> announced = new ConcurrentHashMap<>();

    /** Requests that were turned away because too many waited. */
    private final LongAdder refused = new LongAdder();

    /** Events that were dropped because their listeners were too slow. */
    private final LongAdder dropped = new LongAdder();

    /** How long names were searched for until their first address was found. */
    Durations lookups() {
        return lookups;
    }

    void found(long millis) {
        lookups.add(Duration.ofMillis(millis));
    }

    void refused() {
        refused.increment();
    }

    void dropped() {
        dropped.increment();
    }

    void announced(Family family, Instant at) {
        announced.put(family, at);
    }

    long refusedRequests() {
        return refused.sum();
    }

    long droppedEvents() {
        return dropped.sum();
    }

    /** When nodes last took an announcement; empty if they have not. */
    Optional<Instant> lastAnnounced(Family family) {
        return Optional.ofNullable(announced.get(family));
    }
}
