package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.testkit.FakeNode;

/** Connections over real sockets, to somebody who answers when the test says so. */
class TcpListenerTest {

    private static final int PATIENCE_SECONDS = 20;
    private static final Duration IDLE = Duration.ofSeconds(10);

    private final FakeNode node = new FakeNode();
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private final Connections connections = new Connections(
            new TcpLimits(2, 4, 1, 2, IDLE, IDLE.dividedBy(2), IDLE.dividedBy(2), IDLE.dividedBy(2)), node.tasks());
    private TcpListener listener;

    private static final class Received {
        private final byte[] message;
        private final Asker asker;

        Received(byte[] message, Asker asker) {
            this.message = message;
            this.asker = asker;
        }

        byte[] message() {
            return message;
        }

        Asker asker() {
            return asker;
        }

        void echo() {
            asker.answer(ByteBuffer.wrap(message));
        }
    }

    @BeforeEach
    void listen() throws IOException {
        listener = TcpListener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), connections);
        node.tasks()
                .start("dns tcp", () -> listener.serve((message, asker) -> received.add(new Received(message, asker))));
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        node.close();
        assertEquals(0, node.failures().size(), () -> node.failures().toString());
    }

    @Test
    void answersGoInTheOrderInWhichTheyAreFound() throws Exception {
        try (Client client = new Client()) {
            client.send(1, 2, 3);
            client.send(4, 5);
            Received first = next();
            next().echo();
            assertArrayEquals(new byte[] {4, 5}, client.receive());
            first.echo();
            assertArrayEquals(new byte[] {1, 2, 3}, client.receive());
        }
    }

    @Test
    void messageMayComeInPieces() throws Exception {
        try (Client client = new Client()) {
            for (byte piece : new byte[] {0, 3, 7, 8, 9}) {
                client.out.write(piece);
                client.out.flush();
            }
            assertArrayEquals(new byte[] {7, 8, 9}, next().message());
        }
    }

    @Test
    void moreQuestionsThanTheBoundAreLeftUnread() throws Exception {
        try (Client client = new Client()) {
            client.send(1);
            client.send(2);
            client.send(3);
            Received first = next();
            Received second = next();
            assertEquals(0, received.size());
            first.echo();
            assertArrayEquals(new byte[] {3}, next().message());
            second.echo();
        }
    }

    @Test
    void whoHasNoMoreQuestionsStillGetsTheAnswers() throws Exception {
        try (Client client = new Client()) {
            client.send(1);
            Received question = next();
            client.socket.shutdownOutput();
            question.echo();
            assertArrayEquals(new byte[] {1}, client.receive());
            client.awaitEnd();
        }
    }

    @Test
    void noiseEndsTheConnection() throws Exception {
        try (Client client = new Client()) {
            client.send(1);
            next().asker().ignore();
            client.awaitEnd();
        }
        try (Client client = new Client()) {
            client.send();
            client.awaitEnd();
        }
        assertEquals(2, connections.counters().broken.sum());
    }

    @Test
    void idleConnectionIsClosedUnlessAQuestionWaits() throws Exception {
        try (Client idle = new Client();
                Client waiting = new Client()) {
            waiting.send(1);
            Received question = next();
            idle.send(2);
            next().echo();
            assertArrayEquals(new byte[] {2}, idle.receive());

            node.advance(IDLE.plusSeconds(2));

            idle.awaitEnd();
            question.echo();
            assertArrayEquals(new byte[] {1}, waiting.receive());
        }
    }

    @Test
    void halfAMessageIsNotWaitedForLong() throws Exception {
        try (Client client = new Client()) {
            client.send(1);
            next().echo();
            client.receive();
            client.out.write(new byte[] {0, 9, 1});
            client.out.flush();
            // The byte after the length tells that the message has begun; the clock is moved until that was seen.
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (connections.counters().broken.sum() == 0 && System.nanoTime() < deadline) {
                node.advance(Duration.ofMillis(500));
            }
            client.awaitEnd();
            assertEquals(
                    1,
                    connections.counters().broken.sum()
                            + connections.counters().idle.sum());
        }
    }

    @Test
    void newcomerGetsThePlaceOfWhoIsIdle() throws Exception {
        try (Client idle = new Client();
                Client busy = new Client()) {
            idle.send(1);
            next().echo();
            idle.receive();
            busy.send(2);
            Received question = next();
            try (Client newcomer = new Client()) {
                idle.awaitEnd();
                newcomer.send(3);
                next().echo();
                assertArrayEquals(new byte[] {3}, newcomer.receive());
            }
            question.echo();
            assertArrayEquals(new byte[] {2}, busy.receive());
        }
        assertEquals(1, connections.counters().displaced.sum());
    }

    @Test
    void closingTheListenerClosesItsConnections() throws Exception {
        try (Client client = new Client()) {
            client.send(1);
            next();
            listener.close();
            client.awaitEnd();
        }
        assertEquals(0, connections.size());
    }

    private Received next() throws InterruptedException {
        Received next = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no question came");
        }
        return next;
    }

    private final class Client implements AutoCloseable {
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;

        Client() throws IOException {
            socket = new Socket(
                    InetAddress.getLoopbackAddress(), listener.address().getPort());
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
        }

        void send(int... bytes) throws IOException {
            ByteBuffer framed = ByteBuffer.allocate(Short.BYTES + bytes.length).putShort((short) bytes.length);
            for (int each : bytes) {
                framed.put((byte) each);
            }
            out.write(framed.array());
            out.flush();
        }

        byte[] receive() throws IOException {
            byte[] message = new byte[in.readUnsignedShort()];
            in.readFully(message);
            return message;
        }

        /** The other end has closed, in good order or not. */
        void awaitEnd() throws IOException {
            try {
                assertEquals(-1, in.read());
            } catch (SocketException reset) {
                assertEquals("Connection reset", reset.getMessage());
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
