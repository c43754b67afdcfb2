package org.kadnode.plugin.web;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.kadnode.plugins.Tasks;
import org.kadnode.plugins.TlsIdentity;

/**
 * One TCP connection, which serves one request: a browser of the same machine has another one at once. Its virtual thread
 * reads, answers, and closes; when it takes too long, the socket is closed under its hands.
 */
final class Connection {

    private static final System.Logger LOG = System.getLogger(Connection.class.getName());

    /** As it was taken in, be it with TLS or without. */
    private final Socket raw;

    private final InetAddress source;

    private final Optional<TlsIdentity> identity;
    private final Connections connections;

    Connection(Socket raw, Optional<TlsIdentity> identity, Connections connections) {
        this.raw = raw;
        source = raw.getInetAddress();
        this.identity = identity;
        this.connections = connections;
    }

    /** Serves it to its end. Blocks. */
    void serve(Site site, Tasks tasks, InstantSource date) throws InterruptedException {
        try (raw) {
            InetSocketAddress asker = (InetSocketAddress) raw.getRemoteSocketAddress();
            Optional<Request> request = Optional.empty();
            Optional<Answer> refusal = Optional.empty();
            Socket socket;
            InputStream in;
            Tasks.Handle reading = closeAfter(Limits.REQUEST, tasks);
            try {
                socket = identity.isPresent() ? identity.get().secure(raw) : raw;
                in = new BufferedInputStream(socket.getInputStream());
                try {
                    request = Optional.of(RequestReader.read(in, asker));
                } catch (RequestReader.Refusal malformed) {
                    refusal = Optional.of(malformed.answer());
                }
            } finally {
                reading.cancel();
            }
            connections.hasAsked(this);
            Tasks.Handle answering = closeAfter(Limits.ANSWER, tasks);
            try {
                Answer answer = request.isPresent() ? site.answer(request.get()) : refusal.orElseThrow();
                boolean withBody =
                        request.filter(each -> each.method().equals("HEAD")).isEmpty();
                AnswerWriter.write(answer, withBody, date.instant(), socket.getOutputStream());
                farewell(socket, in);
            } finally {
                answering.cancel();
            }
        } catch (IOException e) {
            // The client has gone, or was too slow.
            LOG.log(System.Logger.Level.DEBUG, "web: a connection ends", e);
        } finally {
            connections.left(this);
        }
    }

    private Tasks.Handle closeAfter(Duration patience, Tasks tasks) {
        return tasks.after("web patience", patience, this::close);
    }

    /** What the client still sends is read, or the system would tell it of an error and it might throw the answer away. */
    private static void farewell(Socket socket, InputStream in) throws IOException {
        socket.shutdownOutput();
        socket.setSoTimeout(Limits.FAREWELL_MILLIS);
        in.readNBytes(Limits.FAREWELL_BYTES);
    }

    /** Who is at the other end. */
    InetAddress source() {
        return source;
    }

    void close() throws IOException {
        raw.close();
    }
}
