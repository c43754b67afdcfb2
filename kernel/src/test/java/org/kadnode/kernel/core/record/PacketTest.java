package org.kadnode.kernel.core.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kadnode.kernel.core.record.Records.KEY;
import static org.kadnode.kernel.core.record.Records.NOW;
import static org.kadnode.kernel.core.record.Records.bytes;
import static org.kadnode.kernel.core.record.Records.cname;
import static org.kadnode.kernel.core.record.Records.machine;
import static org.kadnode.kernel.core.record.Records.text;
import static org.kadnode.kernel.core.record.Records.value;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.model.Opaque;

/** DNS packets, from friends and others. */
class PacketTest {

    private static final String ONE_ANSWER = "0000 8000 0000 0001 0000 0000";
    private static final String TXT = "0010 0001 0000012c 0002 0178";

    @Test
    void namesAreCompressedWhereAllReadersExpectIt() {
        List<Resource> answers = List.of(cname("a.example", "b.example"), dname("c.example", "b.example"));

        String packet = HexFormat.of().formatHex(Packet.encode(answers, 996).orElseThrow());

        String expected = "0000 8000 0000 0002 0000 0000"
                + "0161 07 6578616d706c65 00 0005 0001 0000012c 0004 0162 c00e"
                + "0163 c00e 0027 0001 0000012c 000b 0162 07 6578616d706c65 00";
        assertEquals(expected.replace(" ", ""), packet);
        assertEquals(answers, Packet.decode(HexFormat.of().parseHex(packet)).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c00c", // itself
                "c00e 0161 c00c", // forwards
                "0161 c00c", // in a circle
                "40", // no length
                "c0", // half a pointer
                "01", // half a label
            })
    void aMalformedNameInFrontOfAnAnswerMakesNoPacket(String name) {
        assertEquals(Optional.empty(), decode(ONE_ANSWER + name + TXT));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0",
        "0000 8000 0000 0000 0000, 0",
        "0000 8000 0000 0001 0000 0000, 0",
        "0000 8000 0000 0001 0000 0000 00 0010 0001 0000012c 0003 0178, 0",
        "0000 8000 0000 ffff 0000 0000 00 0010 0001 0000012c 0002 0178, 0",
        "0000 8000 ffff 0000 0000 0000 00 0010 0001, 0",
        "0000 8000 0000 0000 0000 0000, 1",
        "0000 8000 0001 0001 0000 0000 00 0010 0001 00 0010 0001 0000012c 0002 0178, 1",
        "0000 8000 0000 0001 0000 0000 00 0010 0001 0000012c 0002 0178 ffff, 1",
    })
    void countsMustBeTrue(String packet, int expected) {
        assertEquals(expected, decode(packet).stream().count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0001 0001 0000012c 0003 010203", // an address of three bytes
                "001c 0001 0000012c 0004 01020304",
                "0005 0001 0000012c 0000", // no name
                "0005 0001 0000012c 0001 01", // half a name
                "0005 0001 0000012c 0002 c01a", // a pointer to itself
                "0021 0001 0000012c 0005 0000000000", // a service without port
                "0023 0001 0000012c 0006 00000000ff00", // NAPTR whose string goes beyond
                "0010 0003 0000012c 0002 0178", // CHAOS
                "0029 0001 0000012c 0002 0178", // OPT
                "00ff 0001 0000012c 0002 0178", // ANY
                "0000 0001 0000012c 0002 0178",
            })
    void anAnswerThatMeansNothingIsLeftOutAlone(String answer) {
        String packet = "0000 8000 0000 0002 0000 0000 0161 00" + answer + "0162 00" + TXT;

        assertEquals(List.of(text("b", "x")), decode(packet).orElseThrow());
    }

    @Test
    void aNameLongerThan255BytesIsNone() {
        String label = "3f" + "61".repeat(63);
        assertEquals(
                1,
                decode(ONE_ANSWER + label.repeat(3) + "3d" + "61".repeat(61) + "00" + TXT).stream()
                        .count());
        assertEquals(Optional.empty(), decode(ONE_ANSWER + label.repeat(3) + "3e" + "61".repeat(62) + "00" + TXT));
    }

    @Test
    void aLifetimeWithItsFirstBitSetIsNone() {
        assertEquals(
                0,
                decode(ONE_ANSWER + "00 0010 0001 80000000 0002 0178")
                        .orElseThrow()
                        .getFirst()
                        .ttl());
    }

    @Test
    void namesInPacketsAreWrittenAsInMasterFiles() {
        String packet = ONE_ANSWER + "09 41 2e 5c 22 20 00 ff 5f 40 00" + TXT;

        String name = decode(packet).orElseThrow().getFirst().name();

        assertEquals("a\\.\\\\\\\"\\032\\000\\255_\\@", name);
        assertEquals(name, DomainName.parse(name).orElseThrow().text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a..b",
                ".",
                ".a",
                "a\\",
                "a\\25",
                "a\\256",
                "a\\2x5",
                "a..",
                "0123456789012345678901234567890123456789012345678901234567890123"
            })
    void textThatIsNoNameIsNone(String text) {
        assertEquals(Optional.empty(), DomainName.parse(text));
    }

    @Test
    void textOfOtherAlphabetsIsUtf8() {
        assertEquals(
                "m\\195\\188ller", DomainName.parse("müller.").orElseThrow().text());
    }

    @ParameterizedTest
    @CsvSource({"a.p2p, a.x.KEY", "p2p, x.KEY", "A.P2P, a.x.KEY", "ap2p, ap2p", "a\\.p2p, a\\.p2p", "p2p.org, p2p.org"})
    void renamingChangesTheEndOfNamesOnly(String name, String renamed) {
        Resource alias = cname(name.toLowerCase(Locale.ROOT), name);

        Resource result = alias.renamed("p2p", "x.KEY");

        assertEquals(renamed.toLowerCase(Locale.ROOT), result.name());
        assertEquals(
                renamed.toLowerCase(Locale.ROOT),
                Rdata.of(result).orElseThrow().names().getFirst().lowerCase().text());
    }

    @ParameterizedTest
    @CsvSource({
        "6, NN 0000000100000002000000030000000400000005",
        "15, 000a N",
        "33, 000000001f90 N",
        "35, 0001000201 75 00 02 7878 N",
        "64, 0001 N 00010003026832",
        "46, 000108000000012c000000010000000100ff N 616263",
    })
    void everyNameInKnownTypesIsRenamed(int type, String data) {
        Resource resource = new Resource("a.p2p", type, 1, hex(data.replace("N", "01 61 03 703270 00")));

        Resource renamed = resource.renamed("p2p", "q");

        assertEquals(hex(data.replace("N", "01 61 01 71 00")), renamed.data());
        assertEquals(resource, renamed.renamed("q", "p2p"));
    }

    @Test
    void aNameThatWouldGetTooLongStays() {
        Resource longest = text("a".repeat(60) + "." + "b".repeat(60) + "." + "c".repeat(60) + ".p2p", "x");

        assertEquals(longest, longest.renamed("p2p", "d".repeat(60) + "." + "e".repeat(60)));
    }

    @Property
    void noBytesMakeTheReaderFail(@ForAll @Size(max = 1100) byte[] bytes) {
        Packet.decode(bytes);
        Content.decode(KEY, Opaque.of(bytes));
        Content.decode(KEY, value(bytes)).ifPresent(PacketTest::readAll);
    }

    @Property
    void noChangedBytesMakeTheReaderFail(
            @ForAll @Size(max = 5) List<@IntRange(max = 999) Integer> places, @ForAll @Size(5) byte[] bytes) {
        byte[] value = full().encode().orElseThrow().bytes();
        byte[] packet = Arrays.copyOfRange(value, 4, value.length);
        for (int i = 0; i < places.size(); i++) {
            packet[places.get(i) % packet.length] = bytes[i];
        }

        Content.decode(KEY, value(packet)).ifPresent(PacketTest::readAll);
    }

    /** A record with all that KadNode writes, and names in many types. */
    private static Content full() {
        Machine ours = new Machine(
                "ybndrfg8", NOW, 6881, Records.addresses("192.0.2.1", "2001:db8::1"), List.of(80, 22), true);
        Machine left = new Machine("8ejkmcpq", NOW, 6881, List.of(), List.of(), false);
        Zone zone = Records.zone("""
                www  CNAME @
                @    MX 10 mail
                _x   SRV 0 0 80 www
                y    HTTPS 1 . alpn=h2
                z    NAPTR 1 2 "u" "s" "" z
                @    SOA ns root 1 2 3 4 5
                *    TXT "a" "b"
                """);
        return Content.merged(
                KEY,
                List.of(Content.of(KEY, List.of(left, machine("zzzzzzzz", NOW, "192.0.2.3")), List.of())),
                ours,
                Optional.of(zone),
                NOW);
    }

    private static void readAll(Content content) {
        for (long now : new long[] {0, NOW, Long.MAX_VALUE}) {
            for (Resource resource : content.zone()) {
                content.addresses(resource.name(), now);
                content.resources(resource.name(), now);
                content.exists(resource.name(), now);
                resource.renamed(KEY, "p2p").renamed("p2p", KEY);
            }
            content.addresses(KEY, now);
            content.ttlSeconds(KEY);
            Content.kept(KEY, List.of(content, full()), now).encode();
        }
        content.encode().ifPresent(value -> {
            assertTrue(value.length() <= Item.LONGEST_VALUE);
            assertEquals(Optional.of(content), Content.decode(KEY, value));
        });
    }

    private static Resource dname(String name, String target) {
        return new Resource(
                name, 39, 300, Opaque.of(DomainName.parse(target).orElseThrow().wire()));
    }

    private static Optional<List<Resource>> decode(String hex) {
        return Packet.decode(hex(hex).bytes());
    }

    private static Opaque hex(String digits) {
        return Opaque.of(HexFormat.of().parseHex(digits.replace(" ", "")));
    }
}
