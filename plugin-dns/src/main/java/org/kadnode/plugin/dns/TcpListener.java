package org.kadnode.plugin.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.kadnode.plugin.dns.proxy.LiteralAddress;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.TlsIdentity;

/**
 * One TCP socket that takes connections in, for DNS over TCP (RFC 7766) or over TLS (RFC 7858). Its thread does nothing
 * else: every connection has its own.
 */
final class TcpListener implements AutoCloseable {

    /** How many connections the system may hold ready; more than come while one is taken in. */
    private static final int BACKLOG = 128;

    private static final long PAUSE_AFTER_ERROR_MILLIS = 100;

    private static final System.Logger LOG = System.getLogger(TcpListener.class.getName());

    private final ServerSocketChannel channel;
    private final InetSocketAddress address;
    private final Connections connections;
    private final Optional<TlsIdentity> identity;

    private TcpListener(
            ServerSocketChannel channel,
            InetSocketAddress address,
            Connections connections,
            Optional<TlsIdentity> identity) {
        this.channel = channel;
        this.address = address;
        this.connections = connections;
        this.identity = identity;
    }

    /**
     * Binds a socket for DNS over TCP.
     *
     * @param wanted a literal address; port 0 takes any free one
     * @param connections where its connections are kept, together with those of other listeners
     * @throws IOException if it cannot be bound; the message names the address
     */
    static TcpListener bind(InetSocketAddress wanted, Connections connections) throws IOException {
        return bind(wanted, connections, Optional.empty());
    }

    /**
     * Binds a socket for DNS over TLS.
     *
     * @param wanted a literal address; port 0 takes any free one
     * @param connections where its connections are kept, together with those of other listeners
     * @param identity what the server shows
     * @throws IOException if it cannot be bound; the message names the address
     */
    static TcpListener bindTls(InetSocketAddress wanted, Connections connections, TlsIdentity identity)
            throws IOException {
        return bind(wanted, connections, Optional.of(identity));
    }

    private static TcpListener bind(InetSocketAddress wanted, Connections connections, Optional<TlsIdentity> identity)
            throws IOException {
        // A socket of the other family would take 0.0.0.0 for all addresses of both, or fail where IPv6 is switched
        // off.
        ServerSocketChannel channel =
                ServerSocketChannel.open(Family.of(wanted.getAddress()).protocol());
        try {
            // Or connections of the process before, which the system still remembers, would keep a restart from
            // binding.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(wanted, BACKLOG);
            InetSocketAddress bound = (InetSocketAddress) channel.getLocalAddress();
            return new TcpListener(channel, bound, connections, identity);
        } catch (IOException e) {
            channel.close();
            String transport = identity.isPresent() ? "TLS " : "TCP ";
            throw new IOException("cannot bind " + transport + LiteralAddress.text(wanted) + ": " + e.getMessage(), e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public String toString() {
        return LiteralAddress.text(address);
    }

    /** Takes connections in until the socket is closed. Blocks. */
    void serve(Reception reception) throws InterruptedException {
        while (channel.isOpen()) {
            try {
                takeIn(channel.accept(), reception);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                // As when there are no file descriptors left: the pause gives others time to return some.
                LOG.log(System.Logger.Level.WARNING, "DNS at " + this, e);
                Thread.sleep(PAUSE_AFTER_ERROR_MILLIS);
            }
        }
    }

    private void takeIn(SocketChannel accepted, Reception reception) throws IOException {
        try {
            // An answer is one write; to hold it back until the one before is acknowledged would only delay it.
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
            TcpConnection connection = new TcpConnection(this, accepted.socket(), identity, connections);
            if (connections.admit(connection)) {
                begin(connection, reception);
                return;
            }
        } catch (IOException e) {
            // The client is gone already.
            LOG.log(System.Logger.Level.DEBUG, "DNS at " + this + " drops a new connection", e);
        }
        accepted.close();
    }

    private void begin(TcpConnection connection, Reception reception) {
        try {
            connections.tasks().start("dns connection", () -> connection.serve(reception));
        } catch (KadNodeException stopping) {
            connection.abort(TcpConnection.End.CLOSED);
            connections.left(connection);
        }
    }

    /** Closes the socket, and all connections that it has taken in. */
    @Override
    public void close() throws IOException {
        channel.close();
        connections.closeAll(this);
    }
}
