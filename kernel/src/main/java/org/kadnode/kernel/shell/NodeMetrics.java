package org.kadnode.kernel.shell;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.kadnode.kernel.core.Counters;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.Metric.Kind;
import org.kadnode.plugins.NodeStatus;
import org.kadnode.plugins.NodeStatus.FamilyStatus;

/** What the kernel counts and measures, for those who watch over many programs. */
final class NodeMetrics {

    private final LiveNode live;
    private final Tally tally;

    NodeMetrics(LiveNode live, Tally tally) {
        this.live = live;
        this.tally = tally;
    }

    List<Metric> all() {
        NodeStatus status = live.status();
        Counters counters = live.ask((node, now) -> node.counters());
        List<FamilyStatus> families = status.families();
        return List.of(
                new Metric(
                        "kadnode_build_info",
                        Kind.GAUGE,
                        "What is running; always 1.",
                        List.of(new Metric.Value(Map.of("version", status.version()), 1))),
                nodes(families),
                byFamily(
                        "kadnode_dht_reachable",
                        Kind.GAUGE,
                        "Whether a node has come by itself in the last 15 minutes, 1 or 0.",
                        families,
                        each -> each.reachable() ? 1 : 0),
                byFamily(
                        "kadnode_dht_lookups_active",
                        Kind.GAUGE,
                        "Look-ups under way.",
                        families,
                        FamilyStatus::activeLookups),
                byFamily(
                        "kadnode_dht_lookups_total",
                        Kind.COUNTER,
                        "Look-ups that have ended.",
                        families,
                        FamilyStatus::completedLookups),
                byFamily(
                        "kadnode_dht_stored_identifiers",
                        Kind.GAUGE,
                        "Identifiers for which peers are stored.",
                        families,
                        FamilyStatus::storedIdentifiers),
                byFamily(
                        "kadnode_dht_stored_peers",
                        Kind.GAUGE,
                        "Peers that are stored for others.",
                        families,
                        FamilyStatus::storedPeers),
                Metric.counter(
                        "kadnode_dht_datagrams_received_total",
                        "Datagrams that came in, by what became of them.",
                        "outcome",
                        Map.of(
                                "taken",
                                counters.received() - lost(counters),
                                "garbage",
                                counters.garbage(),
                                "blocked",
                                counters.blocked(),
                                "limited",
                                counters.limited(),
                                "unasked",
                                counters.unasked())),
                Metric.counter("kadnode_dht_datagrams_sent_total", "Datagrams that went out.", counters.sent()),
                tally.lookups()
                        .metric(
                                "kadnode_lookup_duration_seconds",
                                "How long names were searched for until their first address was found."),
                Metric.gauge("kadnode_announcements", "Names that are announced.", status.announcements()),
                byFamily(
                        "kadnode_announcement_last_success_timestamp_seconds",
                        Kind.GAUGE,
                        "When nodes last took an announcement; 0 if they have not.",
                        families,
                        each -> tally.lastAnnounced(each.family())
                                .orElse(Instant.EPOCH)
                                .getEpochSecond()),
                Metric.counter(
                        "kadnode_requests_refused_total",
                        "Requests of plugins and users that were turned away because too many waited.",
                        tally.refusedRequests()),
                Metric.counter(
                        "kadnode_events_dropped_total",
                        "Events that were dropped because their listeners were too slow.",
                        tally.droppedEvents()));
    }

    private static long lost(Counters counters) {
        return counters.garbage() + counters.blocked() + counters.limited() + counters.unasked();
    }

    private static Metric nodes(List<FamilyStatus> families) {
        List<Metric.Sample> samples = new ArrayList<>();
        for (FamilyStatus each : families) {
            String family = label(each.family());
            samples.add(new Metric.Value(Map.of("family", family, "state", "good"), each.goodNodes()));
            samples.add(
                    new Metric.Value(Map.of("family", family, "state", "dubious"), each.nodes() - each.goodNodes()));
        }
        return new Metric("kadnode_dht_nodes", Kind.GAUGE, "Nodes in the routing table.", samples);
    }

    private static Metric byFamily(
            String name, Kind kind, String help, List<FamilyStatus> families, ToDoubleFunction<FamilyStatus> value) {
        List<Metric.Sample> samples = new ArrayList<>();
        for (FamilyStatus each : families) {
            samples.add(new Metric.Value(Map.of("family", label(each.family())), value.applyAsDouble(each)));
        }
        return new Metric(name, kind, help, samples);
    }

    private static String label(Family family) {
        return family.name().toLowerCase(Locale.ROOT);
    }
}
