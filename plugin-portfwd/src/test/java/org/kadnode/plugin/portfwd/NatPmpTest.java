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

/** Messages of NAT-PMP byte by byte; the answers are those of miniupnpd 2.3.1. */
class NatPmpTest {

    private static final InsidePort UDP_6999 = new InsidePort(Transport.UDP, 6999);
    private static final Request.Probe PROBE = new Request.Probe(Protocol.NAT_PMP);
    private static final Request.Open OPEN =
            new Request.Open(Protocol.NAT_PMP, UDP_6999, 6999, new Nonce(0, 0), Duration.ofMinutes(32));
    private static final Request.Close CLOSE = new Request.Close(Protocol.NAT_PMP, UDP_6999, 6999, new Nonce(0, 0));
    private static final String MAPPED = "00810000000000021b571b5700000780";

    @Test
    void questionsHaveTheBytesOfTheStandard() {
        assertEquals("0000", hex(NatPmp.address()));
        assertEquals("000100001b571b5800000780", hex(NatPmp.map(UDP_6999, 7000, 1920)));
        assertEquals("000200000050000000000000", hex(NatPmp.map(new InsidePort(Transport.TCP, 80), 0, 0)));
    }

    @Test
    void theAddressIsRead() {
        assertEquals(
                Optional.of(new Answer.Alive(OptionalLong.of(2), Optional.of(Net.address("1.2.3.1")), false)),
                answer(PROBE, "008000000000000201020301"));
        assertEquals(
                Optional.of(new Answer.Alive(OptionalLong.of(2), Optional.empty(), false)),
                answer(PROBE, "008000000000000200000000"));
    }

    @Test
    void aMappingIsRead() {
        assertEquals(
                Optional.of(new Answer.Opened(OptionalLong.of(2), 6999, Duration.ofMinutes(32), Optional.empty())),
                answer(OPEN, MAPPED));
        assertEquals(Optional.of(new Answer.Closed()), answer(CLOSE, "00810000000000021b57000000000000"));
    }

    @Test
    void aMappingWithoutPortOrTimeIsNone() {
        assertTrue(answer(OPEN, "00810000000000021b57000000000780").orElseThrow() instanceof Answer.Refused);
        assertTrue(answer(OPEN, "00810000000000021b571b5700000000").orElseThrow() instanceof Answer.Refused);
    }

    @Test
    void refusalsHaveTheirReasons() {
        assertEquals(
                Optional.of(new Answer.Refused(OptionalLong.of(9), "not authorized", Duration.ZERO)),
                answer(OPEN, "0081000200000009"));
        assertEquals(
                Optional.of(new Answer.Refused(OptionalLong.of(9), "network failure", Duration.ZERO)),
                answer(PROBE, "008000030000000900000000"));
        assertEquals(Optional.of(new Answer.Unusable("it speaks another version")), answer(PROBE, "0080000100000009"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00820000000000021b571b5700000780",
                "00810000000000021b581b5700000780",
                "008000000000000201020301",
                "0082000200000009",
                "00010000000000021b571b5700000780",
                "02810000000000021b571b5700000780",
                "00830000000000021b571b5700000780",
                "00810000000000021b571b57000007",
                "0081",
                "0081000200000009" + "1b571b5700000780" + "00"
            })
    void whatIsForAnotherRequestIsNoAnswer(String hex) {
        assertEquals(Optional.empty(), answer(OPEN, hex));
    }

    @Property(tries = 20_000)
    void anyBytesAreRead(@ForAll @Size(max = 40) byte[] datagram) {
        NatPmp.decode(datagram).ifPresent(NatPmpTest::assertSound);
    }

    @Property(tries = 20_000)
    void damagedAnswersAreRead(
            @ForAll @IntRange(max = 15) int position, @ForAll byte damage, @ForAll @IntRange(max = 17) int cut) {
        byte[] datagram = HexFormat.of().parseHex(MAPPED);
        datagram[position] = damage;

        NatPmp.decode(Arrays.copyOf(datagram, cut)).ifPresent(NatPmpTest::assertSound);
    }

    private static void assertSound(NatPmp.Response response) {
        NatPmpControl.answer(OPEN, response).ifPresent(answer -> {
            if (answer instanceof Answer.Opened opened) {
                assertEquals(Math.clamp(opened.port(), 1, 65535), opened.port());
                assertTrue(opened.lifetime().isPositive());
            }
        });
    }

    private static Optional<Answer> answer(Request request, String hex) {
        return NatPmp.decode(HexFormat.of().parseHex(hex)).flatMap(response -> NatPmpControl.answer(request, response));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
