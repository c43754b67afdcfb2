package org.kadnode.plugin.web;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
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

    /** Of an identifier. */
    private static final int BITS = 160;

    /** Names that are drawn; a table has them all. */
    private static final int MOST_DRAWN = 64;

    private static final double RADIUS = 90;
    private static final int TICKS = 32;

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
                "ring", ring(status.nodeId(), announcements),
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

    /** The circle of all identifiers, with this node at the top: the further round, the greater the XOR distance from it. */
    private static String ring(String nodeId, List<Announcement> announcements) {
        List<Announcement> drawn = announcements.stream().limit(MOST_DRAWN).toList();
        StringBuilder svg = new StringBuilder();
        for (int tick = 0; tick < TICKS; tick++) {
            double turn = (double) tick / TICKS;
            svg.append("<line class=\"tick\" ")
                    .append(line(turn, RADIUS - 4, RADIUS))
                    .append("/>");
        }
        svg.append("<circle class=\"circle\" r=\"").append(number(RADIUS)).append("\"/>");
        for (Announcement each : drawn) {
            double turn = turn(nodeId, each.identifier());
            svg.append("<line class=\"spoke\" ").append(line(turn, 0, RADIUS)).append("/>");
            svg.append("<circle class=\"name\" ").append(point(turn)).append(" r=\"6\"><title>");
            svg.append(escape(each.name())).append("</title></circle>");
        }
        svg.append("<circle class=\"node\" ").append(point(0)).append(" r=\"8\"/>");
        svg.append("<text y=\"-72\">this node</text>");
        String rows = announcements.stream()
                .map(each -> "<tr><th scope=\"row\" class=\"mono\">" + escape(each.name()) + "</th><td>"
                        + number(turn(nodeId, each.identifier()) * 100) + " %</td></tr>")
                .collect(Collectors.joining());
        return "<section class=\"ring\" aria-labelledby=\"ring-title\"><h2 id=\"ring-title\">Where my names live</h2>"
                + "<div id=\"ring\" data-live><svg viewBox=\"-110 -110 220 220\" role=\"img\" aria-label=\"This node and its"
                + " names on the circle of identifiers\">" + svg + "</svg><table><caption>How far from this node the"
                + " nodes are that keep a name: XOR distance, in parts of the greatest.</caption><thead><tr>"
                + "<th scope=\"col\">Name</th><th scope=\"col\">Distance</th></tr></thead><tbody>"
                + "<tr><th scope=\"row\" class=\"mono\">" + escape(nodeId.substring(0, 8))
                + "… (this node)</th><td>0.0 %"
                + "</td></tr>" + rows + "</tbody></table></div></section>";
    }

    private static double turn(String nodeId, String identifier) {
        BigInteger distance = new BigInteger(nodeId, 16).xor(new BigInteger(identifier, 16));
        return distance.doubleValue() / BigInteger.ONE.shiftLeft(BITS).doubleValue();
    }

    private static String point(double turn) {
        return "cx=\"" + x(turn, RADIUS) + "\" cy=\"" + y(turn, RADIUS) + "\"";
    }

    private static String line(double turn, double from, double to) {
        return "x1=\"" + x(turn, from) + "\" y1=\"" + y(turn, from) + "\" x2=\"" + x(turn, to) + "\" y2=\""
                + y(turn, to) + "\"";
    }

    private static String x(double turn, double radius) {
        return number(radius * Math.sin(2 * Math.PI * turn));
    }

    private static String y(double turn, double radius) {
        return number(-radius * Math.cos(2 * Math.PI * turn));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
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
