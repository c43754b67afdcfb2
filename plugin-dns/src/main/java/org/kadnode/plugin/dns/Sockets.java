package org.kadnode.plugin.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kadnode.plugins.Tasks;
import org.kadnode.plugins.TlsIdentity;

/** Opens the sockets of an address, for UDP, TCP and, if there is a certificate, TLS, and lets the server answer. */
final class Sockets implements Listeners.Opening {

    private final NameServer server;
    private final DnsSettings settings;
    private final Tasks tasks;
    private final Connections connections;
    /** DNS over TLS (RFC 7858), as the registry of ALPN calls it. */
    private static final String ALPN = "dot";

    private final Optional<TlsIdentity> identity;

    /**
     * Sockets for a server.
     *
     * @throws IOException if the certificate or its key cannot be used; the message names the file
     */
    Sockets(NameServer server, DnsSettings settings, Tasks tasks) throws IOException {
        this.server = server;
        this.settings = settings;
        this.tasks = tasks;
        this.connections = new Connections(TcpLimits.usual(settings.idle()), tasks);
        this.identity = settings.tls().isPresent()
                ? Optional.of(new TlsIdentity(
                        ALPN,
                        settings.tls().get().certificate(),
                        settings.tls().get().key(),
                        tasks))
                : Optional.empty();
    }

    /** What became of TCP connections, for people. */
    String connectionSummary() {
        return connections.summary();
    }

    @Override
    public List<AutoCloseable> open(InetSocketAddress address) throws IOException {
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            for (UdpListener listener : readers(address)) {
                opened.add(listener);
                listener.start(server.fastPath(), server, tasks);
            }
            opened.add(serving(TcpListener.bind(address, connections)));
            if (identity.isPresent()) {
                InetSocketAddress secure = new InetSocketAddress(
                        address.getAddress(), settings.tls().orElseThrow().port());
                opened.add(serving(TcpListener.bindTls(secure, connections, identity.get())));
            }
            return opened;
        } catch (IOException e) {
            Listeners.closeAll(opened);
            throw e;
        }
    }

    private TcpListener serving(TcpListener listener) {
        tasks.start("dns tcp " + listener, () -> listener.serve(server));
        return listener;
    }

    private List<UdpListener> readers(InetSocketAddress address) throws IOException {
        // Bound alone first: sharing would not tell that another program has the address already.
        UdpListener alone = UdpListener.bind(address, false);
        if (settings.readers() == 1 || !UdpListener.canShare()) {
            return List.of(alone);
        }
        alone.close();
        List<UdpListener> readers = new ArrayList<>();
        try {
            for (int reader = 0; reader < settings.readers(); reader++) {
                readers.add(UdpListener.bind(alone.address(), true));
            }
            return readers;
        } catch (IOException e) {
            Listeners.closeAll(readers);
            throw e;
        }
    }
}
