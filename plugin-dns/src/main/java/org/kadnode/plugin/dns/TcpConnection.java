package org.kadnode.plugin.dns;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.kadnode.plugins.TlsIdentity;

/**
 * One connection over which questions come one after the other, without waiting for answers, and answers go in the order in
 * which they are found (RFC 7766, sections 6.2.1.1 and 7). Before each message stands its length in two bytes:
 *
 * <pre>
 *   +---------+---------+----------------------+
 *   | length, big-endian|  message (RFC 1035)  |
 *   +---------+---------+----------------------+
 * </pre>
 *
 * <p>Its own virtual thread reads. Answers come from any thread, and are sent by the thread that comes first, which also
 * sends those that come meanwhile: a client that does not read holds up one thread, not one for each answer. No read or
 * write has a time-out of its own; {@link #check} looks at all of them from time to time.
 */
final class TcpConnection {

    /** Longer queries are cut off here, and then malformed. Or each connection could make us keep 64 KiB. */
    static final int LONGEST_QUERY = 4096;

    /** What two bytes of length can tell. */
    private static final int LONGEST_ANSWER = 65_535;

    /** How many bytes may wait to be sent, beyond which the client is taken for one that does not read. */
    private static final int MOST_UNSENT = 1 << 20;

    private static final int READ_BUFFER = 1024;

    private static final System.Logger LOG = System.getLogger(TcpConnection.class.getName());

    /** Why a connection has ended. */
    enum End {
        /** The client had no more questions. */
        DONE,
        /** Nothing has happened for too long. */
        IDLE,
        /** Its place was needed. */
        DISPLACED,
        /** Something went wrong in the middle. */
        BROKEN,
        /** The listener is closed. */
        CLOSED
    }

    /** What the reading thread is at. */
    private enum Reading {
        HANDSHAKE,
        BETWEEN_MESSAGES,
        WITHIN_MESSAGE,
        WAITING_FOR_ANSWERS,
        ENDING
    }

    private final TcpListener listener;
    private final Socket raw;
    private final Optional<TlsIdentity> identity;
    private final Connections connections;
    private final TcpLimits limits;
    private final InetSocketAddress address;
    private final InetAddress client;
    private volatile OutputStream out = OutputStream.nullOutputStream();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Queue<byte[]> unsent = new ArrayDeque<>();
    private int unsentBytes;
    private int unanswered;
    private Duration answeredAt;
    private boolean writing;
    private Duration writingSince;
    private Reading reading = Reading.HANDSHAKE;
    private Duration readingSince;
    private Optional<End> end = Optional.empty();

    TcpConnection(TcpListener listener, Socket raw, Optional<TlsIdentity> identity, Connections connections) {
        this.listener = listener;
        this.raw = raw;
        this.identity = identity;
        this.connections = connections;
        this.limits = connections.limits();
        this.address = (InetSocketAddress) raw.getRemoteSocketAddress();
        this.client = Connections.client(address.getAddress());
        Duration now = connections.tasks().now();
        this.answeredAt = now;
        this.writingSince = now;
        this.readingSince = now;
    }

    TcpListener listener() {
        return listener;
    }

    InetAddress client() {
        return client;
    }

    /** Reads until there is nothing more, or the connection has to go, and closes it. Blocks. */
    void serve(Reception reception) throws InterruptedException {
        try {
            Socket socket = identity.isPresent() ? identity.get().secure(raw) : raw;
            out = socket.getOutputStream();
            converse(new BufferedInputStream(socket.getInputStream(), READ_BUFFER), reception);
            enter(Reading.ENDING);
            // Over TLS this tells the client that nothing is missing (RFC 8446, section 6.1).
            socket.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "DNS connection at " + listener + " broke", e);
            abort(End.BROKEN);
        } finally {
            abort(End.DONE);
            connections.left(this);
        }
    }

    private void converse(InputStream in, Reception reception) throws IOException, InterruptedException {
        while (true) {
            untilUnanswered(limits.unanswered() - 1);
            enter(Reading.BETWEEN_MESSAGES);
            Optional<byte[]> message = next(in);
            if (message.isEmpty()) {
                // Whoever sends all questions and then closes that direction still waits for the answers.
                untilUnanswered(0);
                return;
            }
            asked();
            reception.take(message.get(), new Question());
        }
    }

    private Optional<byte[]> next(InputStream in) throws IOException {
        int high = in.read();
        if (high < 0) {
            return Optional.empty();
        }
        enter(Reading.WITHIN_MESSAGE);
        int low = in.read();
        int length = high << Byte.SIZE | low;
        if (low < 0) {
            throw new EOFException("within a length");
        }
        if (length == 0) {
            throw new ProtocolException("a message of no bytes");
        }
        int kept = Math.min(length, LONGEST_QUERY);
        byte[] message = in.readNBytes(kept);
        if (message.length < kept) {
            throw new EOFException("within a message");
        }
        in.skipNBytes(length - kept);
        return Optional.of(message);
    }

    private void enter(Reading next) {
        lock.lock();
        try {
            reading = next;
            readingSince = connections.tasks().now();
        } finally {
            lock.unlock();
        }
    }

    private void asked() {
        lock.lock();
        try {
            unanswered++;
        } finally {
            lock.unlock();
        }
    }

    private void untilUnanswered(int most) throws IOException, InterruptedException {
        lock.lock();
        try {
            reading = Reading.WAITING_FOR_ANSWERS;
            while (unanswered > most && end.isEmpty()) {
                changed.await();
            }
            if (end.filter(why -> why != End.IDLE).isPresent()) {
                throw new ClosedChannelException();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whoever sent one message over this connection. */
    private final class Question implements Asker {

        private final AtomicBoolean settled = new AtomicBoolean();

        @Override
        public InetSocketAddress address() {
            return address;
        }

        @Override
        public Transport transport() {
            return identity.isPresent() ? Transport.TLS : Transport.TCP;
        }

        @Override
        public void answer(ByteBuffer message) {
            settle();
            send(framed(message));
        }

        /** A client that sends what may not be answered has lost its way, or is none: there is no sense in reading on. */
        @Override
        public void ignore() {
            settle();
            abort(End.BROKEN);
        }

        private void settle() {
            if (!settled.compareAndSet(false, true)) {
                throw new IllegalStateException("answered twice");
            }
        }
    }

    /** Length and message together, so that they go in one segment (RFC 7766, section 8). */
    private static byte[] framed(ByteBuffer message) {
        int length = message.remaining();
        if (length > LONGEST_ANSWER) {
            throw new IllegalArgumentException(length + " bytes are no message");
        }
        byte[] framed = new byte[Short.BYTES + length];
        ByteBuffer.wrap(framed).putShort((short) length).put(message);
        return framed;
    }

    private void send(byte[] framed) {
        lock.lock();
        try {
            if (unsentBytes + framed.length > MOST_UNSENT) {
                abort(End.BROKEN);
            }
            if (isOver()) {
                return;
            }
            unsent.add(framed);
            unsentBytes += framed.length;
            if (writing) {
                return;
            }
            writing = true;
        } finally {
            lock.unlock();
        }
        try {
            for (Optional<byte[]> next = unsent(); next.isPresent(); next = unsent()) {
                out.write(next.get());
                answered(next.get().length);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "DNS connection at " + listener + " broke", e);
            abort(End.BROKEN);
        }
    }

    private Optional<byte[]> unsent() {
        lock.lock();
        try {
            Optional<byte[]> next = Optional.ofNullable(unsent.poll());
            writing = next.isPresent();
            writingSince = connections.tasks().now();
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void answered(int bytes) {
        lock.lock();
        try {
            unsentBytes -= bytes;
            unanswered--;
            answeredAt = connections.tasks().now();
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** An idle connection may still send what it has, and takes its leave. */
    private boolean isOver() {
        return end.filter(why -> why != End.IDLE).isPresent();
    }

    /** Since when nothing is to be answered; empty if something is. */
    Optional<Duration> idleSince() {
        lock.lock();
        try {
            boolean busy = unanswered > 0 || isOver();
            return busy ? Optional.empty() : Optional.of(latest(readingSince, answeredAt));
        } finally {
            lock.unlock();
        }
    }

    /** Ends the connection if something takes too long. */
    void check(Duration now) {
        lock.lock();
        try {
            if (isTooSlow(now)) {
                abort(End.BROKEN);
            } else if (isIdle(now)) {
                dismiss();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean isTooSlow(Duration now) {
        boolean late = switch (reading) {
            case HANDSHAKE -> isOver(now, readingSince, limits.handshake());
            case WITHIN_MESSAGE -> isOver(now, readingSince, limits.message());
            case ENDING -> isOver(now, readingSince, limits.write());
            case BETWEEN_MESSAGES, WAITING_FOR_ANSWERS -> false;
        };
        return late || (writing && isOver(now, writingSince, limits.write()));
    }

    private boolean isIdle(Duration now) {
        return reading == Reading.BETWEEN_MESSAGES
                && unanswered == 0
                && isOver(now, latest(readingSince, answeredAt), limits.idle());
    }

    private static boolean isOver(Duration now, Duration since, Duration limit) {
        return now.minus(since).compareTo(limit) >= 0;
    }

    private static Duration latest(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    /** Lets the reading thread come to an end as if the client had no more questions; it takes leave as TLS wants it. */
    private void dismiss() {
        ended(End.IDLE);
        try {
            raw.shutdownInput();
        } catch (IOException e) {
            abort(End.IDLE);
        }
    }

    /** Closes at once, whatever is under way; the threads that it blocks go on. Idempotent, and never blocks. */
    void abort(End why) {
        ended(why);
        try {
            raw.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "DNS connection at " + listener + " does not close", e);
        }
    }

    /** The first reason is the one that counts. */
    private void ended(End why) {
        lock.lock();
        try {
            if (end.isEmpty()) {
                end = Optional.of(why);
                connections.counters().ended(why);
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
