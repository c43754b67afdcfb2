package org.kadnode.kernel.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kadnode.plugins.KadNodeException;

class SealedKeyTest {

    private static final char[] PASSPHRASE = "correct höst".toCharArray();
    private static final byte[] PLAIN = "mine.p2p:0123456789abcdef\n".getBytes(US_ASCII);

    /** Made by python3-cryptography, from the description of the form. */
    private static final String BY_ANOTHER_PROGRAM = """
            kadnode-key 1 pbkdf2-hmac-sha256 600000 000102030405060708090a0b0c0d0e0f aes-256-gcm 6465666768696a6b6c6d6e6f
            947eee863a84e6b1f5ae7bfadfe40ad1cf7c6409aeecb6b975bd3c14af19efcd
            80cd989a56129b368e59
            """;

    @Test
    void whatWasSealedIsOpenedWithTheSamePassphrase() {
        byte[] sealed = sealed(1);
        String text = new String(sealed, US_ASCII);

        assertTrue(SealedKey.isOne(sealed));
        assertTrue(
                text.matches("kadnode-key 1 pbkdf2-hmac-sha256 600000 [0-9a-f]{32} aes-256-gcm [0-9a-f]{24}\n"
                        + "([0-9a-f]{2,64}\n)+"),
                text);
        assertFalse(text.contains("mine"));
        assertArrayEquals(PLAIN, SealedKey.open("x", sealed, PASSPHRASE));
        // As it comes back from a mail.
        assertArrayEquals(PLAIN, SealedKey.open("x", text.replace("\n", "\r\n").getBytes(US_ASCII), PASSPHRASE));
    }

    @Test
    void whatAnotherProgramSealedIsOpened() {
        assertArrayEquals(PLAIN, SealedKey.open("x", BY_ANOTHER_PROGRAM.getBytes(US_ASCII), PASSPHRASE));
    }

    @Test
    void noTwoAreAlike() {
        assertNotEquals(new String(sealed(1), US_ASCII), new String(sealed(2), US_ASCII));
    }

    @Test
    void wrongPassphraseIsRefused() {
        assertRefused("x: wrong passphrase, or the file was changed", sealed(1), "correct host");
    }

    /** Each takes as long as a guess, so not every bit has its turn. */
    @Test
    void changedTextIsRefused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] sealed = sealed(1);
        for (int i = 0; i < 12; i++) {
            byte[] changed = sealed.clone();
            int at = random.nextInt(changed.length - 1);
            changed[at] ^= (byte) (1 << random.nextInt(7));
            KadNodeException refused = assertThrows(
                    KadNodeException.class,
                    () -> SealedKey.open("x", changed, PASSPHRASE),
                    () -> "byte " + at + ", seed " + seed);
            assertFalse(String.valueOf(refused.getMessage()).contains("mine"));
        }
    }

    @Test
    void cutTextIsRefused() {
        String text = new String(sealed(1), US_ASCII);
        String header = text.substring(0, text.indexOf('\n') + 1);

        assertRefused("x: wrong passphrase, or the file was changed", header.getBytes(US_ASCII), "a");
        assertRefused(
                "x: wrong passphrase, or the file was changed",
                text.substring(0, text.length() - 3).getBytes(US_ASCII),
                "correct höst");
    }

    @ParameterizedTest
    @CsvSource({
        "kadnode-key 1, kadnode-key 2, an encrypted key of another version; or damaged",
        "sha256, sha512, an encrypted key of another version; or damaged",
        "' 600000 ', ' 0600000 ', an encrypted key of another version; or damaged",
        "' 600000 ', ' 2147483648 ', an encrypted key of another version; or damaged",
        "' 600000 ', ' 599999 ', 599999 iterations are not from 600000 to 10000000",
        "' 600000 ', ' 10000001 ', 10000001 iterations are not from 600000 to 10000000",
    })
    void parametersOutOfBoundsAreRefusedWithoutWork(String from, String to, String why) {
        String text = new String(sealed(1), US_ASCII).replace(from, to);

        assertRefused("x:1: " + why.replace(';', ','), text.getBytes(US_ASCII), "correct höst");
    }

    /** Or somebody could make the owner's next export weaker than it says. */
    @Test
    void parametersAreAuthenticated() {
        String text = new String(sealed(1), US_ASCII).replace(" 600000 ", " 600001 ");

        assertRefused("x: wrong passphrase, or the file was changed", text.getBytes(US_ASCII), "correct höst");
    }

    @Test
    void bodyOfOtherCharactersIsNamedByItsLine() {
        String text = new String(sealed(1), US_ASCII) + "xyz\n";

        assertRefused("x:" + text.lines().count() + ": not pairs of hex digits", text.getBytes(US_ASCII), "a");
    }

    private static byte[] sealed(long seed) {
        return SealedKey.seal(PLAIN, PASSPHRASE, new Random(seed));
    }

    private static void assertRefused(String message, byte[] text, String passphrase) {
        assertEquals(
                message,
                assertThrows(KadNodeException.class, () -> SealedKey.open("x", text, passphrase.toCharArray()))
                        .getMessage());
    }
}
