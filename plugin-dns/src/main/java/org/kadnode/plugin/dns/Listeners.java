package org.kadnode.plugin.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kadnode.plugin.dns.proxy.LiteralAddress;
import org.kadnode.plugins.Family;

/**
 * All sockets of the server. They are bound to single addresses, never to "any", so that an answer leaves from the address
 * that was asked; where "any" is wanted, they follow the addresses of the machine. Any thread.
 */
final class Listeners implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Listeners.class.getName());

    private final Opening opening;
    private final List<ListenAddress> wanted;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<InetSocketAddress, List<AutoCloseable>> open = new HashMap<>();
    private final Set<InetSocketAddress> failed = new HashSet<>();
    private boolean closed;

    /** How the sockets of one address are opened. */
    @FunctionalInterface
    interface Opening {

        /**
         * Opens them all, or none.
         *
         * @throws IOException if one cannot be bound; the message names the address
         */
        List<AutoCloseable> open(InetSocketAddress address) throws IOException;
    }

    /**
     * Sockets that are still to be opened.
     *
     * @param wanted where questions are awaited
     */
    Listeners(List<ListenAddress> wanted, Opening opening) {
        this.wanted = List.copyOf(wanted);
        this.opening = opening;
    }

    /**
     * Opens the sockets.
     *
     * @throws IOException if one cannot be bound; none is open then
     */
    void start() throws IOException {
        try {
            for (InetSocketAddress address : addresses(wanted)) {
                open(address);
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Opens and closes sockets as the addresses of this machine have changed. */
    void follow() throws IOException {
        if (wanted.stream().noneMatch(ListenAddress::isAny)) {
            return;
        }
        Set<InetSocketAddress> now = addresses(wanted);
        for (InetSocketAddress address : now) {
            try {
                open(address);
                failed.remove(address);
            } catch (IOException e) {
                // An IPv6 address that has just come cannot be bound yet; the next round finds it.
                LOG.log(
                        failed.add(address) ? System.Logger.Level.WARNING : System.Logger.Level.DEBUG,
                        "DNS: {0}",
                        e.getMessage());
            }
        }
        failed.retainAll(now);
        Set<InetSocketAddress> gone = new HashSet<>(addresses());
        gone.removeAll(now);
        for (InetSocketAddress address : gone) {
            close(address);
        }
    }

    private void open(InetSocketAddress address) throws IOException {
        lock.lock();
        try {
            if (!closed && !open.containsKey(address)) {
                open.put(address, opening.open(address));
                LOG.log(System.Logger.Level.INFO, "DNS: Bind to {0}", LiteralAddress.text(address));
            }
        } finally {
            lock.unlock();
        }
    }

    private void close(InetSocketAddress address) {
        lock.lock();
        try {
            List<AutoCloseable> sockets = open.remove(address);
            if (sockets != null) {
                LOG.log(System.Logger.Level.INFO, "DNS: {0} is gone", LiteralAddress.text(address));
                closeAll(sockets);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Where questions are awaited now. */
    List<InetSocketAddress> addresses() {
        lock.lock();
        try {
            return List.copyOf(open.keySet());
        } finally {
            lock.unlock();
        }
    }

    /** The addresses for people. */
    @Override
    public String toString() {
        return addresses().stream().map(LiteralAddress::text).sorted().collect(Collectors.joining(", "));
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            open.values().forEach(Listeners::closeAll);
            open.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Closes what was opened, whatever may come of it. */
    static void closeAll(List<? extends AutoCloseable> sockets) {
        for (AutoCloseable socket : sockets) {
            try {
                socket.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "DNS: a socket could not be closed", e);
            }
        }
    }

    private static Set<InetSocketAddress> addresses(List<ListenAddress> wanted) throws IOException {
        Set<InetSocketAddress> addresses = new LinkedHashSet<>();
        for (ListenAddress each : wanted) {
            if (!each.isAny()) {
                addresses.add(new InetSocketAddress(each.address(), each.port()));
            } else {
                ofMachine(Family.of(each.address()))
                        .forEach(own -> addresses.add(new InetSocketAddress(own, each.port())));
            }
        }
        return addresses;
    }

    private static Stream<InetAddress> ofMachine(Family family) throws IOException {
        List<InetAddress> own = new ArrayList<>();
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            if (each.isUp()) {
                each.inetAddresses()
                        .filter(address -> Family.of(address) == family)
                        .forEach(own::add);
            }
        }
        return own.stream();
    }
}
