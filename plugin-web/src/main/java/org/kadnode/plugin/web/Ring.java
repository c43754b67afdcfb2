package org.kadnode.plugin.web;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;

/**
 * The picture of the swarm: the circle of all identifiers, with this node at the top; the further round, the greater the XOR
 * distance from it. The nodes that it knows are on the circle, IPv6 inside of IPv4, its names and what is searched for now are
 * further inside.
 */
final class Ring {

    /** Of an identifier. */
    static final int BITS = 160;

    /** Things of one kind that are drawn; tables have them all. */
    private static final int MOST_DRAWN = 400;

    private static final String LEGEND = "<ul class=\"legend\"><li>" + key("<circle class=\"contact\" r=\"4\"/>")
            + "IPv4 nodes</li><li>" + key("<circle class=\"contact ipv6\" r=\"4\"/>") + "IPv6 nodes</li><li>"
            + key("<circle class=\"name\" r=\"3.5\"/>") + "my names</li><li>"
            + key("<circle class=\"target\" r=\"4\"/>") + "searches</li></ul>";

    private static final double RADIUS = 90;
    private static final double RADIUS_OF_IPV6 = 80;
    private static final double RADIUS_OF_NAMES = 64;
    private static final double RADIUS_OF_SEARCHES = 50;
    private static final int TICKS = 32;
    private static final int SHOWN_DIGITS = 8;

    private final String nodeId;

    Ring(String nodeId) {
        this.nodeId = nodeId;
    }

    /** The picture and the tables that say the same. */
    String html(List<Announcement> announcements, Inspection seen) {
        return "<section class=\"ring\" aria-labelledby=\"ring-title\"><h2 id=\"ring-title\">The swarm as seen from here</h2>"
                + "<div id=\"ring\" data-live><svg viewBox=\"-110 -110 220 220\" role=\"img\" aria-label=\"The nodes that"
                + " this one knows, and its names, on the circle of identifiers\">" + picture(announcements, seen)
                + "</svg>" + LEGEND + distances(announcements) + buckets(seen) + searches(seen) + "</div></section>";
    }

    private String picture(List<Announcement> announcements, Inspection seen) {
        StringBuilder svg = new StringBuilder();
        for (int tick = 0; tick < TICKS; tick++) {
            svg.append("<line class=\"tick\" ")
                    .append(line((double) tick / TICKS, RADIUS + 2, RADIUS + 6))
                    .append("/>");
        }
        svg.append("<circle class=\"circle\" r=\"").append(number(RADIUS)).append("\"/>");
        seen.searches().stream().limit(MOST_DRAWN).forEach(each -> draw(each, svg));
        seen.contacts().stream().limit(MOST_DRAWN).forEach(each -> draw(each, svg));
        announcements.stream().limit(MOST_DRAWN).forEach(each -> {
            double turn = turn(each.identifier());
            svg.append("<line class=\"spoke\" ")
                    .append(line(turn, 0, RADIUS_OF_NAMES))
                    .append("/>");
            svg.append("<circle class=\"name\" ")
                    .append(point(turn, RADIUS_OF_NAMES))
                    .append(" r=\"5\"><title>");
            svg.append(Page.escape(each.name())).append("</title></circle>");
        });
        svg.append("<circle class=\"node\" ").append(point(0, RADIUS)).append(" r=\"7\"/>");
        svg.append("<text y=\"-102\">this node</text>");
        return svg.toString();
    }

    private void draw(Inspection.Contact each, StringBuilder svg) {
        double radius = each.family() == Family.IPV4 ? RADIUS : RADIUS_OF_IPV6;
        svg.append("<circle class=\"contact ")
                .append(each.family() == Family.IPV6 ? "ipv6 " : "")
                .append(each.standing().name().toLowerCase(Locale.ROOT))
                .append("\" ")
                .append(point(turn(each.id()), radius))
                .append(" r=\"2.6\"><title>")
                .append(each.id(), 0, SHOWN_DIGITS)
                .append("… ")
                .append(Page.escape(Literal.text(each.address())))
                .append("</title></circle>");
    }

    private void draw(Inspection.Search each, StringBuilder svg) {
        double target = turn(each.target());
        each.candidates().stream()
                .filter(candidate -> candidate.replied().isPresent())
                .limit(MOST_DRAWN)
                .forEach(candidate -> svg.append("<line class=\"hop\" ")
                        .append(between(turn(candidate.id()), RADIUS, target, RADIUS_OF_SEARCHES))
                        .append("/>"));
        svg.append("<circle class=\"target\" ")
                .append(point(target, RADIUS_OF_SEARCHES))
                .append(" r=\"4\"/>");
    }

    private static String key(String shape) {
        return "<svg viewBox=\"-6 -6 12 12\" aria-hidden=\"true\">" + shape + "</svg>";
    }

    private String distances(List<Announcement> announcements) {
        String rows = announcements.stream()
                .map(each -> row(Page.escape(each.name()), number(turn(each.identifier()) * 100) + " %"))
                .collect(Collectors.joining());
        return table(
                "names",
                "Names",
                "How far from this node the nodes are that keep a name: XOR distance, in parts of the greatest.",
                List.of("Name", "Distance"),
                row(nodeId.substring(0, SHOWN_DIGITS) + "… (this node)", "0.0 %") + rows);
    }

    private static String buckets(Inspection seen) {
        return table(
                "buckets",
                "Buckets",
                "Known nodes by bucket. Bucket 0 has the half of all identifiers that is farthest from this node.",
                List.of("Bucket", "Good", "Others"),
                SwarmRoutes.Bucket.of(seen.contacts()).stream()
                        .map(each -> row(
                                each.family().label() + " " + each.number(),
                                Long.toString(each.good()),
                                Long.toString(each.others())))
                        .collect(Collectors.joining()));
    }

    private static String searches(Inspection seen) {
        return table(
                "searches",
                "Searches under way: " + seen.searches().size(),
                "Identifiers that are searched for now.",
                List.of("Identifier", "Nodes that answered"),
                seen.searches().stream()
                        .map(each -> row(each.target().substring(0, SHOWN_DIGITS) + "…", answered(each)))
                        .collect(Collectors.joining()));
    }

    private static String answered(Inspection.Search each) {
        long answered = each.candidates().stream()
                .filter(candidate -> candidate.replied().isPresent())
                .count();
        return answered + " of " + each.candidates().size();
    }

    /** A table that is shown when somebody wants it. */
    private static String table(String key, String summary, String caption, List<String> heads, String rows) {
        return "<details data-key=\"ring-" + key + "\"><summary>" + summary + "</summary>"
                + Table.html("scroll tall", summary, caption, heads, rows) + "</details>";
    }

    private static String row(String first, String... others) {
        return Stream.of(others)
                .map(each -> "<td>" + each + "</td>")
                .collect(Collectors.joining("", "<tr><th scope=\"row\">" + first + "</th>", "</tr>"));
    }

    private double turn(String identifier) {
        BigInteger distance = new BigInteger(nodeId, 16).xor(new BigInteger(identifier, 16));
        return distance.doubleValue() / BigInteger.ONE.shiftLeft(BITS).doubleValue();
    }

    private static String point(double turn, double radius) {
        return "cx=\"" + x(turn, radius) + "\" cy=\"" + y(turn, radius) + "\"";
    }

    private static String line(double turn, double from, double to) {
        return between(turn, from, turn, to);
    }

    private static String between(double fromTurn, double from, double toTurn, double to) {
        return "x1=\"" + x(fromTurn, from) + "\" y1=\"" + y(fromTurn, from) + "\" x2=\"" + x(toTurn, to) + "\" y2=\""
                + y(toTurn, to) + "\"";
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
}
