package org.kadnode.plugin.dns.proxy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.net.ServerSocketFactory;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** A name server on a loopback address that does to each query what its script says, over UDP and TCP. */
final class FakeUpstream implements AutoCloseable {

    private static final int MOST_PORTS_TRIED = 50;

    final List<Query> queries = new CopyOnWriteArrayList<>();
    final AtomicInteger connections = new AtomicInteger();

    private final Script script;
    private final ServerSocket listener;
    private final DatagramSocket socket;
    private final Upstream upstream;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Thread datagrams = Thread.ofVirtual().unstarted(this::serveDatagrams);
    private final Thread connecting = Thread.ofVirtual().unstarted(this::accept);
    private volatile boolean closed;

    /** Both at the same port. */
    private record Sockets(ServerSocket listener, DatagramSocket socket) {
        static Sockets bind(InetAddress address, ServerSocketFactory listeners) throws IOException {
            for (int tries = 1; ; tries++) {
                ServerSocket listener = listeners.createServerSocket(0, 50, address);
                try {
                    return new Sockets(
                            listener, new DatagramSocket(new InetSocketAddress(address, listener.getLocalPort())));
                } catch (IOException taken) {
                    listener.close();
                    if (tries == MOST_PORTS_TRIED) {
                        throw taken;
                    }
                }
            }
        }
    }

    /** What to do with a query. */
    @FunctionalInterface
    interface Script {
        void receive(Query query) throws IOException;
    }

    /** Bytes on their way back to the asker. */
    @FunctionalInterface
    interface Way {
        void send(byte[] answer) throws IOException;
    }

    /** A query that has come. */
    static final class Query {
        private final byte[] bytes;
        private final InetSocketAddress asker;
        private final boolean overTcp;
        private final Way way;

        private Query(byte[] bytes, InetSocketAddress asker, boolean overTcp, Way way) {
            this.bytes = bytes;
            this.asker = asker;
            this.overTcp = overTcp;
            this.way = way;
        }

        int length() {
            return bytes.length;
        }

        InetSocketAddress asker() {
            return asker;
        }

        /** Whether it came over TCP, or TLS. */
        boolean overTcp() {
            return overTcp;
        }

        void send(byte[] answer) throws IOException {
            way.send(answer);
        }

        Message message() {
            try {
                return new Message(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("a query that cannot be read", e);
            }
        }

        Name name() {
            return message().getQuestion().getName();
        }

        void answer(Message message) throws IOException {
            way.send(message.toWire());
        }

        /** Answers with an address. */
        void answer(String address) throws IOException {
            answer(answerWith(address));
        }

        void answer(int code) throws IOException {
            Message message = empty();
            message.getHeader().setRcode(code);
            answer(message);
        }

        /** An answer without records. */
        Message empty() {
            Message message = new Message(message().getHeader().getID());
            message.getHeader().setFlag(Flags.QR);
            message.getHeader().setFlag(Flags.RA);
            message.addRecord(message().getQuestion(), Section.QUESTION);
            return message;
        }

        Message answerWith(String address) throws IOException {
            Message message = empty();
            message.addRecord(new ARecord(name(), DClass.IN, 60, InetAddress.getByName(address)), Section.ANSWER);
            return message;
        }

        /** The same answer, with its question changed. */
        Message asked(UnaryOperator<Record> change, String address) throws IOException {
            Message message = answerWith(address);
            message.removeAllRecords(Section.QUESTION);
            message.addRecord(change.apply(message().getQuestion()), Section.QUESTION);
            return message;
        }
    }

    /** A server without TLS. */
    FakeUpstream(String address, Script script) throws IOException {
        this(address, Upstream.Transport.PLAIN, ServerSocketFactory.getDefault(), script);
    }

    FakeUpstream(String address, Upstream.Transport transport, ServerSocketFactory listeners, Script script)
            throws IOException {
        this.script = script;
        Sockets bound = Sockets.bind(InetAddress.getByName(address), listeners);
        this.listener = bound.listener();
        this.socket = bound.socket();
        this.upstream = new Upstream(
                new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()), transport, Optional.empty());
        datagrams.start();
        connecting.start();
    }

    Upstream upstream() {
        return upstream;
    }

    private void serveDatagrams() {
        while (!closed) {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                socket.receive(packet);
                InetSocketAddress asker = (InetSocketAddress) packet.getSocketAddress();
                byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
                receive(new Query(
                        bytes, asker, false, answer -> socket.send(new DatagramPacket(answer, answer.length, asker))));
            } catch (IOException e) {
                // Closed, or the asker is gone.
            }
        }
    }

    private void receive(Query query) throws IOException {
        queries.add(query);
        script.receive(query);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket connection = listener.accept();
                open.add(connection);
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(connection));
            } catch (IOException e) {
                // Closed.
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            DataInputStream in = new DataInputStream(connection.getInputStream());
            while (true) {
                byte[] bytes = new byte[in.readUnsignedShort()];
                in.readFully(bytes);
                receive(new Query(
                        bytes,
                        (InetSocketAddress) connection.getRemoteSocketAddress(),
                        true,
                        answer -> connection.getOutputStream().write(Frames.frame(answer))));
            }
        } catch (IOException e) {
            // The asker has hung up, or is to be hung up on.
        } finally {
            open.remove(connection);
        }
    }

    int openConnections() {
        return open.size();
    }

    void dropConnections() throws IOException {
        for (Socket connection : open) {
            connection.close();
        }
    }

    /** From the end of this on, the system refuses what is sent here: a thread in a socket keeps it half open. */
    @Override
    public void close() throws IOException {
        closed = true;
        socket.close();
        listener.close();
        dropConnections();
        try {
            datagrams.join();
            connecting.join();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
