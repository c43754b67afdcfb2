package org.kadnode.plugin.dns.proxy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.kadnode.plugins.Tasks;

/**
 * A connection with TLS on which many questions are under way at a time, told apart by their ids (RFC 7858, section 3.3).
 * A thread of its own reads answers and closes the connection when there is nothing to wait for; any thread may ask.
 */
final class TlsConnection implements AutoCloseable {

    /** Questions under way; more wait for another connection's time. Far below the number of ids. */
    private static final int MOST_PENDING = 256;

    /** So many answers in a row that nobody has asked for, and the server is not to be dealt with. */
    private static final int MOST_UNASKED = 32;

    /** So many idle times, and even questions under way do not keep the connection. */
    private static final int MOST_QUIET = 2;

    private static final int ID_BOUND = 1 << 16;

    /** Closed instead of the one with TLS, which wanted to say good-bye first and could wait for that. */
    private final Socket transport;

    private final SSLSocket socket;
    private final PushbackInputStream in;
    private final Tally tally;
    private final Timings timings;
    private final Map<Integer, Pending> pending = new ConcurrentHashMap<>();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile boolean closed;

    /** How many messages have come; changes with every sign of life. */
    private final AtomicInteger heard = new AtomicInteger();

    private TlsConnection(Socket transport, SSLSocket socket, Tally tally, Timings timings) throws IOException {
        this.transport = transport;
        this.socket = socket;
        this.in = new PushbackInputStream(socket.getInputStream());
        this.tally = tally;
        this.timings = timings;
    }

    /**
     * Connects, and has the server prove who it is. Blocks.
     *
     * @throws IOException if it does not, or not in time
     */
    static TlsConnection open(
            Upstream upstream, SSLSocketFactory sockets, Timings timings, Deadline deadline, Tally tally, Tasks tasks)
            throws IOException {
        Socket transport = new Socket();
        // The socket's own time-out starts anew with every byte that trickles in.
        Tasks.Handle guard = tasks.after("dns tls handshake", timings.handshake(), transport::close);
        try {
            Deadline handshake = deadline.orAfter(timings.handshake());
            transport.connect(upstream.address(), handshake.socketMillis());
            transport.setTcpNoDelay(true);
            transport.setSoTimeout(handshake.socketMillis());
            SSLSocket socket = (SSLSocket) sockets.createSocket(
                    transport, upstream.certified(), upstream.address().getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            // The rules of RFC 2818 for names and addresses in certificates, which RFC 8310, section 8.1, shares.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return new TlsConnection(transport, socket, tally, timings);
        } catch (IOException | RuntimeException e) {
            transport.close();
            throw e;
        } finally {
            guard.cancel();
        }
    }

    /** A question under way. Owned by the thread that asks. */
    final class Pending implements AutoCloseable {
        private final int id;
        private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

        private Pending(int id) {
            this.id = id;
        }

        int id() {
            return id;
        }

        /**
         * Sends the query and waits for what comes with its id. Blocks.
         *
         * @throws SocketTimeoutException if nothing comes in time
         * @throws IOException if the connection is lost
         */
        byte[] exchange(byte[] query, Deadline deadline) throws IOException, InterruptedException {
            int heardBefore = heard.get();
            try {
                write(Frames.frame(query), deadline);
                return answer.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                if (heard.get() == heardBefore) {
                    // Not slow, but gone, without a word.
                    TlsConnection.this.close();
                }
                throw new SocketTimeoutException("no answer");
            } catch (ExecutionException e) {
                throw new IOException("the connection is lost", e);
            }
        }

        @Override
        public void close() {
            pending.remove(id);
        }
    }

    /**
     * Sets aside an id that no other question under way has.
     *
     * @throws IOException if the connection is lost or full
     */
    Pending begin(RandomGenerator random) throws IOException {
        if (pending.size() >= MOST_PENDING) {
            throw new IOException("too many questions are under way");
        }
        Pending fresh;
        do {
            fresh = new Pending(random.nextInt(ID_BOUND));
        } while (pending.putIfAbsent(fresh.id, fresh) != null);
        if (closed) {
            fresh.close();
            throw new IOException("the connection is lost");
        }
        return fresh;
    }

    private void write(byte[] frame, Deadline deadline) throws IOException, InterruptedException, TimeoutException {
        if (!writing.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
        try {
            OutputStream out = socket.getOutputStream();
            out.write(frame);
            out.flush();
        } catch (IOException e) {
            close();
            throw e;
        } finally {
            writing.unlock();
        }
    }

    /** Reads answers until the server closes the connection or it has been idle. Blocks. */
    void serve() {
        try {
            int unasked = 0;
            while (unasked < MOST_UNASKED && isAnswerComing()) {
                byte[] answer = Frames.read(in, socket, Deadline.after(timings.attempt()));
                heard.incrementAndGet();
                unasked = deliver(answer) ? 0 : unasked + 1;
            }
        } catch (IOException e) {
            // However it ended: whoever still waits asks again, on a new connection.
        } finally {
            close();
        }
    }

    /** Waits until there is something to read; not if nobody asks for long. */
    private boolean isAnswerComing() throws IOException {
        for (int quiet = 0; quiet < MOST_QUIET; quiet++) {
            try {
                socket.setSoTimeout((int) timings.idle().toMillis());
                int first = in.read();
                if (first >= 0) {
                    in.unread(first);
                }
                return first >= 0;
            } catch (SocketTimeoutException e) {
                if (pending.isEmpty()) {
                    return false;
                }
                // A question that came late in the wait has its own time to be answered.
            }
        }
        return false;
    }

    private boolean deliver(byte[] answer) {
        if (answer.length < 2) {
            tally.count(Flaw.MALFORMED);
            return false;
        }
        Pending asker = pending.remove(Frames.uint16(answer, 0));
        if (asker == null) {
            tally.count(Flaw.WRONG_ID);
            return false;
        }
        return asker.answer.complete(answer);
    }

    boolean isOpen() {
        return !closed;
    }

    @Override
    public void close() {
        closed = true;
        try {
            transport.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        }
        IOException lost = new IOException("the connection is lost");
        pending.values().forEach(asker -> asker.answer.completeExceptionally(lost));
    }
}
