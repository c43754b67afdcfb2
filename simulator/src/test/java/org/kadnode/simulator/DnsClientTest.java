package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;

class DnsClientTest {

    private static final int NO_SUCH_NAME = 3;
    /** The record of RFC 1035, 4.1.3: the name of the question, A, IN, TTL 0, 192.0.2.7. */
    private static final byte[] RECORD = {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, (byte) 192, 0, 2, 7};

    @Test
    void givesTheAddressesOfAnAnswer() throws IOException, NamingException {
        assertEquals(List.of("192.0.2.7"), askServer(0, RECORD));
    }

    @Test
    void failsIfThereIsNoSuchName() {
        assertThrows(NameNotFoundException.class, () -> askServer(NO_SUCH_NAME));
    }

    @Test
    void givesNothingIfTheNameHasNoAddress() throws IOException, NamingException {
        assertEquals(List.of(), askServer(0));
    }

    private static List<String> askServer(int code, byte... record) throws IOException, NamingException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Thread.ofVirtual().start(() -> answerOnce(socket, code, record));
            return DnsClient.addresses("127.0.0.1", socket.getLocalPort(), "demo.p2p", Duration.ofSeconds(10));
        }
    }

    private static void answerOnce(DatagramSocket socket, int code, byte[] record) {
        DatagramPacket packet = new DatagramPacket(new byte[512], 512);
        try {
            socket.receive(packet);
            ByteBuffer answer = ByteBuffer.allocate(packet.getLength() + record.length)
                    .put(packet.getData(), 0, packet.getLength())
                    .put(record);
            // An authoritative response with one question and at most one answer (RFC 1035, 4.1.1).
            answer.putShort(2, (short) (0x8400 | code)).putShort(6, (short) (record.length == 0 ? 0 : 1));
            socket.send(new DatagramPacket(answer.array(), answer.capacity(), packet.getSocketAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
