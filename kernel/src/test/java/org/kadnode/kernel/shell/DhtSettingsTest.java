package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.model.Opaque;
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

    @ParameterizedTest
    @ValueSource(strings = {"abc", "no", "000102030405060708090a0b0c0d0e0f10"})
    void refusesAPrefixThatIsNoBytesOrTooMany(String prefix) {
        assertRefused(
                "invalid value for setting dht.isolation-prefix: '" + prefix
                        + "' is not at most 32 hex digits, two a byte",
                new NodeSettings("ipv4").with("dht.isolation-prefix", prefix));
    }

    @Test
    void readsAPrefix() throws Exception {
        DhtSettings settings = DhtSettings.of(new NodeSettings("ipv4").with("dht.isolation-prefix", "00fF"));

        assertEquals(Opaque.of(new byte[] {0, (byte) 0xff}), settings.isolation());
    }

    private static void assertRefused(String message, NodeSettings settings) {
        KadNodeException refusal = assertThrows(KadNodeException.class, () -> DhtSettings.of(settings));
        assertEquals(KadNodeException.Kind.SETTING, refusal.kind());
        assertEquals(message, refusal.getMessage());
    }
}
