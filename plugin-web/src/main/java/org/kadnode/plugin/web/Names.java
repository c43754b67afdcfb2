package org.kadnode.plugin.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kadnode.plugin.web.qr.QrCode;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.NodeEvent;

/** The part of the page that shows the names of this node, and the QR codes that lead to them. Any thread. */
final class Names {

    private static final String SVG = "image/svg+xml";

    /** What can be typed into a browser; other names that are announced are identifiers, or mistakes. */
    private static final Pattern HOST_NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");

    private static final Pattern IDENTIFIER = Pattern.compile("[0-9a-f]{40}");

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final InstantSource date;
    private final String domain;

    /** How the last round of each name went, by family; only names that are announced. Guarded by this. */
    private final Map<String, Map<Family, Round>> rounds = new HashMap<>();

    private record Round(int copies, Instant at) {}

    Names(KadNode node, InstantSource date) {
        this.date = date;
        String tld = node.settings().text("naming.tld").toLowerCase(Locale.ROOT);
        domain = tld.startsWith(".") ? tld : "." + tld;
        node.subscribe(this::hear);
    }

    /** Draws the QR code of a text, for whoever reads it from the page. */
    Route route() {
        return Route.reads(
                "/qr.svg",
                request -> Answer.of(
                        Answer.OK,
                        SVG,
                        picture(QrCode.of(request.parameter("text")
                                .orElseThrow(() -> new IllegalArgumentException("the parameter text is missing"))))));
    }

    private static String picture(QrCode code) {
        int width = code.size() + 2 * QrCode.QUIET_ZONE;
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + width + " " + width
                + "\" shape-rendering=\"crispEdges\"><rect width=\"" + width + "\" height=\"" + width
                + "\" fill=\"#fff\"/><path d=\"" + code.path() + "\" fill=\"#000\"/></svg>\n";
    }

    private synchronized void hear(NodeEvent event) {
        switch (event) {
            case NodeEvent.AnnouncementStored stored ->
                rounds.computeIfAbsent(stored.announcement().name(), name -> new EnumMap<>(Family.class))
                        .put(stored.family(), new Round(stored.copies(), date.instant()));
            case NodeEvent.AnnouncementEnded ended ->
                rounds.remove(ended.announcement().name());
            default -> {}
        }
    }

    String html(List<Announcement> announcements) {
        String content = announcements.isEmpty()
                ? "<p class=\"empty\">This node announces no name yet.</p>"
                : announcements.stream()
                        .map(this::item)
                        .collect(Collectors.joining("", "<ul class=\"owned\">", "</ul>"));
        return "<div id=\"announced\" data-live>" + content + "</div>";
    }

    private String item(Announcement each) {
        String full = IDENTIFIER.matcher(each.name()).matches() ? each.name() : each.name() + domain;
        String text = Page.escape(full);
        return "<li><div class=\"what\"><h3 class=\"mono\">" + text + "</h3><p>port <b>" + each.port() + "</b> · "
                + each.nextAt().map(this::next).orElse("announced no more") + "</p><p>" + lastRounds(each)
                + "</p></div><div class=\"do\"><button type=\"button\" class=\"quiet\" hidden data-copy=\"" + text
                + "\" aria-label=\"Copy " + text + "\">Copy</button> "
                + "<button type=\"button\" class=\"quiet\" hidden data-withdraw=\"" + Page.escape(each.name())
                + "\" aria-label=\"Withdraw " + text + "\">Withdraw</button></div>" + code(each, full) + "</li>";
    }

    private String next(Instant next) {
        long minutes = Math.max(0, Duration.between(date.instant(), next).toMinutes());
        return time(next, minutes == 0 ? "announced again now" : "announced again in " + minutes + " min");
    }

    private synchronized String lastRounds(Announcement each) {
        Map<Family, Round> last = rounds.getOrDefault(each.name(), Map.of());
        return last.isEmpty()
                ? "<span class=\"soft\">◌ being announced for the first time</span>"
                : last.entrySet().stream()
                        .map(entry -> round(entry.getKey(), entry.getValue()))
                        .collect(Collectors.joining("<br>"));
    }

    private String round(Family family, Round round) {
        long minutes = Duration.between(round.at, date.instant()).toMinutes();
        String ago = time(round.at, minutes == 0 ? "just now" : minutes + " min ago");
        return "<span class=\"short\">"
                + (round.copies > 0
                        ? "<span class=\"yes\">● " + round.copies + (round.copies == 1 ? " copy" : " copies") + " in "
                                + family.label()
                        : "<span class=\"no\">○ no copy in " + family.label())
                + "</span>, " + ago + "</span>";
    }

    private static String time(Instant at, String said) {
        return "<time datetime=\"" + at + "\">" + said + "</time>";
    }

    private static String code(Announcement each, String full) {
        String address = address(full, each.port());
        if (!HOST_NAME.matcher(full).matches()
                || IDENTIFIER.matcher(full).matches()
                || address.length() > QrCode.MOST_BYTES) {
            return "";
        }
        String text = Page.escape(address);
        // Loaded when it is looked at.
        return "<details data-key=\"qr-" + Page.escape(each.name()) + "\"><summary>QR code</summary>"
                + "<img class=\"qr\" loading=\"lazy\" width=\"240\" height=\"240\" src=\"/qr.svg?text="
                + URLEncoder.encode(address, StandardCharsets.UTF_8) + "\" alt=\"QR code of " + text
                + "\"><p class=\"mono\">" + text + "</p></details>";
    }

    private static String address(String host, int port) {
        return switch (port) {
            case HTTP -> "http://" + host + "/";
            case HTTPS -> "https://" + host + "/";
            default -> "http://" + host + ":" + port + "/";
        };
    }
}
