package org.kadnode.plugin.web;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kadnode.plugins.Announcement;
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
    private final InstantSource date;
    private final String template = Resources.text("page.html");

    Page(KadNode node, InstantSource date) {
        this.node = node;
        this.date = date;
    }

    Route route() {
        return Route.reads("/", request -> Answer.of(Answer.OK, HTML, html()));
    }

    private String html() {
        NodeStatus status = node.status();
        List<Announcement> announcements = node.announcements();
        Map<String, String> parts = Map.of(
                "status", status(status),
                "names", names(announcements),
                "ring", new Ring(status.nodeId()).html(announcements, node.inspect()),
                "version", escape("KadNode " + status.version()));
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
                each.goodNodes() + " good, " + (each.nodes() - each.goodNodes()) + " dubious nodes");
    }

    private static String card(String title, String big, String small) {
        return "<div class=\"card\"><h3>" + title + "</h3><p class=\"big\">" + big + "</p><p>" + small + "</p></div>";
    }

    private String names(List<Announcement> announcements) {
        String content = announcements.isEmpty()
                ? "<p class=\"empty\">This node announces no name yet.</p>"
                : "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Announced names\"><table><thead><tr>"
                        + "<th scope=\"col\">Name</th><th scope=\"col\">Port</th><th scope=\"col\">Copies</th>"
                        + "<th scope=\"col\">Next time</th><th scope=\"col\">Change</th></tr></thead><tbody>"
                        + announcements.stream().map(this::row).collect(Collectors.joining())
                        + "</tbody></table></div>";
        return "<div id=\"announced\" data-live>" + content + "</div>";
    }

    private String row(Announcement each) {
        String name = escape(each.name());
        return "<tr><th scope=\"row\" class=\"mono\">" + name + "</th><td>" + each.port() + "</td><td>" + each.copies()
                + "</td><td class=\"short\">" + each.nextAt().map(this::until).orElse("no more")
                + "</td><td class=\"short\">"
                + "<button type=\"button\" class=\"quiet\" hidden data-copy=\"" + name + "\" aria-label=\"Copy " + name
                + "\">Copy</button> "
                + "<button type=\"button\" class=\"quiet\" hidden data-withdraw=\"" + name + "\" aria-label=\"Withdraw "
                + name + "\">Withdraw</button></td></tr>";
    }

    private String until(Instant next) {
        long minutes = Math.max(0, Duration.between(date.instant(), next).toMinutes());
        return "<time datetime=\"" + next + "\">" + (minutes == 0 ? "now" : "in " + minutes + " min") + "</time>";
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
