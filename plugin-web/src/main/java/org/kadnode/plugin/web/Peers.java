package org.kadnode.plugin.web;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.kadnode.plugins.Inspection;

/** The part of the page that lists the nodes which this one knows. */
final class Peers {

    /** Nodes that are listed; the API has them all. */
    private static final int MOST_LISTED = 200;

    private static final int SHOWN_DIGITS = 12;

    private Peers() {}

    static String html(List<Inspection.Contact> contacts) {
        // The nearest first: these are asked most.
        List<Inspection.Contact> listed = contacts.reversed();
        String rows = listed.stream().limit(MOST_LISTED).map(Peers::row).collect(Collectors.joining());
        String content = contacts.isEmpty()
                ? "<p class=\"empty\">No other node is known yet.</p>"
                : Table.html(
                                "scroll tall",
                                "Table of known nodes",
                                "",
                                List.of("Address", "Node", "Bucket", "State"),
                                rows)
                        + (contacts.size() > MOST_LISTED
                                ? "<p class=\"soft\">and " + (contacts.size() - MOST_LISTED) + " others</p>"
                                : "");
        return "<div id=\"peers\" data-live>" + content + "</div>";
    }

    private static String row(Inspection.Contact each) {
        String standing = each.standing().name().toLowerCase(Locale.ROOT);
        boolean good = each.standing() == Inspection.Standing.GOOD;
        return "<tr><th scope=\"row\" class=\"mono\">" + Page.escape(Literal.text(each.address()))
                + "</th><td class=\"mono\">" + Page.escape(each.id().substring(0, SHOWN_DIGITS)) + "…</td><td>"
                + each.bucket() + "</td><td class=\"short\"><span class=\"" + (good ? "yes\">● " : "soft\">○ ")
                + standing
                + "</span></td></tr>";
    }
}
