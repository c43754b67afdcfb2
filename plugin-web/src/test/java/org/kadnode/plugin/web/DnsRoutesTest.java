package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.DnsResponder;

/** RFC 8484, over a name server that sends what it is sent. */
class DnsRoutesTest {

    private static final String TYPE = "application/dns-message";

    private final Asking asking = new Asking(Map.of());

    private void offer() {
        asking.node.offer(
                DnsResponder.class,
                (query, asker) -> query.length == 0
                        ? Optional.empty()
                        : Optional.of((new String(query, StandardCharsets.UTF_8) + asker.getPort())
                                .getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theMessageOfGetIsInBase64Url() {
        offer();

        Answer answer = asking.get("/dns-query?dns=b18_");

        assertEquals(200, answer.status());
        assertEquals(TYPE, answer.headers().get("Content-Type"));
        assertEquals("o_?40000", Asking.body(answer));
    }

    @Test
    void theMessageOfPostIsTheBody() {
        offer();

        Answer answer = post("query", TYPE);

        assertEquals(200, answer.status());
        assertEquals("query40000", Asking.body(answer));
    }

    @Test
    void whatIsNoMessageIsRefused() {
        offer();

        assertEquals(400, asking.get("/dns-query").status());
        assertEquals(400, asking.get("/dns-query?dns=a+b").status());
        assertEquals(400, post("", TYPE).status());
        assertEquals(415, post("query", "text/plain").status());
        assertEquals(415, asking.ask("POST", "/dns-query").join().status());
    }

    @Test
    void withoutANameServerItSaysSo() {
        Answer answer = asking.get("/dns-query?dns=abcd");

        assertEquals(503, answer.status());
        assertEquals("no name server runs: that of the DNS plugin is off\n", Asking.body(answer));
    }

    private Answer post(String body, String type) {
        return asking.send("POST", "/dns-query", body.getBytes(StandardCharsets.UTF_8), "Content-Type", type)
                .join();
    }
}
