package org.kadnode.kernel.shell;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.os.DatagramBatch;
import org.kadnode.plugins.Family;

/**
 * Both wires do the same. Runs twice: over the classes for Java 21, where there is one of them, and over those that replace
 * some of them on newer versions.
 */
@Timeout(30)
class WireTest {

    private final List<String> heard = new ArrayList<>();
    private final SendFailures failures = new SendFailures();
    private UdpPorts ports;

    enum Kind {
        ONE_BY_ONE,
        BATCHES
    }

    @BeforeEach
    void open() throws IOException {
        ports = UdpPorts.open(EnumSet.allOf(Family.class), 0, Optional.empty());
    }

    @AfterEach
    void close() {
        ports.close();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatComesToASocketIsHeardWithItsSource(Kind kind) throws IOException {
        try (Wire wire = wire(kind);
                DatagramSocket four = new DatagramSocket(0, Loopback.address(Family.IPV4));
                DatagramSocket six = new DatagramSocket(0, Loopback.address(Family.IPV6))) {
            send(four, own(Family.IPV4), "a");
            send(four, own(Family.IPV4), "b");
            send(six, own(Family.IPV6), "c");

            assertEquals(2, wire.receive(own(Family.IPV4), 64, this::hear));
            assertEquals(1, wire.receive(own(Family.IPV6), 64, this::hear));
            assertEquals(0, wire.receive(own(Family.IPV6), 64, this::hear));
            assertEquals(
                    List.of(
                            "a from 127.0.0.1:" + four.getLocalPort(),
                            "b from 127.0.0.1:" + four.getLocalPort(),
                            "c from [::1]:" + six.getLocalPort()),
                    heard);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void noMoreThanWantedAreTakenInATurn(Kind kind) throws IOException {
        try (Wire wire = wire(kind);
                DatagramSocket other = new DatagramSocket(0, Loopback.address(Family.IPV4))) {
            for (int i = 0; i < 70; i++) {
                send(other, own(Family.IPV4), "x" + i);
            }

            assertEquals(64, wire.receive(own(Family.IPV4), 64, this::hear));
            assertEquals(6, wire.receive(own(Family.IPV4), 64, this::hear));
            assertEquals("x69 from 127.0.0.1:" + other.getLocalPort(), heard.getLast());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void ofADatagramAsMuchIsTakenAsShowsThatItIsTooLong(Kind kind) throws IOException {
        try (Wire wire = wire(kind);
                DatagramSocket other = new DatagramSocket(0, Loopback.address(Family.IPV4))) {
            send(other, own(Family.IPV4), "x".repeat(Input.Datagram.LONGEST));
            send(other, own(Family.IPV4), "x".repeat(60_000));
            List<Integer> lengths = new ArrayList<>();
            wire.receive(own(Family.IPV4), 64, (port, source, payload) -> lengths.add(payload.remaining()));

            assertEquals(List.of(Input.Datagram.LONGEST, Input.Datagram.LONGEST + 1), lengths);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anAnswerLeavesFromTheSocketThatWasAsked(Kind kind) throws IOException {
        try (Wire wire = wire(kind);
                DatagramSocket four = new DatagramSocket(0, Loopback.address(Family.IPV4));
                DatagramSocket six = new DatagramSocket(0, Loopback.address(Family.IPV6))) {
            for (int i = 0; i < 40; i++) {
                wire.send(own(Family.IPV4), endpoint(four), ByteBuffer.wrap(bytes("four" + i)));
                wire.send(own(Family.IPV6), endpoint(six), ByteBuffer.wrap(bytes("six" + i)));
            }
            wire.flush();

            for (int i = 0; i < 40; i++) {
                assertEquals("four" + i + " from /127.0.0.1:" + ports.number(), next(four));
                assertEquals("six" + i + " from /[0:0:0:0:0:0:0:1]:" + ports.number(), next(six));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {DatagramBatch.LONGEST_SENT, DatagramBatch.LONGEST_SENT + 1, 9000})
    void longOnesLeaveAsWellAndInTheirTurn(int length) throws IOException {
        try (Wire wire = wire(Kind.BATCHES);
                DatagramSocket other = new DatagramSocket(0, Loopback.address(Family.IPV4))) {
            wire.send(own(Family.IPV4), endpoint(other), ByteBuffer.wrap(bytes("before")));
            wire.send(own(Family.IPV4), endpoint(other), ByteBuffer.wrap(bytes("x".repeat(length))));
            wire.send(own(Family.IPV4), endpoint(other), ByteBuffer.wrap(bytes("after")));
            wire.flush();

            assertEquals("before from /127.0.0.1:" + ports.number(), next(other));
            assertEquals("x".repeat(length) + " from /127.0.0.1:" + ports.number(), next(other));
            assertEquals("after from /127.0.0.1:" + ports.number(), next(other));
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatCannotBeSentHarmsNothing(Kind kind) throws IOException {
        Endpoint nowhere = Endpoint.of(new InetSocketAddress(Loopback.address(Family.IPV4), 0));
        try (Wire wire = wire(kind);
                DatagramSocket other = new DatagramSocket(0, Loopback.address(Family.IPV4))) {
            wire.send(own(Family.IPV4), nowhere, ByteBuffer.wrap(bytes("lost")));
            wire.send(own(Family.IPV4), endpoint(other), ByteBuffer.wrap(bytes("kept")));
            wire.flush();

            assertEquals("kept from /127.0.0.1:" + ports.number(), next(other));
            assertEquals(1, failures.count());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aSocketThatIsClosedMeanwhileNeitherHearsNorSpeaks(Kind kind) throws IOException {
        try (Wire wire = wire(kind);
                DatagramSocket other = new DatagramSocket(0, Loopback.address(Family.IPV4))) {
            UdpPorts.Port closed = own(Family.IPV4);
            wire.receive(closed, 64, this::hear);
            wire.send(closed, endpoint(other), ByteBuffer.wrap(bytes("before")));
            wire.flush();
            ports.follow(Set.of());
            // Takes the number that the closed socket had.
            try (DatagramSocket heir = new DatagramSocket(0, Loopback.address(Family.IPV4))) {
                send(other, heir.getLocalSocketAddress(), "for the heir");
                wire.send(closed, endpoint(other), ByteBuffer.wrap(bytes("lost")));
                wire.flush();

                assertThrows(ClosedChannelException.class, () -> wire.receive(closed, 64, this::hear));
                assertEquals("for the heir from /127.0.0.1:" + other.getLocalPort(), next(heir));
            }
            wire.send(
                    ports.sender(Output.ANY_CHANNEL, Family.IPV4).orElseThrow(),
                    endpoint(other),
                    ByteBuffer.wrap(bytes("after")));
            wire.flush();

            assertEquals(1, failures.count());
            assertEquals("before from /127.0.0.1:" + ports.number(), next(other));
            assertEquals("after from /127.0.0.1:" + ports.number(), next(other));
            assertEquals(List.of(), heard);
        }
    }

    private Wire wire(Kind kind) {
        Wire plain = new ChannelWire(failures);
        if (kind == Kind.ONE_BY_ONE) {
            return plain;
        }
        Optional<BatchWire> batches = BatchWire.over(plain, failures);
        boolean expected = Integer.getInteger("kadnode.test.release", 21) >= 22;
        assertEquals(expected, batches.isPresent());
        assumeTrue(expected);
        return batches.orElseThrow();
    }

    private UdpPorts.Port own(Family family) {
        for (int index = 0; ; index++) {
            UdpPorts.Port port = ports.sender(index, family).orElseThrow();
            if (port.index() == index && port.local().equals(Loopback.address(family))) {
                return port;
            }
        }
    }

    private void hear(UdpPorts.Port port, Endpoint source, ByteBuffer payload) {
        heard.add(US_ASCII.decode(payload) + " from " + source);
    }

    private void send(DatagramSocket from, UdpPorts.Port to, String text) throws IOException {
        send(from, new InetSocketAddress(to.local(), ports.number()), text);
    }

    private static void send(DatagramSocket from, java.net.SocketAddress to, String text) throws IOException {
        from.send(new DatagramPacket(bytes(text), text.length(), to));
    }

    private static Endpoint endpoint(DatagramSocket socket) {
        return Endpoint.of((InetSocketAddress) socket.getLocalSocketAddress());
    }

    private static String next(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[10_000], 10_000);
        socket.receive(packet);
        InetAddress from = packet.getAddress();
        assertEquals(socket.getLocalAddress(), from);
        return new String(packet.getData(), 0, packet.getLength(), US_ASCII) + " from " + packet.getSocketAddress();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
