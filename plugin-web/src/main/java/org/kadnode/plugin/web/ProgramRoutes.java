package org.kadnode.plugin.web;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kadnode.plugins.Forwardings;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.LogLine;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.StatusLine;

/** The part of the API that shows the program around the node: plugins, forwarded ports, the log. It changes nothing. */
final class ProgramRoutes {

    private final KadNode node;

    ProgramRoutes(KadNode node) {
        this.node = node;
    }

    List<Route> all() {
        return List.of(
                Route.reads(ApiRoutes.PREFIX + "/plugins", request -> ApiRoutes.json(Answer.OK, plugins())),
                Route.reads(ApiRoutes.PREFIX + "/forwardings", request -> ApiRoutes.json(Answer.OK, forwardings())),
                Route.reads(ApiRoutes.PREFIX + "/log", request -> ApiRoutes.json(Answer.OK, log())));
    }

    private List<Object> plugins() {
        return node.program().plugins().stream()
                .<Object>map(ProgramRoutes::plugin)
                .toList();
    }

    private static Map<String, Object> plugin(PluginStatus each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", each.id());
        map.put("version", each.version());
        map.put("state", each.state().name().toLowerCase(Locale.ROOT));
        map.put("reason", each.reason());
        map.put("status", each.lines().stream().map(ProgramRoutes::statusLine).toList());
        return map;
    }

    private static Map<String, Object> statusLine(StatusLine each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("label", each.label());
        map.put("value", each.value());
        return map;
    }

    /** None if no plugin asks gateways for ports. */
    private List<Object> forwardings() {
        return node.offered(Forwardings.class).map(Forwardings::forwardings).orElse(List.of()).stream()
                .<Object>map(ProgramRoutes::forwarding)
                .toList();
    }

    private static Map<String, Object> forwarding(Forwardings.Forwarding each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("protocol", each.protocol());
        map.put("port", each.port());
        each.outside().ifPresent(outside -> map.put("outside", outside));
        map.put("by", each.by());
        each.until().map(Instant::toString).ifPresent(until -> map.put("until", until));
        return map;
    }

    private List<Object> log() {
        return node.program().log().stream().<Object>map(ProgramRoutes::logLine).toList();
    }

    private static Map<String, Object> logLine(LogLine each) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("at", each.at().toString());
        map.put("level", each.level().name().toLowerCase(Locale.ROOT));
        map.put("text", each.text());
        return map;
    }
}
