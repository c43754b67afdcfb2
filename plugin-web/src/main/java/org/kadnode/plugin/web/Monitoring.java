package org.kadnode.plugin.web;

import java.util.List;
import java.util.stream.Collectors;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.NodeStatus.FamilyStatus;

/** What those ask who watch over many programs: {@code /metrics}, {@code /healthz}, {@code /readyz}. */
final class Monitoring {

    static final String HEALTH = "/healthz";

    private final KadNode node;

    Monitoring(KadNode node) {
        this.node = node;
    }

    List<Route> all() {
        return List.of(
                Route.reads("/metrics", request -> Answer.of(Answer.OK, Exposition.TYPE, metrics())),
                Route.reads(HEALTH, request -> Answer.text(Answer.OK, "ok")),
                Route.reads("/readyz", request -> ready()));
    }

    private String metrics() {
        return Exposition.of(node.program().metrics());
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
}
