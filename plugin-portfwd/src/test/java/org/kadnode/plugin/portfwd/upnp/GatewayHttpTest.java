package org.kadnode.plugin.portfwd.upnp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugin.portfwd.Net;

/** Only the gateway is asked, and no answer of it can hold us up or fill the memory. */
class GatewayHttpTest {

    private static final InetAddress GATEWAY = Net.address("192.168.77.1");
    private static final InetAddress LOOPBACK = Net.address("127.0.0.1");

    /** Longer than anything takes here. */
    private static final Duration LONG = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.168.77.1",
                "http://192.168.77.1/root.xml",
                "HTTP://192.168.77.1:5000/root.xml?a=b",
                "http://192.168.77.1:65535/"
            })
    void placesOnTheGatewayAreAllowed(String text) {
        assertEquals(Optional.of(URI.create(text)), GatewayHttp.target(GATEWAY, text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://192.168.77.2/root.xml",
                "http://192.168.77.1.example.org/",
                "http://router/",
                "http://localhost:631/",
                "http://127.0.0.1/",
                "http://[::1]/",
                "http://3232255233/",
                "http://192.168.77.1@192.168.77.2/",
                "http://user@192.168.77.1/",
                "http://192.168.77.1:0/",
                "http://192.168.77.1:65536/",
                "http://192.168.77.1:-1/",
                "https://192.168.77.1/",
                "file:///etc/passwd",
                "ftp://192.168.77.1/",
                "jar:http://192.168.77.1/a!/b",
                "/root.xml",
                "//192.168.77.1/",
                "http://",
                "http:192.168.77.1",
                "http://192.168.77.1/a b",
                ""
            })
    void allOthersAreNot(String text) {
        assertEquals(Optional.empty(), GatewayHttp.target(GATEWAY, text));
    }

    @Property(tries = 5_000)
    void anyTextIsJudged(@ForAll String text) {
        GatewayHttp.target(GATEWAY, text).ifPresent(uri -> assertEquals("192.168.77.1", uri.getHost()));
        GatewayHttp.target(GATEWAY, "http://" + text).ifPresent(uri -> assertEquals("192.168.77.1", uri.getHost()));
    }

    @Test
    void aPlaceThatIsTooLongIsNone() {
        assertEquals(Optional.empty(), GatewayHttp.target(GATEWAY, "http://192.168.77.1/" + "a".repeat(1024)));
    }

    @Test
    void descriptionsAreReadAndActionsCalled() throws Exception {
        try (FakeRouter router = new FakeRouter((request, out) -> FakeRouter.answer(out, 200, "<a>ü</a>"));
                GatewayHttp http = new GatewayHttp(LOOPBACK, LONG)) {
            assertEquals("<a>ü</a>", http.get(router.uri("/root.xml")));
            assertEquals(
                    new GatewayHttp.Answer(200, "<a>ü</a>"),
                    http.post(router.uri("/control"), "<b/>", Map.of("SOAPACTION", "\"x#y\"")));
            assertEquals(List.of("GET /root.xml", "POST /control <b/>"), router.requests());
        }
    }

    @Test
    void othersAreNeverAsked() throws Exception {
        try (FakeRouter other = new FakeRouter((request, out) -> FakeRouter.answer(out, 200, "<a/>"));
                GatewayHttp http = new GatewayHttp(GATEWAY, LONG)) {
            assertEquals(
                    "it names another host",
                    assertThrows(IgdException.class, () -> http.get(other.uri("/root.xml")))
                            .getMessage());
            assertEquals(
                    "it names another host",
                    assertThrows(IgdException.class, () -> http.post(other.uri("/control"), "", Map.of()))
                            .getMessage());
            assertEquals(List.of(), other.requests());
        }
    }

    @Test
    void redirectionsAreNotFollowed() throws Exception {
        try (FakeRouter other = new FakeRouter((request, out) -> FakeRouter.answer(out, 200, "<a/>"));
                FakeRouter router = new FakeRouter(
                        (request, out) -> FakeRouter.head(out, 302, "Location: " + other.uri("/root.xml")));
                GatewayHttp http = new GatewayHttp(LOOPBACK, LONG)) {
            assertEquals(
                    "HTTP status 302",
                    assertThrows(IgdException.class, () -> http.get(router.uri("/root.xml")))
                            .getMessage());
            assertEquals(List.of(), other.requests());
        }
    }

    @Test
    void answersWithoutEndAreCutOff() throws Exception {
        byte[] part = new byte[GatewayHttp.LONGEST / 4];
        try (FakeRouter router = new FakeRouter((request, out) -> {
                    FakeRouter.head(out, 200, "Content-Type: text/xml");
                    while (true) {
                        out.write(part);
                    }
                });
                GatewayHttp http = new GatewayHttp(LOOPBACK, LONG)) {
            assertEquals(
                    "its answers are too long",
                    assertThrows(IgdException.class, () -> http.get(router.uri("/root.xml")))
                            .getMessage());
        }
    }

    @Test
    void theLongestAnswerIsRead() throws Exception {
        String longest = "x".repeat(GatewayHttp.LONGEST);
        try (FakeRouter router = new FakeRouter((request, out) ->
                        FakeRouter.answer(out, 200, request.endsWith("longer") ? longest + "x" : longest));
                GatewayHttp http = new GatewayHttp(LOOPBACK, LONG)) {
            assertEquals(longest, http.get(router.uri("/longest")));
            assertThrows(IgdException.class, () -> http.get(router.uri("/longer")));
        }
    }

    @Test
    void answersThatComeDropByDropAreNotWaitedFor() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        try (FakeRouter router = new FakeRouter((request, out) -> {
                    FakeRouter.head(out, 200, "Content-Length: 1000");
                    out.write('x');
                    out.flush();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
                GatewayHttp http = new GatewayHttp(LOOPBACK, Duration.ofMillis(200))) {
            try {
                assertEquals(
                        "no answer",
                        assertThrows(IgdException.class, () -> http.get(router.uri("/root.xml")))
                                .getMessage());
            } finally {
                over.countDown();
            }
        }
    }
}
