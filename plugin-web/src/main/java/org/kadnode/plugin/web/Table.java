package org.kadnode.plugin.web;

import java.util.List;
import java.util.stream.Collectors;

/** A table of the page, which scrolls by itself where it is too wide or too long. */
final class Table {

    private Table() {}

    /**
     * Draws a table.
     *
     * @param classes of the part that scrolls
     * @param label what it is, for those who hear the page
     * @param caption text above it; empty for none
     * @param heads of the columns
     * @param rows its rows in HTML
     */
    static String html(String classes, String label, String caption, List<String> heads, String rows) {
        return "<div class=\"" + classes + "\" tabindex=\"0\" role=\"region\" aria-label=\"" + label + "\"><table>"
                + (caption.isEmpty() ? "" : "<caption>" + caption + "</caption>") + "<thead><tr>"
                + heads.stream()
                        .map(each -> "<th scope=\"col\">" + each + "</th>")
                        .collect(Collectors.joining())
                + "</tr></thead><tbody>" + rows + "</tbody></table></div>";
    }
}
