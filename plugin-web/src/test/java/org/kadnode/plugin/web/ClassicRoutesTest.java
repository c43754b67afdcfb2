package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugins.AnnounceRequest;

/** What scripts for KadNode 1.0 ask, and the bodies that they expect. */
class ClassicRoutesTest {

    private final Asking asking = new Asking(Map.of("web.settling", "0 s"));

    @Test
    void aLookUpHasOneLineForEachAddress() {
        asking.node.found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:81").searchEnds("foo.p2p");

        Answer answer = asking.get("/lookup?foo.p2p");

        assertEquals(200, answer.status());
        assertEquals("192.0.2.1:80\n[2001:db8::1]:81\n", Asking.body(answer));
    }

    @Test
    void aLookUpWaitsForTheFirstAddress() {
        CompletableFuture<Answer> answer = asking.ask("GET", "/lookup?foo.p2p");
        asking.node.untilWaiting("foo.p2p");
        asking.node.foundAfter(Duration.ofMillis(4400), "foo.p2p", "192.0.2.1:80");

        asking.node.advance(Duration.ofMillis(4300));
        assertFalse(answer.isDone());
        asking.node.advance(Duration.ofMillis(100));

        assertEquals("192.0.2.1:80\n", Asking.body(answer.join()));
    }

    @Test
    void nothingIsOneEmptyLineAndTheStatusSaysWhetherItIsFinal() {
        asking.node.searchEnds("nobody.p2p");
        Answer nobody = asking.get("/lookup?nobody.p2p");
        assertEquals(404, nobody.status());
        assertEquals("\n", Asking.body(nobody));

        CompletableFuture<Answer> late = asking.ask("GET", "/lookup?foo.p2p");
        asking.node.untilWaiting("foo.p2p");
        asking.node.advance(Duration.ofMillis(4500));
        assertEquals(504, late.join().status());
        assertEquals("\n", Asking.body(late.join()));
    }

    @Test
    void namesAreAnnouncedOnce() {
        assertEquals("done\n", Asking.body(asking.get("/announce?foobar")));
        assertEquals("done\n", Asking.body(asking.get("/announce?foobar:8080")));

        assertEquals(
                List.of(
                        new AnnounceRequest("foobar", OptionalInt.empty(), Optional.of(Duration.ZERO)),
                        new AnnounceRequest("foobar", OptionalInt.of(8080), Optional.of(Duration.ZERO))),
                asking.node.announceRequests());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/announce?", "/announce?foo:0", "/announce?foo:99999", "/announce?a:b:c", "/announce"})
    void whatCannotBeAnnouncedFails(String target) {
        Answer answer = asking.get(target);

        assertEquals(400, answer.status());
        assertEquals("failed\n", Asking.body(answer));
        assertEquals(List.of(), asking.node.announceRequests());
    }

    @Test
    void addressesAreBlocked() throws Exception {
        assertEquals("done\n", Asking.body(asking.get("/blacklist?192.0.2.1")));
        assertEquals("done\n", Asking.body(asking.get("/blacklist?2001:db8::1")));

        assertEquals(
                List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1")),
                asking.node.blocks());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1:80", ":::", "fe80::1%25lo"})
    void onlyAddressesAreBlocked(String text) {
        Answer answer = asking.get("/blacklist?" + text);

        assertEquals(400, answer.status());
        assertEquals("failed\n", Asking.body(answer));
        assertEquals(List.of(), asking.node.blocks());
    }

    @Test
    void aNodeThatIsBusySaysSo() {
        asking.node.busy(true);

        assertEquals(503, asking.get("/lookup?foo.p2p").status());
        Answer answer = asking.get("/announce?foo");
        assertEquals(503, answer.status());
        assertEquals("failed\n", Asking.body(answer));
    }

    @Test
    void allElseIsToldApart() {
        assertEquals(404, asking.get("/lookups?foo.p2p").status());
        assertEquals(405, asking.ask("POST", "/lookup?foo.p2p").join().status());
        Answer head = asking.ask("HEAD", "/announce?foo.p2p").join();
        assertEquals(405, head.status());
        assertEquals("GET", head.headers().get("Allow"));
        assertEquals(List.of(), asking.node.announceRequests());
        assertEquals("0 answered, 0 refused, 3 mistaken, 0 failed", asking.counters.toString());
    }
}
