package org.kadnode.plugin.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.kadnode.plugins.Tasks;

/**
 * The open connections of all listeners: who may come in, and who has to go. Any thread.
 *
 * <p>When all places are taken, or all that one client may have, the newcomer gets that of the connection that has been idle
 * for longest, and is refused if none is idle. A server may end an idle connection at any moment, and clients have to be ready for
 * that (RFC 7766, section 6.2.4), while whoever is refused has no answer at all. A client that holds on to too many
 * connections only loses its own.
 */
final class Connections {

    /** How often the times are looked at, as long as a connection is open. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** Somebody with IPv6 has 2^64 addresses at least. */
    private static final int NETWORK_BYTES = 8;

    private final TcpLimits limits;
    private final Tasks tasks;
    private final TcpCounters counters = new TcpCounters();

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<TcpConnection> open = new LinkedHashSet<>();
    private Optional<Tasks.Handle> watch = Optional.empty();

    Connections(TcpLimits limits, Tasks tasks) {
        this.limits = limits;
        this.tasks = tasks;
    }

    TcpLimits limits() {
        return limits;
    }

    Tasks tasks() {
        return tasks;
    }

    TcpCounters counters() {
        return counters;
    }

    /** One line for people. */
    String summary() {
        return counters.summary(size());
    }

    int size() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a connection in; false if it has to be closed. */
    boolean admit(TcpConnection newcomer) {
        lock.lock();
        try {
            // Asked with the lock held: what comes in after the listener is closed would not be closed by closeAll.
            if (!newcomer.listener().isOpen()) {
                return false;
            }
            if (!hasPlaceFor(newcomer)) {
                counters.refused.increment();
                return false;
            }
            if (watch.isEmpty()) {
                watch = Optional.of(tasks.every("dns connections", PERIOD, this::closeOverdue));
            }
            counters.accepted.increment();
            open.add(newcomer);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean hasPlaceFor(TcpConnection newcomer) {
        InetAddress client = newcomer.client();
        Predicate<TcpConnection> ofClient = other -> other.client().equals(client);
        if (open.stream().filter(ofClient).count() >= limits.connectionsOf(client)) {
            return displaces(ofClient);
        }
        return open.size() < limits.connections() || displaces(any -> true);
    }

    private boolean displaces(Predicate<TcpConnection> candidates) {
        record Idle(TcpConnection connection, Duration since) {}
        Optional<Idle> longest = open.stream()
                .filter(candidates)
                .flatMap(other -> other.idleSince().map(since -> new Idle(other, since)).stream())
                .min(Comparator.comparing(Idle::since));
        longest.ifPresent(idle -> {
            idle.connection.abort(TcpConnection.End.DISPLACED);
            open.remove(idle.connection);
        });
        return longest.isPresent();
    }

    /** Forgets a connection that has ended. Idempotent. */
    void left(TcpConnection connection) {
        lock.lock();
        try {
            if (open.remove(connection) && open.isEmpty()) {
                watch.ifPresent(Tasks.Handle::cancel);
                watch = Optional.empty();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes all connections of a listener that is closed itself. */
    void closeAll(TcpListener listener) {
        for (TcpConnection connection : snapshot()) {
            if (connection.listener().equals(listener)) {
                connection.abort(TcpConnection.End.CLOSED);
                left(connection);
            }
        }
    }

    private void closeOverdue() {
        Duration now = tasks.now();
        snapshot().forEach(connection -> connection.check(now));
    }

    private List<TcpConnection> snapshot() {
        lock.lock();
        try {
            return List.copyOf(open);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What counts as one client: this machine, an IPv4 address, or an IPv6 network of 64 bits; but the neighbours on a link,
     * who share their network, one by one.
     */
    static InetAddress client(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return InetAddress.getLoopbackAddress();
        }
        if (!(address instanceof Inet6Address) || address.isLinkLocalAddress()) {
            return address;
        }
        byte[] network = address.getAddress();
        Arrays.fill(network, NETWORK_BYTES, network.length, (byte) 0);
        try {
            return InetAddress.getByAddress(network);
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }
}
