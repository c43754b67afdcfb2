package org.kadnode.kernel.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kadnode.kernel.settings.Sources.assertRefused;
import static org.kadnode.kernel.settings.Sources.line;

import org.junit.jupiter.api.Test;

class SecretsTest {

    private static final String SECRET = "0123456789abcdefABCDEF0123456789".repeat(4);

    @Test
    void secretKeysAreHiddenWhereverTheyStand() {
        assertEquals("'<secret>' is not a name", Secrets.hidden("'" + SECRET + "' is not a name"));
        assertEquals("a.p2p:<secret>, <secret>.p2p", Secrets.hidden("a.p2p:" + SECRET + ", " + SECRET + ".p2p"));
    }

    @Test
    void aSecretKeyThatWasCopiedBadlyIsHiddenAsWell() {
        assertEquals("<secret>", Secrets.hidden(SECRET.substring(1)));
        assertEquals("<secret>", Secrets.hidden(SECRET + "0"));
    }

    @Test
    void publicKeysAndIdentifiersAreShown() {
        String publicKey = SECRET.substring(64);

        assertEquals(publicKey, Secrets.hidden(publicKey));
    }

    @Test
    void noMessageAboutAnOptionShowsOne() {
        assertRefused("unknown argument '<secret>'", () -> line(SECRET));
        assertRefused(
                "no argument expected for option --daemon, but there is '<secret>'", () -> line("--daemon=" + SECRET));
        assertRefused(
                "invalid value for option --port: '<secret>' is not a port from 1 to 65535",
                () -> line("--port", SECRET));
    }
}
