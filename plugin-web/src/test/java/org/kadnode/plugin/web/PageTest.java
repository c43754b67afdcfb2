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
import org.kadnode.plugins.NodeEvent;

/** The page as it is without a script. */
class PageTest {

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

    private void announce(String name) {
        asking.node.announce(new AnnounceRequest(name, OptionalInt.of(80), Optional.empty()));
    }

    private String page() {
        return Asking.body(asking.get("/"));
    }
}
