package org.kadnode.kernel.core.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BencodeTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i0e",
                "i-1e",
                "i9223372036854775807e",
                "i-9223372036854775808e",
                "0:",
                "4:spam",
                "le",
                "l4:spami42ee",
                "de",
                "d3:bar4:spam3:fooi42ee",
                "d1:b0:1:a0:e",
                "llllllllllllllleeeeeeeeeeeeeee",
            })
    void isWrittenAgainByteForByte(String text) {
        byte[] input = text.getBytes(ISO_8859_1);

        Bencode value = BencodeDecoder.decode(input, input.length).orElseThrow();

        assertArrayEquals(input, bytes(new BencodeWriter(64).asDecoded(value)));
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
                "i1",
                "i1x",
                "i9223372036854775808e",
                "i-9223372036854775809e",
                "1:",
                "01:a",
                "-1:a",
                "1",
                "a",
                "99999999999999999999:a",
                "2147483648:a",
                "l",
                "li1e",
                "d",
                "d1:a",
                "d1:ae",
                "di1e0:e",
                "d1:a0:1:a0:e",
                "0:0:",
                "i1ei1e",
                "llllllllllllllllleeeeeeeeeeeeeeeee",
                " i1e",
                "i+1e",
            })
    void malformedInputHasNoValue(String text) {
        byte[] input = text.getBytes(ISO_8859_1);

        assertEquals(Optional.empty(), BencodeDecoder.decode(input, input.length));
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 1000, 100_000})
    void nestingIsBounded(int depth) {
        byte[] input = ("l".repeat(depth) + "e".repeat(depth)).getBytes(ISO_8859_1);

        assertEquals(Optional.empty(), BencodeDecoder.decode(input, input.length));
    }

    @Property
    void everyValueSurvivesTheRoundTrip(@ForAll("values") Bencode value) {
        byte[] once = bytes(new BencodeWriter(1 << 20).canonical(value));

        Bencode decoded = BencodeDecoder.decode(once, once.length).orElseThrow();

        assertArrayEquals(once, bytes(new BencodeWriter(1 << 20).asDecoded(decoded)));
        assertArrayEquals(once, bytes(new BencodeWriter(1 << 20).canonical(decoded)));
    }

    @Property
    void whateverIsDecodedIsWrittenAgainByteForByte(@ForAll("nearlyBencode") String text) {
        byte[] input = text.getBytes(ISO_8859_1);

        BencodeDecoder.decode(input, input.length)
                .ifPresent(value -> assertArrayEquals(input, bytes(new BencodeWriter(4096).asDecoded(value))));
    }

    @Property
    void aPrefixOfAValueIsNoValue(@ForAll("values") Bencode value) {
        byte[] whole = bytes(new BencodeWriter(1 << 20).canonical(value));

        for (int length = 0; length < Math.min(whole.length, 200); length++) {
            assertTrue(BencodeDecoder.decode(whole, length).isEmpty(), "length " + length);
        }
    }

    @Provide
    Arbitrary<Bencode> values() {
        return value(4);
    }

    private static Arbitrary<Bencode> value(int depth) {
        Arbitrary<Bencode> number = Arbitraries.longs().map(Bencode.Int::new);
        Arbitrary<Bencode> bytes =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(30).map(Bencode.Bytes::of);
        if (depth == 0) {
            return Arbitraries.oneOf(number, bytes);
        }
        Arbitrary<Bencode> list = value(depth - 1).list().ofMaxSize(4).map(Bencode.Items::new);
        Arbitrary<Bencode> dictionary = Arbitraries.maps(
                        Arbitraries.strings().alpha().ofMaxLength(5), value(depth - 1))
                .ofMaxSize(4)
                .map(BencodeTest::dictionary);
        return Arbitraries.oneOf(number, bytes, list, dictionary);
    }

    private static Bencode dictionary(Map<String, Bencode> map) {
        List<Bencode.Dict.Entry> entries = new TreeMap<>(map)
                .descendingMap().entrySet().stream()
                        .map(e -> new Bencode.Dict.Entry(Bencode.Bytes.of(e.getKey()), e.getValue()))
                        .toList();
        return new Bencode.Dict(entries);
    }

    @Provide
    Arbitrary<String> nearlyBencode() {
        return Arbitraries.of("i", "l", "d", "e", "0:", "1:a", "1:b", "i1e", "2", ":", "-", "3:abc")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    private static byte[] bytes(BencodeWriter writer) {
        return Arrays.copyOf(writer.array(), writer.length());
    }
}
