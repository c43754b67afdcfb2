package org.kadnode.plugin.web;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kadnode.plugins.Forwardings;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.LogLine;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.StatusLine;

/** The parts of the page that show the program around the node: plugins, forwarded ports, the log. */
final class ProgramParts {

    /** Lines of the log that are shown; the API has a few more. */
    private static final int MOST_LINES = 60;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final KadNode node;
    private final ZoneId zone;

    /**
     * Parts for the page of a node.
     *
     * @param zone where the clock hangs that is shown
     */
    ProgramParts(KadNode node, ZoneId zone) {
        this.node = node;
        this.zone = zone;
    }

    /** By the names that the template has for them. */
    Map<String, String> html() {
        return Map.of(
                "plugins", live("plugin-list", plugins()),
                "forwardings", live("forwarding-list", forwardings()),
                "log", live("log-lines", log()));
    }

    private static String live(String id, String content) {
        return "<div id=\"" + id + "\" data-live>" + content + "</div>";
    }

    private String plugins() {
        List<PluginStatus> plugins = node.program().plugins();
        return plugins.isEmpty()
                ? "<p class=\"empty\">There are none.</p>"
                : plugins.stream()
                        .map(ProgramParts::plugin)
                        .collect(Collectors.joining("", "<ul class=\"plugin-list\">", "</ul>"));
    }

    private static String plugin(PluginStatus each) {
        String state = each.state().name().toLowerCase(Locale.ROOT);
        String shown = switch (each.state()) {
            case STARTED -> "<span class=\"yes\">● " + state + "</span>";
            case FAILED -> "<span class=\"no\">▲ " + state + "</span>";
            case LOADED, DISABLED, STOPPED -> "<span class=\"soft\">○ " + state + "</span>";
        };
        String reason = each.reason().isEmpty() ? "" : "<p class=\"no\">" + Page.escape(each.reason()) + "</p>";
        String lines = each.lines().isEmpty()
                ? ""
                : each.lines().stream().map(ProgramParts::line).collect(Collectors.joining("", "<dl>", "</dl>"));
        return "<li><p class=\"head\"><b>" + Page.escape(each.id()) + "</b> <span class=\"soft\">"
                + Page.escape(each.version()) + "</span> " + shown + "</p>" + reason + lines + "</li>";
    }

    private static String line(StatusLine each) {
        return "<div><dt>" + Page.escape(each.label()) + "</dt><dd>" + Page.escape(each.value()) + "</dd></div>";
    }

    private String forwardings() {
        Optional<Forwardings> offered = node.offered(Forwardings.class);
        List<Forwardings.Forwarding> all = offered.map(Forwardings::forwardings).orElse(List.of());
        if (all.isEmpty()) {
            return "<p class=\"empty\">"
                    + (offered.isPresent()
                            ? "No router is asked to forward a port."
                            : "No plugin asks routers for ports.")
                    + "</p>";
        }
        return Table.html(
                "scroll",
                "Table of forwarded ports",
                "",
                List.of("Port", "Outside", "By", "Until"),
                all.stream().map(this::forwarding).collect(Collectors.joining()));
    }

    private String forwarding(Forwardings.Forwarding each) {
        return "<tr><th scope=\"row\">" + Page.escape(each.protocol()) + " " + each.port() + "</th><td class=\"mono\">"
                + each.outside()
                        .map(outside -> "<span class=\"yes\">● " + Page.escape(outside) + "</span>")
                        .orElse("<span class=\"no\">○ not granted</span>")
                + "</td><td>" + Page.escape(each.by()) + "</td><td>"
                + each.until().map(at -> TIME.format(at.atZone(zone))).orElse("") + "</td></tr>";
    }

    private String log() {
        List<LogLine> lines = node.program().log().reversed();
        return lines.isEmpty()
                ? "<p class=\"empty\">Nothing was logged yet.</p>"
                : lines.stream()
                        .limit(MOST_LINES)
                        .map(this::line)
                        .collect(Collectors.joining(
                                "",
                                "<ol class=\"lines scroll tall\" tabindex=\"0\" aria-label=\"The latest lines of the log, the"
                                        + " newest first\">",
                                "</ol>"));
    }

    private String line(LogLine each) {
        String level = each.level().name().toLowerCase(Locale.ROOT);
        return "<li class=\"" + level + "\"><time datetime=\"" + each.at() + "\">"
                + TIME.format(each.at().atZone(zone))
                + "</time> <span class=\"level\">" + level + "</span> <span>" + Page.escape(each.text())
                + "</span></li>";
    }
}
