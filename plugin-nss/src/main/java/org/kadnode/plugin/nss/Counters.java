package org.kadnode.plugin.nss;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.kadnode.plugins.Metric;

/** What was done since the start. Any thread. */
final class Counters {

    final LongAdder found = new LongAdder();
    final LongAdder unknown = new LongAdder();

    /** Requests for which nothing was found in time, nor known that there is nothing. */
    final LongAdder late = new LongAdder();

    /** Requests that came when too many waited. */
    final LongAdder turnedAway = new LongAdder();

    /** Datagrams that are no request for a name of the network. */
    final LongAdder ignored = new LongAdder();

    List<Metric> metrics() {
        return List.of(Metric.counter(
                "kadnode_nss_requests_total",
                "Requests of the system for names, by what became of them.",
                "outcome",
                Map.of(
                        "found",
                        found.sum(),
                        "unknown",
                        unknown.sum(),
                        "late",
                        late.sum(),
                        "turned_away",
                        turnedAway.sum(),
                        "ignored",
                        ignored.sum())));
    }

    @Override
    public String toString() {
        return "%d found, %d unknown, %d not in time, %d turned away, %d ignored"
                .formatted(found.sum(), unknown.sum(), late.sum(), turnedAway.sum(), ignored.sum());
    }
}
