package org.kadnode.plugin.portfwd;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A gateway on loopback that says what a test tells it to. */
public final class FakeGateway implements AutoCloseable {

    /** What it does when it is asked. */
    @FunctionalInterface
    public interface Habit {
        void asked(String question, Peer peer) throws IOException;
    }

    /** Sends to whoever asked. */
    public record Peer(DatagramSocket socket, InetSocketAddress address) {
        public void send(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            socket.send(new DatagramPacket(bytes, bytes.length, address));
        }

        /** The same from another socket. */
        public Peer from(DatagramSocket other) {
            return new Peer(other, address);
        }
    }

    private final DatagramSocket socket = new DatagramSocket(0, Net.address("127.0.0.1"));
    private final Habit habit;

    public FakeGateway(Habit habit) throws SocketException {
        this.habit = habit;
        Thread.ofPlatform().daemon().start(this::serve);
    }

    public int port() {
        return socket.getLocalPort();
    }

    private void serve() {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        try {
            while (true) {
                socket.receive(packet);
                String question = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.ISO_8859_1);
                habit.asked(question, new Peer(socket, (InetSocketAddress) packet.getSocketAddress()));
            }
        } catch (IOException e) {
            if (!socket.isClosed()) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
