package org.kadnode.plugin.dns.proxy;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Tasks;

/** Asks over one connection with TLS, which is kept between questions and opened again when it is lost. Any thread. */
final class TlsExchange implements Exchange {

    private static final int MOST_TRIES = 2;

    private final Upstream upstream;
    private final Authorities authorities;
    private final Timings timings;
    private final Tally tally;
    private final Tasks tasks;
    private final RandomGenerator random;

    /** Held while connecting, so that all who ask meanwhile share the new connection. */
    private final ReentrantLock opening = new ReentrantLock();

    private volatile Optional<TlsConnection> connection = Optional.empty();

    TlsExchange(
            Upstream upstream,
            Authorities authorities,
            Timings timings,
            Tally tally,
            Tasks tasks,
            RandomGenerator random) {
        this.upstream = upstream;
        this.authorities = authorities;
        this.timings = timings;
        this.tally = tally;
        this.tasks = tasks;
        this.random = random;
    }

    @Override
    public Outcome ask(UpstreamQuery question, Deadline deadline) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                TlsConnection open = connect(deadline);
                try {
                    return ask(question, open, deadline);
                } catch (SocketTimeoutException e) {
                    return new Outcome.TimedOut();
                } catch (IOException e) {
                    // Servers close idle connections, just now perhaps (RFC 7766, section 6.2.4).
                    if (tries == MOST_TRIES) {
                        throw e;
                    }
                }
            } catch (IOException e) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                return new Outcome.Unreachable(String.valueOf(e.getMessage()));
            }
        }
    }

    private Outcome ask(UpstreamQuery question, TlsConnection open, Deadline deadline)
            throws IOException, InterruptedException {
        try (TlsConnection.Pending pending = open.begin(random)) {
            WireQuery query = WireQuery.padded(question, pending.id());
            Duration sent = tasks.now();
            return switch (query.judge(pending.exchange(query.bytes(), deadline))) {
                case WireQuery.Fits fits ->
                    Outcome.of(fits.message(), tasks.now().minus(sent));
                case WireQuery.Bare bare -> bare.outcome();
                case WireQuery.Truncated truncated -> tally.garbled(Flaw.MALFORMED);
                case WireQuery.Flawed bad -> tally.garbled(bad.flaw());
            };
        }
    }

    private TlsConnection connect(Deadline deadline) throws IOException, InterruptedException {
        Optional<TlsConnection> kept = connection.filter(TlsConnection::isOpen);
        if (kept.isPresent()) {
            return kept.get();
        }
        if (!opening.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new SocketTimeoutException("connecting takes too long");
        }
        try {
            Optional<TlsConnection> others = connection.filter(TlsConnection::isOpen);
            return others.isPresent() ? others.get() : open(deadline);
        } finally {
            opening.unlock();
        }
    }

    private TlsConnection open(Deadline deadline) throws IOException {
        TlsConnection fresh = TlsConnection.open(upstream, authorities.sockets(), timings, deadline, tally, tasks);
        try {
            tasks.start("dns tls " + upstream, fresh::serve);
        } catch (KadNodeException e) {
            fresh.close();
            throw new IOException(e.getMessage(), e);
        }
        connection = Optional.of(fresh);
        return fresh;
    }

    @Override
    public void close() {
        connection.ifPresent(TlsConnection::close);
    }
}
