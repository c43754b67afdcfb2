package org.kadnode.plugin.portfwd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of PCP byte by byte; the answers are those of miniupnpd 2.3.1. */
class PcpTest {

    private static final Nonce NONCE = new Nonce(0x68fc6eb3ea27e5fdL, 0x7170216d);
    private static final InsidePort UDP_6881 = new InsidePort(Transport.UDP, 6881);
    private static final String CLIENT = "00000000000000000000ffffc0a84d02";
    private static final String NONCE_HEX = "68fc6eb3ea27e5fd7170216d";

    private static final String GRANTED = "02810000" + "00000780" + "00000002" + "0".repeat(24) + NONCE_HEX + "11000000"
            + "1ae11ae1" + "00000000000000000000ffff01020301";

    private static final String REFUSED = "02810002" + "0000001e" + "00000002" + "0".repeat(24) + NONCE_HEX + "11000000"
            + "1ae10000" + "00000000000000000000ffff01020301";

    private static final String OF_IPV6 = "02810000" + "00000780" + "00000002" + "0".repeat(24) + NONCE_HEX + "11000000"
            + "1ae11ae1" + "fd770000000000000000000000000002";

    @Test
    void announceHasAHeaderOnly() {
        assertEquals("0200000000000000" + CLIENT, hex(Pcp.announce(Net.address("192.168.77.2"))));
    }

    @Test
    void mapNamesThePortsAndTheNonce() {
        assertEquals(
                "0201000000000780" + CLIENT + NONCE_HEX + "110000001ae11ae2" + "00000000000000000000ffff00000000",
                hex(Pcp.map(Net.address("192.168.77.2"), NONCE, UDP_6881, 6882, 1920)));
        assertEquals(
                "0201000000000000" + "fd770000000000000000000000000002" + NONCE_HEX + "0600000000500000"
                        + "0".repeat(32),
                hex(Pcp.map(Net.address("fd77::2"), NONCE, new InsidePort(Transport.TCP, 80), 0, 0)));
    }

    @Test
    void aGrantedPortIsRead() {
        assertEquals(
                Optional.of(new Pcp.Response(
                        2,
                        Pcp.MAP,
                        Pcp.SUCCESS,
                        1920,
                        2,
                        Optional.of(new Pcp.Mapping(NONCE, 17, 6881, 6881, Net.address("1.2.3.1"))))),
                decode(GRANTED));
        assertEquals(
                Net.address("fd77::2"),
                decode(OF_IPV6).orElseThrow().mapping().orElseThrow().address());
    }

    @Test
    void numbersHaveNoSign() {
        Pcp.Response response = decode(GRANTED.replace("00000780", "ffffffff").replace("1ae11ae1", "ffffffff"))
                .orElseThrow();

        assertEquals(0xffffffffL, response.lifetime());
        assertEquals(65535, response.mapping().orElseThrow().outside());
    }

    @Test
    void whoKnowsNoPcpSaysSoInItsOwnWords() {
        Pcp.Response response = decode("0081000100000007").orElseThrow();

        assertEquals(0, response.version());
        assertEquals(Pcp.UNSUPPORTED_VERSION, response.result());
        assertEquals(
                Optional.of(new Answer.Unusable("not offered")),
                PcpControl.answer(new Request.Probe(Protocol.PCP), response));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "02", "028000", "02800000", "0280000000000000000000020000", "02010000"})
    void whatIsNoAnswerIsNone(String hex) {
        assertEquals(Optional.empty(), decode(hex));
    }

    @Test
    void oddAndOverlongAnswersAreNone() {
        assertEquals(Optional.empty(), decode(GRANTED + "00"));
        assertEquals(Optional.empty(), decode(GRANTED.substring(0, 112)));
        assertEquals(Optional.empty(), decode(GRANTED + "00000000".repeat(261)));
        assertTrue(decode(GRANTED + "00000000".repeat(260)).isPresent());
    }

    @Test
    void onlyTheAnswerToTheRequestIsTaken() {
        Request.Open open = new Request.Open(Protocol.PCP, UDP_6881, 6881, NONCE, Duration.ofMinutes(32));
        Request.Open other = new Request.Open(Protocol.PCP, UDP_6881, 6881, new Nonce(1, 2), Duration.ofMinutes(32));
        Pcp.Response granted = decode(GRANTED).orElseThrow();

        assertTrue(PcpControl.answer(open, granted).orElseThrow() instanceof Answer.Opened);
        assertEquals(Optional.empty(), PcpControl.answer(other, granted), "another nonce");
        assertEquals(
                Optional.empty(),
                PcpControl.answer(
                        open, decode(GRANTED.replace("11000000", "06000000")).orElseThrow()),
                "another protocol");
        assertEquals(
                Optional.empty(),
                PcpControl.answer(
                        open, decode(GRANTED.replace("1ae11ae1", "1ae21ae1")).orElseThrow()),
                "another port");
        assertEquals(Optional.empty(), PcpControl.answer(new Request.Probe(Protocol.PCP), granted));
    }

    @Test
    void aRefusalHasItsReasonAndItsTime() {
        Request.Open open = new Request.Open(Protocol.PCP, UDP_6881, 6881, NONCE, Duration.ofMinutes(32));

        assertEquals(
                Optional.of(new Answer.Refused(OptionalLong.of(2), "not authorized", Duration.ofSeconds(30))),
                PcpControl.answer(open, decode(REFUSED).orElseThrow()));
    }

    @Property(tries = 20_000)
    void anyBytesAreRead(@ForAll @Size(max = 1200) byte[] datagram) {
        Pcp.decode(datagram).ifPresent(PcpTest::assertSound);
    }

    @Property(tries = 20_000)
    void damagedAnswersAreRead(
            @ForAll @IntRange(max = 59) int position, @ForAll byte damage, @ForAll @IntRange(max = 60) int cut) {
        byte[] datagram = HexFormat.of().parseHex(GRANTED);
        datagram[position] = damage;

        Pcp.decode(Arrays.copyOf(datagram, cut)).ifPresent(PcpTest::assertSound);
    }

    private static void assertSound(Pcp.Response response) {
        Request.Open open = new Request.Open(Protocol.PCP, UDP_6881, 6881, NONCE, Duration.ofMinutes(32));
        PcpControl.answer(open, response).ifPresent(answer -> {
            if (answer instanceof Answer.Opened opened) {
                assertEquals(Math.clamp(opened.port(), 1, 65535), opened.port());
                assertTrue(opened.lifetime().isPositive());
            }
        });
    }

    private static Optional<Pcp.Response> decode(String hex) {
        return Pcp.decode(HexFormat.of().parseHex(hex));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
