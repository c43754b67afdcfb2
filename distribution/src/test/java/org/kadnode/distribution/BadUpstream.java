package org.kadnode.distribution;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** A name server that does not do what it should. It says of every name that its address is {@link #LIE}, or nothing. */
final class BadUpstream implements AutoCloseable {

    static final String LIE = "192.0.2.66";

    private static final int HEADER = 12;
    private static final int LONGEST = 4096;

    /** The name of the question, IPv4 address, class IN, a minute, and {@link #LIE}. */
    private static final byte[] RECORD =
            HexFormat.of().parseHex("c00c" + "00010001" + "0000003c" + "0004" + "c0000242");

    private final DatagramSocket socket;
    private final DatagramSocket other;
    private final Habit habit;

    /** What is wrong with it. */
    enum Habit {
        /** It receives and says nothing. */
        SILENT,
        /** It answers with another id. */
        WRONG_ID,
        /** It answers another question. */
        WRONG_QUESTION,
        /** It does not keep the letters of the name as they were sent (0x20), and so did not see the query. */
        WRONG_LETTERS,
        /** It answers from another port, as somebody does who only guesses. */
        OTHER_PORT,
        /** It cannot resolve anything. */
        FAILING
    }

    BadUpstream(Habit habit) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        this.habit = habit;
        this.socket = new DatagramSocket(new InetSocketAddress(loopback, 0));
        this.other = new DatagramSocket(new InetSocketAddress(loopback, 0));
        Thread.ofPlatform().daemon().name("bad upstream").start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
        while (!socket.isClosed()) {
            try {
                packet.setLength(LONGEST);
                socket.receive(packet);
                if (habit != Habit.SILENT) {
                    byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                    DatagramSocket from = habit == Habit.OTHER_PORT ? other : socket;
                    from.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private byte[] answer(byte[] query) {
        int end = HEADER;
        while (query[end] != 0) {
            end += 1 + query[end];
        }
        // Behind the name: its end, type and class.
        int question = end + 5 - HEADER;
        ByteBuffer answer = ByteBuffer.allocate(HEADER + question + RECORD.length)
                .put(query[0])
                .put((byte) (query[1] ^ (habit == Habit.WRONG_ID ? 1 : 0)))
                .putShort((short) (0x8180 | (habit == Habit.FAILING ? 2 : 0)))
                .putShort((short) 1)
                .putShort((short) 1)
                .putInt(0)
                .put(query, HEADER, question)
                .put(RECORD);
        for (int at = HEADER + 1; at < end; at++) {
            byte octet = answer.get(at);
            if (habit == Habit.WRONG_LETTERS && Character.isLetter(octet)) {
                answer.put(at, (byte) (octet ^ 0x20));
            }
        }
        if (habit == Habit.WRONG_QUESTION) {
            answer.put(HEADER + 1, (byte) 'x');
        }
        return answer.array();
    }

    @Override
    public void close() {
        socket.close();
        other.close();
    }
}
