package org.kadnode.kernel.core.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeIndexTest {

    private final BencodeIndex index = new BencodeIndex();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i0e",
                "i-1e",
                "i9223372036854775807e",
                "i-9223372036854775808e",
                "0:",
                "4:spam",
                "10:0123456789",
                "le",
                "l4:spami42ee",
                "de",
                "d3:bar4:spam3:fooi42ee",
                "d1:b0:1:a0:e",
                "d0:0:1:a0:e",
                "d1:bd1:bi1ee1:al1:bi2eee",
                "llllllllllllllleeeeeeeeeeeeeee",
            })
    void valueIsFoundWhereItStands(String text) {
        byte[] input = text.getBytes(ISO_8859_1);

        assertTrue(index.read(input, input.length));
        assertEquals(PlainBencode.decode(input).orElseThrow(), tree(input, BencodeIndex.ROOT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "i",
                "ie",
                "i-e",
                "i-0e",
                "i00e",
                "i01e",
                "i-01e",
                "i1",
                "i1x",
                "i9223372036854775808e",
                "i-9223372036854775809e",
                "i92233720368547758070e",
                "1:",
                "01:a",
                "-1:a",
                "1",
                "a",
                "99999999999999999999:a",
                "9223372036854775807:a",
                "2147483648:a",
                "4294967297:a",
                "l",
                "li1e",
                "d",
                "d1:a",
                "d1:ae",
                "di1e0:e",
                "d1:a0:1:a0:e",
                "d1:b0:1:a0:1:b0:e",
                "d1:c0:1:a0:1:b0:1:a0:e",
                "d1:ad1:b0:1:b0:ee",
                "0:0:",
                "i1ei1e",
                "llllllllllllllllleeeeeeeeeeeeeeeee",
                "dde0:e",
                " i1e",
                "i+1e",
            })
    void malformedInputIsRefused(String text) {
        byte[] input = text.getBytes(ISO_8859_1);

        assertFalse(index.read(input, input.length));
        assertEquals(Optional.empty(), PlainBencode.decode(input));
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 1000, 100_000})
    void nestingIsBounded(int depth) {
        byte[] input = ("l".repeat(depth) + "e".repeat(depth)).getBytes(ISO_8859_1);

        assertFalse(index.read(input, input.length));
    }

    @Test
    void bytesBehindTheInputAreNotRead() {
        byte[] input = "d1:ai1ee".getBytes(ISO_8859_1);

        for (int length = 0; length < input.length; length++) {
            assertFalse(index.read(input, length), "length " + length);
        }
        assertTrue(index.read(input, input.length));
    }

    @Test
    void nothingIsSaidAboutARefusedInput() {
        byte[] good = "d1:ai1ee".getBytes(ISO_8859_1);
        byte[] bad = "d1:ai1e".getBytes(ISO_8859_1);

        assertTrue(index.read(good, good.length));
        assertEquals(1, index.integer(index.find(BencodeIndex.ROOT, "a")));
        assertFalse(index.read(bad, bad.length));
        assertEquals(BencodeIndex.NONE, index.find(BencodeIndex.ROOT, "a"));
        assertFalse(index.isDictionary(BencodeIndex.ROOT));
    }

    @Test
    void onlyDictionariesHaveKeys() {
        byte[] input = "d1:ad1:bi1ee1:cl1:b1:xe1:d1:be".getBytes(ISO_8859_1);

        assertTrue(index.read(input, input.length));
        assertEquals(1, index.integer(index.find(index.find(BencodeIndex.ROOT, "a"), "b")));
        assertEquals(BencodeIndex.NONE, index.find(BencodeIndex.ROOT, "b"));
        assertEquals(BencodeIndex.NONE, index.find(index.find(BencodeIndex.ROOT, "c"), "b"));
        assertEquals(BencodeIndex.NONE, index.find(index.find(BencodeIndex.ROOT, "d"), "b"));
        assertEquals(BencodeIndex.NONE, index.find(index.find(BencodeIndex.ROOT, "e"), "b"));
    }

    @Property(tries = 5000)
    void whatIsAcceptedAndWhatItSaysIsAsInThePlainestWay(@ForAll("nearlyBencode") String text) {
        agreesWithThePlainWay(text.getBytes(ISO_8859_1));
    }

    @Property
    void valuesWithADamagedByteAreJudgedAsInThePlainestWay(
            @ForAll("values") String value, @ForAll int where, @ForAll("characters") char what) {
        byte[] input = value.getBytes(ISO_8859_1);
        agreesWithThePlainWay(input);

        input[Math.floorMod(where, input.length)] = (byte) what;
        agreesWithThePlainWay(input);
    }

    @Property
    void everyValueStandsAsAValueByItself(@ForAll("values") String value) {
        byte[] input = value.getBytes(ISO_8859_1);
        assertTrue(index.read(input, input.length));

        for (int each = BencodeIndex.ROOT; each < index.next(BencodeIndex.ROOT); each++) {
            byte[] part = Arrays.copyOfRange(input, index.from(each), index.to(each));
            assertEquals(PlainBencode.decode(part).orElseThrow(), tree(input, each));
        }
    }

    @Property
    void aPrefixOfAValueIsRefused(@ForAll("values") String value) {
        byte[] whole = value.getBytes(ISO_8859_1);

        for (int length = 0; length < Math.min(whole.length, 200); length++) {
            assertFalse(index.read(whole, length), "length " + length);
        }
    }

    private void agreesWithThePlainWay(byte[] input) {
        Optional<Object> plain = PlainBencode.decode(input);

        assertEquals(plain.isPresent(), index.read(input, input.length));
        plain.ifPresent(value -> assertEquals(value, tree(input, BencodeIndex.ROOT)));
    }

    private Object tree(byte[] input, int value) {
        if (index.isInteger(value)) {
            return index.integer(value);
        }
        if (index.isBytes(value)) {
            return new String(input, index.content(value), index.length(value), ISO_8859_1);
        }
        if (index.isList(value)) {
            List<Object> items = new ArrayList<>();
            for (int item = value + 1; item < index.next(value); item = index.next(item)) {
                items.add(tree(input, item));
            }
            return items;
        }
        assertTrue(index.isDictionary(value));
        Map<String, Object> entries = new LinkedHashMap<>();
        for (int key = value + 1; key < index.next(value); key = index.next(key + 1)) {
            entries.put((String) tree(input, key), tree(input, key + 1));
        }
        return entries;
    }

    @Provide
    Arbitrary<Character> characters() {
        return Arbitraries.oneOf(
                Arbitraries.of('i', 'l', 'd', 'e', ':', '-', '0', '1', '2'),
                Arbitraries.chars().range('\0', '\u00ff'));
    }

    @Provide
    Arbitrary<String> nearlyBencode() {
        return Arbitraries.of("i", "l", "d", "e", "0:", "1:a", "1:b", "i1e", "2", ":", "-", "3:abc")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> values() {
        return value(4);
    }

    private static Arbitrary<String> value(int depth) {
        Arbitrary<String> number = Arbitraries.longs().map(each -> "i" + each + "e");
        Arbitrary<String> bytes = Arbitraries.strings()
                .withCharRange('\0', '\u00ff')
                .ofMaxLength(30)
                .map(BencodeIndexTest::bytes);
        if (depth == 0) {
            return Arbitraries.oneOf(number, bytes);
        }
        Arbitrary<String> list = value(depth - 1).list().ofMaxSize(4).map(items -> "l" + String.join("", items) + "e");
        // In whatever order: other programs do not always sort.
        Arbitrary<String> dictionary = Combinators.combine(
                        Arbitraries.strings()
                                .alpha()
                                .ofMaxLength(5)
                                .list()
                                .uniqueElements()
                                .ofSize(4),
                        value(depth - 1).list().ofMaxSize(4))
                .as(BencodeIndexTest::dictionary);
        return Arbitraries.oneOf(number, bytes, list, dictionary);
    }

    private static String dictionary(List<String> keys, List<String> values) {
        StringBuilder text = new StringBuilder("d");
        for (int i = 0; i < values.size(); i++) {
            text.append(bytes(keys.get(i))).append(values.get(i));
        }
        return text.append('e').toString();
    }

    private static String bytes(String content) {
        return content.length() + ":" + content;
    }
}
