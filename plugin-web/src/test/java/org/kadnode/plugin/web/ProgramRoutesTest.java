package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Forwardings;

/** The program around the node, as scripts are shown it. */
class ProgramRoutesTest {

    private final Asking asking = new Asking(Map.of());

    @Test
    void pluginsTellOfThemselves() {
        asking.node.program(Surroundings.PROGRAM);

        assertEquals(
                "[{\"id\":\"dns\",\"version\":\"1.1.0\",\"state\":\"started\",\"reason\":\"\","
                        + "\"status\":[{\"label\":\"DNS bound to\",\"value\":\"127.0.0.1:3535\"}]},"
                        + "{\"id\":\"odd\",\"version\":\"\",\"state\":\"failed\",\"reason\":\"no \\u003cmodule\\u003e\","
                        + "\"status\":[]}]",
                body("/api/v1/plugins"));
    }

    @Test
    void forwardedPortsAreListedIfAPluginKnowsThem() {
        assertEquals("[]", body("/api/v1/forwardings"));

        asking.node.offer(Forwardings.class, () -> Surroundings.FORWARDINGS);

        assertEquals(
                "[{\"protocol\":\"udp\",\"port\":6881,\"outside\":\"203.0.113.7:6882\","
                        + "\"by\":\"PCP of 192.168.1.1\",\"until\":\"2026-01-02T04:04:05Z\"},"
                        + "{\"protocol\":\"tcp\",\"port\":80,\"by\":\"PCP of 192.168.1.1: refused\"}]",
                body("/api/v1/forwardings"));
    }

    @Test
    void theLogIsShown() {
        assertEquals("[]", body("/api/v1/log"));

        asking.node.program(Surroundings.PROGRAM);

        assertEquals(
                "[{\"at\":\"2026-01-02T03:04:05Z\",\"level\":\"warning\",\"text\":\"\\u003cb\\u003eodd\\u003c/b\\u003e\"}]",
                body("/api/v1/log"));
    }

    private String body(String path) {
        return Asking.body(asking.get(path)).strip();
    }
}
