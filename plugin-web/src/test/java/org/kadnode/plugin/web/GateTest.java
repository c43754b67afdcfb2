package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Web pages of others, and what they cannot have a browser of this machine do. */
class GateTest {

    private final Asking asking = new Asking(Map.of("web.hosts", List.of("Node.Home"), "web.settling", "0 s"));

    GateTest() {
        asking.node.found("foo.p2p", "192.0.2.1:80").searchEnds("foo.p2p");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:8053",
                "127.0.0.1",
                "127.0.0.1:8053",
                "[::1]",
                "[::1]:8053",
                "192.0.2.7",
                "node.home:8053"
            })
    void ourNamesAreAnswered(String host) {
        assertEquals(200, asking.get("/lookup?foo.p2p", "Host", host).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example:8053",
                "foo.p2p",
                "localhost.",
                "[::1].evil.example",
                "[evil]",
                "127.0.0.1:8053@evil.example",
                "1",
                ""
            })
    void aNameThatIsLedHereIsNot(String host) {
        assertEquals(403, asking.get("/lookup?foo.p2p", "Host", host).status());
        assertEquals(403, asking.get("/announce?foo", "Host", host).status());
        assertEquals(List.of(), asking.node.announceRequests());
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Sec-Fetch-Site, whatever",
        "Origin, http://evil.example",
        "Origin, null",
        "Origin, http://localhost:8080",
        "Origin, https://localhost:8053",
        "Referer, http://evil.example/",
        "Referer, http://localhost:80530/",
        "Referer, http://localhost:8053.evil.example/"
    })
    void aPageOfOthersChangesNothing(String header, String value) {
        assertEquals(403, asking.get("/announce?foo", header, value).status());
        assertEquals(403, asking.get("/blacklist?192.0.2.1", header, value).status());
        assertEquals(List.of(), asking.node.announceRequests());
        assertEquals(List.of(), asking.node.blocks());
        assertEquals("0 answered, 2 refused, 0 mistaken, 0 failed", asking.counters.toString());
    }

    @Test
    void oneWrongHeaderIsEnough() {
        assertEquals(
                403,
                asking.get("/announce?foo", "Sec-Fetch-Site", "same-origin", "Origin", "http://evil.example")
                        .status());
    }

    @Test
    void ourPageAndWhoTypesTheAddressDo() {
        assertEquals(
                200,
                asking.get(
                                "/announce?foo",
                                "Sec-Fetch-Site",
                                "same-origin",
                                "Origin",
                                "http://localhost:8053",
                                "Referer",
                                "http://localhost:8053/")
                        .status());
        assertEquals(200, asking.get("/announce?foo", "Sec-Fetch-Site", "none").status());
    }

    @Test
    void aLinkFromElsewhereMayRead() {
        assertEquals(
                200,
                asking.get("/lookup?foo.p2p", "Sec-Fetch-Site", "cross-site").status());
    }
}
