package org.kadnode.plugin.nss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugins.Family;

/** Datagrams, byte for byte. */
class WireTest {

    private static final long TOKEN = 0x0102030405060708L;
    private static final String BEGIN = "004b4e01" + "0102030405060708";

    @Test
    void theReplyOfKadNode1HasASocketAddressForEachAddress() {
        String family4 = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "0200" : "0002";
        String family6 = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? "0a00" : "000a";

        String v4 = family4 + "1f90" + "0a4d0020" + "00".repeat(120);
        String v6 = family6 + "029a" + "00000000" + "20010db8000000000000000000000001" + "00".repeat(104);
        assertEquals(v4 + v4, hex(ClassicWire.reply(found("10.77.0.32", 8080, "10.77.0.32", 8080))));
        assertEquals(v6 + v6, hex(ClassicWire.reply(found("2001:db8::1", 666, "2001:db8::1", 666))));
        // Its library could not tell them apart.
        assertEquals(v4, hex(ClassicWire.reply(found("2001:db8::1", 666, "10.77.0.32", 8080))));
        assertEquals("", hex(ClassicWire.reply(new Hosts.Outcome.Late())));
        assertEquals("", hex(ClassicWire.reply(new Hosts.Outcome.NoName())));
    }

    @Test
    void noMoreAddressesAreSentThanKadNode1Knows() {
        Hosts.Outcome many = new Hosts.Outcome.Addresses(Collections.nCopies(40, endpoint("10.0.0.1", 80)));

        assertEquals(17 * 128, ClassicWire.reply(many).remaining());
    }

    @Test
    void theRequestOfKadNode1IsTheName() {
        assertEquals(new Request.Classic("foo.p2p"), Request.read(ascii("foo.p2p")));
        assertEquals(new Request.Classic("foo.p2p"), Request.read(ascii("foo.p2p\0")));
        assertEquals(new Request.Classic("a".repeat(511)), Request.read(ascii("a".repeat(511))));
        assertEquals(new Request.Noise(), Request.read(ascii("a".repeat(512))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "foo bar.p2p", "foo.p2p\n", "f\u007foo.p2p", "foo\0bar.p2p"})
    void otherLettersAreNoise(String text) {
        assertEquals(new Request.Noise(), Request.read(ascii(text)));
    }

    @Test
    void ourLibraryAsksForAddressesOfANameOrNamesOfAnAddress() throws Exception {
        assertEquals(
                new Request.Forward(TOKEN, "foo.p2p", Request.ANY, Duration.ofMillis(4500)),
                Request.read(bytes(BEGIN + "01" + "00" + "1194" + "666f6f2e703270")));
        assertEquals(
                new Request.Forward(TOKEN, "foo.p2p", Set.of(Family.IPV6), Duration.ofMillis(65535)),
                Request.read(bytes(BEGIN + "01" + "06" + "ffff" + "666f6f2e703270")));
        assertEquals(
                new Request.Reverse(TOKEN, InetAddress.getByName("192.0.2.1")),
                Request.read(bytes(BEGIN + "02" + "00" + "0000" + "c0000201")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "004b4e02" + "0102030405060708" + "01" + "00" + "1194" + "66",
                BEGIN + "01" + "00" + "1194",
                BEGIN + "01" + "05" + "1194" + "666f6f",
                BEGIN + "01" + "00" + "1194" + "662000",
                BEGIN + "02" + "00" + "1194" + "c00002",
                BEGIN + "03" + "00" + "1194" + "c0000201"
            })
    void whatIsNoRequestIsNoise(String datagram) {
        assertEquals(new Request.Noise(), Request.read(bytes(datagram)));
    }

    @Test
    void ourLibraryHearsWhatCameOfIt() {
        assertEquals(
                BEGIN + "00" + "02" + "04" + "0a4d0020" + "06" + "20010db8000000000000000000000001",
                hex(LibraryWire.reply(TOKEN, found("10.77.0.32", 8080, "2001:db8::1", 666))));
        assertEquals(
                BEGIN + "00" + "01" + "07" + "666f6f2e703270",
                hex(LibraryWire.reply(TOKEN, new Hosts.Outcome.Names(List.of("foo.p2p")))));
        assertEquals(BEGIN + "0100", hex(LibraryWire.reply(TOKEN, new Hosts.Outcome.NoName())));
        assertEquals(BEGIN + "0200", hex(LibraryWire.reply(TOKEN, new Hosts.Outcome.NoData())));
        assertEquals(BEGIN + "0300", hex(LibraryWire.reply(TOKEN, new Hosts.Outcome.Late())));
        assertEquals(BEGIN + "0400", hex(LibraryWire.reply(TOKEN, new Hosts.Outcome.Foreign())));
    }

    @Test
    void aReplyHasWhatFits() {
        Hosts.Outcome names = new Hosts.Outcome.Names(Collections.nCopies(16, "a".repeat(249) + ".p2p"));
        ByteBuffer reply = LibraryWire.reply(TOKEN, names);

        assertTrue(reply.remaining() <= LibraryWire.LONGEST_REPLY);
        assertEquals(4, reply.get(13));
        assertEquals(14 + 4 * 254, reply.remaining());
    }

    @Property
    void anyBytesAreSomeRequest(@ForAll @Size(max = 600) byte[] datagram) {
        if (Request.read(datagram) instanceof Request.Classic classic) {
            assertTrue(new String(datagram, StandardCharsets.ISO_8859_1).startsWith(classic.name()));
        }
    }

    @Property
    void anyBytesBehindTheFormAreSomeRequest(
            @ForAll @Size(max = 300) byte[] rest, @ForAll @IntRange(max = 12) int cut) {
        byte[] begin = bytes(BEGIN);
        ByteBuffer datagram = ByteBuffer.allocate(begin.length - cut + rest.length);
        datagram.put(begin, 0, begin.length - cut).put(rest);

        switch (Request.read(datagram.array())) {
            case Request.Forward forward -> assertTrue(forward.name().length() <= 253);
            case Request.Reverse reverse -> assertInstanceOf(InetAddress.class, reverse.address());
            case Request.Classic classic -> assertEquals(12, cut);
            case Request.Noise noise -> {}
        }
    }

    private static Hosts.Outcome found(String first, int port, String second, int otherPort) {
        return new Hosts.Outcome.Addresses(List.of(endpoint(first, port), endpoint(second, otherPort)));
    }

    private static InetSocketAddress endpoint(String literal, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal), port);
        } catch (UnknownHostException e) {
            throw new AssertionError(literal, e);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(0, bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
