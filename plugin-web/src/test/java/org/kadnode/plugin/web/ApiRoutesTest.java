package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.AnnounceRequest;

/** What the API does; {@code OpenApiTest} has the form of its answers. */
class ApiRoutesTest {

    private static final int REAL_PATIENCE_SECONDS = 20;

    private final Asking asking = new Asking(Map.of("web.settling", "0 s"));

    @Test
    void aLookUpTellsHowAddressesAreProved() {
        asking.node.found("foo.p2p", "[2001:db8::1]:80").searchEnds("foo.p2p");

        assertEquals(
                "{\"name\":\"foo.p2p\",\"state\":\"ended\",\"unverified\":false,\"addresses\":[{"
                        + "\"address\":\"2001:db8:0:0:0:0:0:1\",\"port\":80,\"endpoint\":\"[2001:db8::1]:80\","
                        + "\"proof\":\"none\",\"trustSeconds\":1200}]}\n",
                Asking.body(asking.get("/api/v1/lookup?name=foo.p2p")));
    }

    @Test
    void markupInANameIsOnlyText() {
        String body = Asking.body(asking.ask("POST", "/api/v1/announcements?name=%3Cscript%3Ealert(1)%3C/script%3E")
                .join());

        assertTrue(!body.contains("<") && body.contains("script"), body);
    }

    @Test
    void namesAreAnnouncedAndWithdrawn() {
        asking.ask("POST", "/api/v1/announcements?name=foo&port=80&minutes=30").join();
        asking.ask("POST", "/api/v1/announcements?name=bar&port=81").join();
        asking.ask("DELETE", "/api/v1/announcements?name=foo").join();

        assertEquals(
                List.of(
                        new AnnounceRequest("foo", OptionalInt.of(80), Optional.of(Duration.ofMinutes(30))),
                        new AnnounceRequest("bar", OptionalInt.of(81), Optional.empty())),
                asking.node.announceRequests());
        assertEquals(
                List.of("bar"),
                asking.node.announcements().stream().map(each -> each.name()).toList());
    }

    @Test
    void nodesAreMet() {
        asking.ask("POST", "/api/v1/peers?address=[2001:db8::1]:6881").join();

        assertEquals(List.of(new InetSocketAddress("2001:db8::1", 6881)), asking.node.meets());
    }

    @Test
    void eachAddressIsToldAsItIsFound() throws Exception {
        CompletableFuture<String> events = events("/api/v1/lookup/events?name=foo.p2p");
        asking.node.untilWaiting("foo.p2p");
        asking.node.foundAfter(Duration.ofMillis(700), "foo.p2p", "192.0.2.1:80");
        asking.node.advance(Duration.ofMillis(700));
        asking.node.untilWaiting("foo.p2p");
        asking.node.searches("foo.p2p", Swarm.SEARCH);
        asking.node.searchEnds("foo.p2p");

        assertEquals("""
                event: begin
                data: {"state":"searching","unverified":false}

                event: address
                data: {"address":"192.0.2.1","port":80,"endpoint":"192.0.2.1:80","proof":"none","trustSeconds":1200,\
                "afterMillis":700}

                event: progress
                data: {"afterMillis":700,"searches":[{"family":"IPv4","target":"ffffffffffffffffffffffffffffffffffffffff",\
                "kind":"peers","announces":true,"done":false,"candidates":[\
                {"id":"0101010101010101010101010101010101010101","endpoint":"192.0.2.1:6881","hops":2,"commonBits":0,\
                "queries":1,"replied":true,"acknowledged":false,"askedMillis":3,"replyMillis":20}]}]}

                event: end
                data: {"state":"ended","unverified":false,"afterMillis":700}

                """, events.get());
    }

    @Test
    void eventsEndWithTheirTime() throws Exception {
        CompletableFuture<String> events = events("/api/v1/lookup/events?name=foo.p2p");
        asking.node.untilWaiting("foo.p2p");
        asking.node.advance(ApiRoutes.WATCH);

        assertTrue(
                events.get()
                        .endsWith(
                                "event: end\ndata: {\"state\":\"searching\",\"unverified\":false,\"afterMillis\":50000}\n\n"),
                events.get());
        assertTrue(ApiRoutes.WATCH.compareTo(Limits.ANSWER) < 0);
    }

    private CompletableFuture<String> events(String target) {
        Answer answer = asking.get(target);
        CompletableFuture<String> events = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                assertInstanceOf(Answer.Body.Streamed.class, answer.body()).stream()
                        .writeTo(out);
                events.complete(out.toString(StandardCharsets.UTF_8));
            } catch (Exception e) {
                events.completeExceptionally(e);
            }
        });
        return events.orTimeout(REAL_PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
