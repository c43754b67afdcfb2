package org.kadnode.kernel.os;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs twice: over the classes for Java 21, and over those that replace them on newer versions. */
@Timeout(30)
class DatagramBatchTest {
    private static final boolean REPLACED = Integer.getInteger("kadnode.test.release", 21) >= 22;

    private static final int LONGEST = 2000;

    private static final long MAPPED = 0xffffL << 32;
    private static final long LOOPBACK4 = MAPPED | 0x7f000001;

    @Test
    void areThereFromJava22On() {
        assertEquals(REPLACED, DatagramBatch.open(LONGEST).isPresent());
    }

    @ParameterizedTest
    @CsvSource({"INET, 127.0.0.1, 0, 281472812449793", "INET6, ::1, 0, 1"})
    void datagramsComeInTheirOrderWithTheirSources(StandardProtocolFamily family, String ip, long high, long low)
            throws IOException {
        try (DatagramBatch batch = open();
                DatagramChannel own = channel(family, ip);
                DatagramSocket a = socket(ip);
                DatagramSocket b = socket(ip)) {
            a.send(new DatagramPacket(bytes("first"), 5, own.getLocalAddress()));
            b.send(new DatagramPacket(bytes(""), 0, own.getLocalAddress()));
            a.send(new DatagramPacket(bytes("third"), 5, own.getLocalAddress()));

            assertEquals(3, batch.receive(descriptor(own)));
            assertEquals(List.of("first", "", "third"), texts(batch, 3));
            for (int i = 0; i < 3; i++) {
                assertEquals(high, batch.addressHigh(i));
                assertEquals(low, batch.addressLow(i));
                assertEquals((i == 1 ? b : a).getLocalPort(), batch.port(i));
            }
            assertEquals(0, batch.receive(descriptor(own)));
        }
    }

    @Test
    void moreThanABatchComeWithTheNext() throws IOException {
        try (DatagramBatch batch = open();
                DatagramChannel own = channel(StandardProtocolFamily.INET, "127.0.0.1");
                DatagramSocket other = socket("127.0.0.1")) {
            for (int i = 0; i < DatagramBatch.MOST + 2; i++) {
                other.send(new DatagramPacket(bytes("number" + i), 7, own.getLocalAddress()));
            }

            assertEquals(DatagramBatch.MOST, batch.receive(descriptor(own)));
            assertEquals("number0", texts(batch, 1).getFirst());
            assertEquals(2, batch.receive(descriptor(own)));
            assertEquals("number3", texts(batch, 2).getLast());
        }
    }

    @Test
    void ofTooLongADatagramTheBeginningIsSeen() throws IOException {
        byte[] longest = new byte[60_000];
        Arrays.fill(longest, (byte) 'x');
        try (DatagramBatch batch = open();
                DatagramChannel own = channel(StandardProtocolFamily.INET, "127.0.0.1");
                DatagramSocket other = socket("127.0.0.1")) {
            other.send(new DatagramPacket(longest, longest.length, own.getLocalAddress()));
            other.send(new DatagramPacket(bytes("next"), 4, own.getLocalAddress()));

            assertEquals(2, batch.receive(descriptor(own)));
            assertEquals(List.of("x".repeat(LONGEST), "next"), texts(batch, 2));
        }
    }

    @ParameterizedTest
    @CsvSource({"INET, 127.0.0.1, 281472812449793", "INET6, ::1, 1"})
    void datagramsLeaveFromTheSocketInTheirOrder(StandardProtocolFamily family, String ip, long low)
            throws IOException {
        try (DatagramBatch batch = open();
                DatagramChannel own = channel(family, ip);
                DatagramSocket a = socket(ip);
                DatagramSocket b = socket(ip)) {
            batch.add(0, low, a.getLocalPort(), ByteBuffer.wrap(bytes("to a")));
            batch.add(
                    0,
                    low,
                    b.getLocalPort(),
                    ByteBuffer.allocateDirect(4).put(bytes("to b")).flip());
            batch.add(0, low, a.getLocalPort(), ByteBuffer.wrap(bytes("to a again"), 5, 5));

            assertEquals(3, batch.added());
            assertEquals(0, batch.send(descriptor(own)));
            assertEquals(0, batch.added());
            assertEquals("to a from " + own.getLocalAddress(), next(a));
            assertEquals("again from " + own.getLocalAddress(), next(a));
            assertEquals("to b from " + own.getLocalAddress(), next(b));
        }
    }

    /** Nobody can be at port 0, so the system refuses to send there. */
    @ParameterizedTest
    @CsvSource({"0", "1", "2", "31"})
    void whatCannotBeSentLeavesTheOthersAlone(int unfit) throws IOException {
        try (DatagramBatch batch = open();
                DatagramChannel own = channel(StandardProtocolFamily.INET, "127.0.0.1");
                DatagramSocket other = socket("127.0.0.1")) {
            for (int i = 0; i < DatagramBatch.MOST; i++) {
                batch.add(0, LOOPBACK4, i == unfit ? 0 : other.getLocalPort(), ByteBuffer.wrap(bytes("number" + i)));
            }

            assertEquals(1, batch.send(descriptor(own)));
            for (int i = 0; i < DatagramBatch.MOST; i++) {
                if (i != unfit) {
                    assertEquals("number" + i + " from " + own.getLocalAddress(), next(other));
                }
            }
        }
    }

    @Test
    void ofTwoFamiliesOneIsForgottenBeforeTheOther() throws IOException {
        try (DatagramBatch batch = open();
                DatagramChannel own4 = channel(StandardProtocolFamily.INET, "127.0.0.1");
                DatagramChannel own6 = channel(StandardProtocolFamily.INET6, "::1");
                DatagramSocket other = socket("::1")) {
            batch.add(0, LOOPBACK4, other.getLocalPort(), ByteBuffer.wrap(bytes("nowhere")));
            batch.send(descriptor(own4));
            batch.add(0, 1, other.getLocalPort(), ByteBuffer.wrap(bytes("here")));

            assertEquals(0, batch.send(descriptor(own6)));
            assertEquals("here from " + own6.getLocalAddress(), next(other));
        }
    }

    @Test
    void withoutASocketNothingPasses() throws IOException {
        try (DatagramBatch batch = open()) {
            batch.add(0, LOOPBACK4, 1, ByteBuffer.wrap(bytes("x")));
            batch.add(0, LOOPBACK4, 2, ByteBuffer.wrap(bytes("y")));

            assertEquals(2, batch.send(-1));
            assertThrows(IOException.class, () -> batch.receive(-1));
        }
    }

    private static DatagramBatch open() {
        assumeTrue(REPLACED);
        return DatagramBatch.open(LONGEST).orElseThrow();
    }

    private static DatagramChannel channel(StandardProtocolFamily family, String ip) throws IOException {
        return DatagramChannel.open(family).bind(new InetSocketAddress(InetAddress.getByName(ip), 0));
    }

    private static DatagramSocket socket(String ip) throws IOException {
        return new DatagramSocket(0, InetAddress.getByName(ip));
    }

    private static int descriptor(DatagramChannel channel) throws IOException {
        return Interfaces.descriptor(channel).orElseThrow();
    }

    private static List<String> texts(DatagramBatch batch, int count) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(US_ASCII.decode(batch.payload(i)).toString());
        }
        return texts;
    }

    private static String next(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        socket.receive(packet);
        assertTrue(packet.getLength() > 0);
        return new String(packet.getData(), 0, packet.getLength(), US_ASCII) + " from " + packet.getSocketAddress();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(US_ASCII);
    }
}
