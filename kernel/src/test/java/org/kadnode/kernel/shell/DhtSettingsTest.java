package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugins.KadNodeException;

/** What is wrong with a setting is found before anything is bound. */
class DhtSettingsTest {

    /** Nothing is left of it without the top level domain. */
    @ParameterizedTest
    @ValueSource(strings = {".p2p", ".P2P:80", "a:b:c"})
    void refusesToAnnounceWhatIsNoName(String value) {
        assertRefused(
                "invalid value for setting naming.values: '" + value
                        + "' is not a name to announce, or has no valid port",
                new NodeSettings("ipv4").with("naming.values", List.of("good", value)));
    }

    @Test
    void refusesAnInterfaceThatThisMachineLacks() {
        assertRefused(
                "invalid value for setting dht.interface: 'no-such-if' is not a network interface of this machine",
                new NodeSettings("ipv4").with("dht.interface", "no-such-if"));
    }

    private static void assertRefused(String message, NodeSettings settings) {
        KadNodeException refusal = assertThrows(KadNodeException.class, () -> DhtSettings.of(settings));
        assertEquals(KadNodeException.Kind.SETTING, refusal.kind());
        assertEquals(message, refusal.getMessage());
    }
}
