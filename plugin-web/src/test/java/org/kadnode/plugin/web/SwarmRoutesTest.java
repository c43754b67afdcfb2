package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the node knows of its network, as programs and people are shown it. */
class SwarmRoutesTest {

    private final Asking asking = new Asking(Map.of());

    @BeforeEach
    void showASwarm() {
        asking.node.inspection(Swarm.SEEN);
    }

    @Test
    void bucketsCountTheNodesInThem() {
        assertEquals(
                "[{\"family\":\"IPv4\",\"bucket\":0,\"good\":1,\"others\":1},"
                        + "{\"family\":\"IPv4\",\"bucket\":3,\"good\":0,\"others\":1}]",
                body("/api/v1/buckets"));
    }

    @Test
    void searchesNameTheNodesThatTheyHaveHeardOf() {
        assertEquals(
                "[{\"family\":\"IPv4\",\"target\":\"" + "ff".repeat(20)
                        + "\",\"kind\":\"peers\",\"announces\":true,\"done\":false,"
                        + "\"candidates\":[{\"id\":\"" + "01".repeat(20) + "\",\"endpoint\":\"192.0.2.1:6881\","
                        + "\"hops\":2,\"commonBits\":0,\"queries\":1,\"replied\":true,\"acknowledged\":false,"
                        + "\"askedMillis\":3,\"replyMillis\":20}]}]",
                body("/api/v1/searches"));
    }

    @Test
    void whatIsBlockedIsListed() {
        assertEquals("[]", body("/api/v1/blocklist"));
        asking.ask("POST", "/api/v1/blocklist?address=192.0.2.9").join();
        assertEquals("[\"192.0.2.9\"]", body("/api/v1/blocklist"));
    }

    @Test
    void thePageDrawsEachNodeAndSearchAndSaysTheSameInTables() {
        String page = body("/");

        assertEquals(4, page.split("r=\"2.6\"", -1).length);
        assertTrue(page.contains("class=\"contact dubious\""), page);
        assertEquals(2, page.split("class=\"hop\"", -1).length);
        assertTrue(page.contains("<tr><th scope=\"row\">IPv4 0</th><td>1</td><td>1</td></tr>"), page);
        assertTrue(page.contains("<td>1 of 1</td>"), page);
    }

    private String body(String path) {
        return Asking.body(asking.get(path)).strip();
    }
}
