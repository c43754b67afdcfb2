package org.kadnode.kernel.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.plugins.KadNodeException;

class KeyLineTest {

    private static final SecretKey KEY = Ed25519.generate(new Random(1));

    @Test
    void spellingsOfOnePublicKeyAreTheSame() {
        PublicKey key = KEY.publicKey();
        KeyLine line = new KeyLine("a.p2p", key, Optional.empty());
        for (String spelling :
                List.of(key.toString(), key.toString().toUpperCase(Locale.ROOT), key.toZBase32(), key.toCrockford())) {
            assertEquals(line, KeyLine.parse("", " a.p2p: " + spelling + " ", KeyLine.Kind.PUBLIC));
            assertEquals(line, KeyLine.parse("", "a.p2p:" + spelling, KeyLine.Kind.ANY));
            assertThrows(KadNodeException.class, () -> KeyLine.parse("", spelling, KeyLine.Kind.SECRET));
        }
    }

    @Property
    void lineIsReadAsItWasWritten(@ForAll @AlphaChars @StringLength(max = 20) String pattern, @ForAll long seed) {
        SecretKey secret = Ed25519.generate(new Random(seed));
        KeyLine own = new KeyLine(pattern, secret.publicKey(), Optional.of(secret));
        KeyLine foreign = new KeyLine(pattern, secret.publicKey(), Optional.empty());

        assertEquals(
                List.of(own, foreign),
                KeyLine.parseAll("", KeyStore.joined(new byte[0], List.of(own, foreign)), KeyLine.Kind.ANY));
    }

    @Property
    void noFileBreaksTheReaderAndNoKeyIsRepeated(@ForAll byte[] before, @ForAll String text, @ForAll byte change) {
        byte[] line = ("a:" + KEY.secretHex() + "\n" + text + "\n").getBytes(UTF_8);
        line[Math.abs(change) % line.length] ^= change;
        for (byte[] content : List.of(before, line)) {
            try {
                KeyLine.parseAll("x", content, KeyLine.Kind.ANY);
            } catch (KadNodeException refused) {
                assertFalse(String.valueOf(refused.getMessage())
                        .contains(KEY.secretHex().substring(0, 32)));
            }
        }
    }
}
