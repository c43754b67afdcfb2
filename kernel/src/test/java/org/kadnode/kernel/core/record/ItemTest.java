package org.kadnode.kernel.core.record;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;

/** Items against the test vectors of BEP 44. */
class ItemTest {

    private static final PublicKey KEY = PublicKey.ofHex(
                    "77ff84905a91936367c01360803104f92432fcd904a43511876df5cdf3e7e548")
            .orElseThrow();
    private static final Opaque HELLO = bytes("12:Hello World!");
    private static final String UNSALTED = "305ac8aeb6c9c151fa120f120ea2cfb923564e11552d06a5d856091e5e853cff"
            + "1260d3f39e4999684aa92eb73ffd136e6f4f3ecbfda0ce53a1608ecd7ae21f01";
    private static final String SALTED = "6834284b6b24c3204eb2fea824d82f88883a3d95e8b4a21b8c0ded553d17d17d"
            + "df9a8a7104b1258f30bed3787e6cb896fca78c58f8e03b5f18f14951a87d9a08";

    @ParameterizedTest
    @CsvSource({
        "'', " + UNSALTED + ", 4a533d47ec9c7d95b1ad75f576cffc641853b750",
        "foobar, " + SALTED + ", 411eba73b6f087ca51a3795d9c8c938d365e32c1",
    })
    void mutableItemsOfTheBepAreGenuine(String salt, String signature, String target) {
        Item.Mutable item = new Item.Mutable(KEY, bytes(salt), 1, HELLO, hex(signature));

        assertTrue(item.isGenuine());
        assertEquals(target, item.target().toString());
    }

    @Test
    void immutableItemOfTheBepHasItsTarget() {
        assertEquals(
                "e5f96f6f38320f0f33959cb4d3d656452117aadb",
                new Item.Immutable(HELLO).target().toString());
    }

    @Test
    void everyPartOfAMutableItemIsSigned() {
        Opaque signature = hex(SALTED);
        Opaque salt = bytes("foobar");

        assertFalse(new Item.Mutable(KEY, salt, 2, HELLO, signature).isGenuine());
        assertFalse(new Item.Mutable(KEY, bytes("foobaz"), 1, HELLO, signature).isGenuine());
        assertFalse(new Item.Mutable(KEY, Opaque.NONE, 1, HELLO, signature).isGenuine());
        assertFalse(new Item.Mutable(KEY, salt, 1, bytes("12:Hello world!"), signature).isGenuine());
        assertFalse(new Item.Mutable(PublicKey.of(new byte[32]), salt, 1, HELLO, signature).isGenuine());
    }

    @Property(tries = 100)
    void noBitOfASignatureMayChange(@ForAll @IntRange(max = 64 * 8 - 1) int bit) {
        byte[] signature = hex(UNSALTED).bytes();
        signature[bit / 8] ^= (byte) (1 << bit % 8);

        assertFalse(new Item.Mutable(KEY, Opaque.NONE, 1, HELLO, Opaque.of(signature)).isGenuine());
    }

    @Test
    void itemsOfTheLargestSizeCanBeJudged() {
        Item.Mutable largest = new Item.Mutable(
                KEY, Opaque.of(new byte[64]), Long.MAX_VALUE, Opaque.of(new byte[1000]), hex(UNSALTED));

        assertFalse(largest.isGenuine());
    }

    @ParameterizedTest
    @ValueSource(strings = {"value", "salt", "seq", "signature"})
    void partsBeyondTheBepMakeNoItem(String part) {
        assertThrows(
                IllegalArgumentException.class,
                () -> new Item.Mutable(
                        KEY,
                        Opaque.of(new byte[part.equals("salt") ? 65 : 64]),
                        part.equals("seq") ? -1 : 0,
                        Opaque.of(new byte[part.equals("value") ? 1001 : 1000]),
                        Opaque.of(new byte[part.equals("signature") ? 63 : 64])));
    }

    private static Opaque bytes(String text) {
        return Opaque.of(text.getBytes(ISO_8859_1));
    }

    private static Opaque hex(String digits) {
        return Opaque.of(HexFormat.of().parseHex(digits));
    }
}
