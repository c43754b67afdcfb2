package org.kadnode.plugin.web;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.NodeEvent;
import org.kadnode.plugins.NodeStatus;
import org.kadnode.plugins.NodeStatus.FamilyStatus;

/**
 * What those ask who watch over many programs: {@code /metrics}, {@code /healthz}, {@code /readyz}. No metric has a name or an
 * address as a label: they end up in places that others can see.
 */
final class Monitoring {

    private final KadNode node;
    private final Counters counters;
    private final InstantSource date;

    /** When nodes last took an announcement. Guarded by this. */
    private final Map<Family, Instant> stored = new EnumMap<>(Family.class);

    Monitoring(KadNode node, Counters counters, InstantSource date) {
        this.node = node;
        this.counters = counters;
        this.date = date;
        node.subscribe(this::hear);
    }

    List<Route> all() {
        return List.of(
                Route.reads("/metrics", request -> Answer.of(Answer.OK, Exposition.TYPE, metrics())),
                Route.reads("/healthz", request -> Answer.text(Answer.OK, "ok")),
                Route.reads("/readyz", request -> ready()));
    }

    private synchronized void hear(NodeEvent event) {
        if (event instanceof NodeEvent.AnnouncementStored announced && announced.copies() > 0) {
            stored.put(announced.family(), date.instant());
        }
    }

    /** Ready once names can be found in one family: a machine may well be without the other. */
    private Answer ready() {
        List<FamilyStatus> families = node.status().families();
        String missing = families.stream()
                .filter(each -> each.nodes() == 0)
                .map(each -> each.family().label() + ": no node is known")
                .collect(Collectors.joining("\n"));
        boolean ready = families.stream().anyMatch(each -> each.nodes() > 0);
        return ready
                ? Answer.text(Answer.OK, missing.isEmpty() ? "ready" : "ready\n" + missing)
                : Answer.text(Answer.UNAVAILABLE, missing);
    }

    private String metrics() {
        NodeStatus status = node.status();
        List<FamilyStatus> families = status.families();
        Exposition out = new Exposition();
        out.gauge("kadnode_build_info", "What is running; always 1.").value(Map.of("version", status.version()), 1);
        out.gauge("kadnode_dht_nodes", "Nodes in the routing table.");
        for (FamilyStatus each : families) {
            out.value(Map.of("family", label(each.family()), "state", "good"), each.goodNodes());
            out.value(Map.of("family", label(each.family()), "state", "dubious"), each.nodes() - each.goodNodes());
        }
        out.gauge("kadnode_dht_lookups_active", "Look-ups under way.");
        byFamily(out, families, FamilyStatus::activeLookups);
        out.counter("kadnode_dht_lookups_total", "Look-ups that have ended.");
        byFamily(out, families, FamilyStatus::completedLookups);
        out.gauge("kadnode_dht_stored_identifiers", "Identifiers for which peers are stored.");
        byFamily(out, families, FamilyStatus::storedIdentifiers);
        out.gauge("kadnode_dht_stored_peers", "Peers that are stored for others.");
        byFamily(out, families, FamilyStatus::storedPeers);
        out.gauge("kadnode_announcements", "Names that are announced.").value(Map.of(), status.announcements());
        out.gauge(
                "kadnode_announcement_last_success_timestamp_seconds",
                "When nodes last took an announcement; 0 if they have not.");
        families.forEach(each -> out.value(Map.of("family", label(each.family())), lastStored(each.family())));
        out.counter("kadnode_web_requests_total", "Requests to the web port, by what became of them.")
                .value(Map.of("outcome", "answered"), counters.answered.sum())
                .value(Map.of("outcome", "refused"), counters.refused.sum())
                .value(Map.of("outcome", "mistaken"), counters.mistaken.sum())
                .value(Map.of("outcome", "failed"), counters.failed.sum());
        return out.toString();
    }

    private synchronized long lastStored(Family family) {
        return stored.getOrDefault(family, Instant.EPOCH).getEpochSecond();
    }

    private static void byFamily(Exposition out, List<FamilyStatus> families, ToLongFunction<FamilyStatus> value) {
        families.forEach(each -> out.value(Map.of("family", label(each.family())), value.applyAsLong(each)));
    }

    private static String label(Family family) {
        return family.name().toLowerCase(Locale.ROOT);
    }
}
