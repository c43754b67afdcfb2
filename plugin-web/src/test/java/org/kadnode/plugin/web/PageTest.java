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
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Family;

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

        assertTrue(page.contains("<th scope=\"row\" class=\"mono\">foo</th><td>80</td>"), page);
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
                        "data-copy=\"&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;onclick=&quot;x&amp;\""),
                page);
        assertTrue(page.contains("data-copy=\"{ring}\""), page);
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

    private void announce(String name) {
        asking.node.announce(new AnnounceRequest(name, OptionalInt.of(80), Optional.empty()));
    }

    private String page() {
        return Asking.body(asking.get("/"));
    }
}
