package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kadnode.plugin.web.qr.QrCode;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Forwardings;
import org.kadnode.plugins.LogLine;
import org.kadnode.plugins.NodeEvent;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.testkit.FakeProgram;

/** The page as it is without a script. */
class PageTest {

    private static final String MARKUP = "<script>alert(1)</script>";

    private final Asking asking = new Asking(Map.of());

    @Test
    void theStateOfTheNodeIsThere() {
        asking.node.joined(Family.IPV6, false);

        String page = page();

        assertTrue(page.contains("<h3>IPv4</h3><p class=\"big\"><span class=\"yes\">● joined</span>"), page);
        assertTrue(page.contains("<h3>IPv6</h3><p class=\"big\"><span class=\"no\">○ alone</span>"), page);
        assertTrue(page.contains("This node announces no name yet."), page);
    }

    @Test
    void namesAreThereBothDrawnAndInTables() {
        announce("foo");

        String page = page();

        assertTrue(page.contains("<h3 class=\"mono\">foo.p2p</h3><p>port <b>80</b>"), page);
        assertTrue(page.contains("data-withdraw=\"foo\""), page);
        assertTrue(page.contains("<title>foo</title>"), page);
    }

    @Test
    void markupInANameIsOnlyText() {
        announce("<script>alert('1')</script>\"onclick=\"x&");
        announce("{ring}");

        String page = page();

        assertFalse(page.contains("<script>"), page);
        assertTrue(
                page.contains(
                        "data-copy=\"&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;onclick=&quot;x&amp;.p2p\""),
                page);
        assertTrue(page.contains("data-withdraw=\"{ring}\""), page);
    }

    @Test
    void noPartOfTheTemplateIsLeft() {
        assertFalse(Pattern.compile("(?m)^\\{[a-z]+}$").matcher(page()).find());
    }

    @Test
    void allThatThePageNeedsComesFromTheNode() {
        List<String> needed = Pattern.compile("(?:src|href)=\"([^\"#]+)\"")
                .matcher(page())
                .results()
                .map((MatchResult link) -> link.group(1))
                .toList();

        assertTrue(needed.containsAll(List.of("/page.css", "/page.js", "/icon.svg")), needed.toString());
        new TreeSet<>(needed).forEach(each -> assertEquals(200, asking.get(each).status(), each));
    }

    @Test
    void nothingThatTheContentSecurityPolicyForbidsIsInThePage() {
        announce("foo");

        assertFalse(page().contains(" style="), "styles inside");
        assertFalse(Pattern.compile("\\son[a-z]+=\"").matcher(page()).find(), "handlers inside");
    }

    @Test
    void aNameSaysHowItsLastRoundsWentAndWhenTheNextIs() {
        announce("foo");
        Announcement foo = asking.node.announcements().getFirst();
        assertTrue(page().contains("being announced for the first time"), page());

        asking.node.fire(new NodeEvent.AnnouncementStored(foo, Family.IPV4, 5));
        asking.node.fire(new NodeEvent.AnnouncementStored(foo, Family.IPV6, 0));

        String page = page();
        assertTrue(page.contains("● 5 copies in IPv4</span>, <time datetime=\"" + Asking.DATE + "\">just now"), page);
        assertTrue(page.contains("○ no copy in IPv6</span>"), page);
        asking.node.fire(new NodeEvent.AnnouncementEnded(foo));
        assertFalse(page().contains("copies in"), page());
    }

    @Test
    void aNameHasAQrCodeOfItsAddress() {
        announce("foo");

        assertTrue(page().contains("src=\"/qr.svg?text=http%3A%2F%2Ffoo.p2p%2F\""), page());
        String code = Asking.body(asking.get("/qr.svg?text=http%3A%2F%2Ffoo.p2p%2F"));
        assertTrue(code.contains(QrCode.of("http://foo.p2p/").path()), code);
        assertEquals(400, asking.get("/qr.svg").status());
        assertEquals(400, asking.get("/qr.svg?text=" + "x".repeat(400)).status());
    }

    @Test
    void whatNoBrowserCouldOpenHasNoQrCode() {
        announce("<b>");
        announce("ab".repeat(20));

        assertFalse(page().contains("/qr.svg"), page());
    }

    @Test
    void knownNodesAreListedTheNearestFirst() {
        assertTrue(page().contains("No other node is known yet."), page());

        asking.node.inspection(Swarm.SEEN);

        String page = page();
        assertTrue(page.indexOf("○ bad") < page.indexOf("● good"), page);
    }

    @Test
    void pluginsForwardedPortsAndTheLogAreShownAsText() {
        assertTrue(page().contains("No plugin asks routers for ports."), page());
        asking.node.program(new FakeProgram(
                List.of(
                        new PluginStatus("dns", "1.1.0", PluginStatus.State.STARTED, "", List.of(line("DNS", MARKUP))),
                        new PluginStatus(MARKUP, MARKUP, PluginStatus.State.FAILED, MARKUP, List.of())),
                List.of(),
                List.of(
                        new LogLine(Asking.DATE, System.Logger.Level.INFO, "the first"),
                        new LogLine(Asking.DATE, System.Logger.Level.WARNING, MARKUP))));
        asking.node.offer(
                Forwardings.class,
                () -> List.of(
                        new Forwardings.Forwarding("udp", 6881, Optional.of(MARKUP), MARKUP, Optional.of(Asking.DATE)),
                        new Forwardings.Forwarding("tcp", 443, Optional.empty(), "UPnP", Optional.empty())));

        String page = page();

        assertFalse(page.contains(MARKUP), page);
        assertEquals(7, page.split("&lt;script&gt;", -1).length - 1, page);
        assertTrue(page.contains("<b>dns</b> <span class=\"soft\">1.1.0</span> <span class=\"yes\">● started"), page);
        assertTrue(page.contains("▲ failed"), page);
        assertTrue(page.contains("<th scope=\"row\">tcp 443</th>"), page);
        assertTrue(page.indexOf("warning</span>") < page.indexOf("the first"), page);
    }

    private static StatusLine line(String label, String value) {
        return new StatusLine(label, value);
    }

    private void announce(String name) {
        asking.node.announce(new AnnounceRequest(name, OptionalInt.of(80), Optional.empty()));
    }

    private String page() {
        return Asking.body(asking.get("/"));
    }
}
