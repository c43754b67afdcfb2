package org.kadnode.plugin.web;

import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.NodeStatus;
import org.kadnode.plugins.NodeStatus.FamilyStatus;

/**
 * The page for people. It is drawn here, so that it needs no script to show how the node is doing; {@code page.js} fetches it
 * again every few seconds and takes the parts marked {@code data-live}.
 */
final class Page {

    private static final String HTML = "text/html; charset=utf-8";

    private static final Pattern PART = Pattern.compile("(?m)^\\{([a-z]+)}$");

    private final KadNode node;
    private final Names names;
    private final ProgramParts program;
    private final String template = Resources.text("page.html");

    Page(KadNode node, InstantSource date) {
        this.node = node;
        this.names = new Names(node, date);
        this.program = new ProgramParts(node, ZoneId.systemDefault());
    }

    List<Route> all() {
        return List.of(Route.reads("/", request -> Answer.of(Answer.OK, HTML, html())), names.route());
    }

    private String html() {
        NodeStatus status = node.status();
        List<Announcement> announcements = node.announcements();
        Inspection seen = node.inspect();
        Map<String, String> parts = new HashMap<>(program.html());
        parts.putAll(Map.of(
                "status", status(status),
                "names", names.html(announcements),
                "ring", new Ring(status.nodeId()).html(announcements, seen),
                "peers", Peers.html(seen.contacts()),
                "version", escape("KadNode " + status.version())));
        // In one go: what a name is made of is not looked at again.
        return PART.matcher(template)
                .replaceAll(part -> Matcher.quoteReplacement(parts.getOrDefault(part.group(1), "")));
    }

    private static String status(NodeStatus status) {
        String families = status.families().stream().map(Page::family).collect(Collectors.joining());
        int active =
                status.families().stream().mapToInt(FamilyStatus::activeLookups).sum();
        long completed = status.families().stream()
                .mapToLong(FamilyStatus::completedLookups)
                .sum();
        int stored =
                status.families().stream().mapToInt(FamilyStatus::storedPeers).sum();
        return "<section id=\"status\" class=\"status\" aria-label=\"Status\" aria-live=\"polite\" data-live>"
                + families
                + card("Look-ups", Long.toString(completed), active + " under way")
                + card("Stored", Integer.toString(stored), "addresses kept for others")
                + "</section>";
    }

    private static String family(FamilyStatus each) {
        boolean joined = each.nodes() > 0;
        String state = joined ? "<span class=\"yes\">● joined</span>" : "<span class=\"no\">○ alone</span>";
        return card(
                each.family().label(),
                state,
                each.goodNodes() + " good, " + (each.nodes() - each.goodNodes()) + " dubious nodes"
                        + (each.reachable() ? "; reachable for others" : "; nobody has come by itself yet"));
    }

    private static String card(String title, String big, String small) {
        return "<div class=\"card\"><h3>" + title + "</h3><p class=\"big\">" + big + "</p><p>" + small + "</p></div>";
    }

    /** A text of somebody, for any place in HTML but scripts. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
