package org.kadnode.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.settings.Defaults;
import org.kadnode.kernel.settings.SettingsTree;

class GoalTest {

    @Test
    void knowsWhereTheNodeListens() {
        Goal goal = goal(Map.of(
                "naming.tld",
                ".Mesh",
                "dns.port",
                3535,
                "dns.addresses",
                List.of("192.168.1.1:53", "127.0.0.54:53", "127.0.0.2"),
                "nss.port",
                4053));

        assertEquals("mesh", goal.domain());
        assertEquals(new Goal.Server("127.0.0.1", 3535), goal.server());
        assertEquals(new Goal.Server("127.0.0.54", 53), goal.serverOfDnsPort("somebody"));
        assertTrue(goal.servers().contains(new Goal.Server("127.0.0.2", 3535)));
        assertTrue(goal.nss());
    }

    @Test
    void missesWhatTheNodeDoesNotOffer() {
        Goal goal = goal(Map.of("dns.port", 0, "nss.port", 0));

        assertFalse(goal.nss());
        assertTrue(
                String.valueOf(assertThrows(SetupException.class, goal::server).getMessage())
                        .contains("--dns-port"));
        assertFalse(goal(Map.of()).nss());
        assertThrows(SetupException.class, () -> goal(Map.of()).server());
    }

    @ParameterizedTest
    @ValueSource(strings = {".p2p\nserver: no", "p2p\"", "p 2p", "..", "p2p/", "\u00fc"})
    void refusesDomainsThatWouldBeMoreInAFile(String domain) {
        assertThrows(SetupException.class, () -> goal(Map.of("naming.tld", domain)));
    }

    private static Goal goal(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(Map.of("dns.addresses", List.of()));
        all.putAll(settings);
        return Goal.of(SettingsTree.embedded(Defaults.ofKernel(), all), Optional.empty());
    }
}
