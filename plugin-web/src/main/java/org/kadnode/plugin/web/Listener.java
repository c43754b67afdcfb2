package org.kadnode.plugin.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.InstantSource;
import java.util.Optional;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Tasks;
import org.kadnode.plugins.TlsIdentity;

/** One TCP socket that takes connections in. Its thread does nothing else: every connection has its own. */
final class Listener implements AutoCloseable {

    /** How many connections the system may hold ready; more than come while one is taken in. */
    private static final int BACKLOG = 128;

    private static final long PAUSE_AFTER_ERROR_MILLIS = 100;

    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    private final ServerSocketChannel channel;
    private final InetSocketAddress address;

    private Listener(ServerSocketChannel channel, InetSocketAddress address) {
        this.channel = channel;
        this.address = address;
    }

    /**
     * Binds a socket.
     *
     * @param wanted a literal address and a port
     * @throws IOException if it cannot be bound; the message names the address
     */
    static Listener bind(InetSocketAddress wanted) throws IOException {
        // A socket of the other family would fail where IPv6 is switched off.
        ServerSocketChannel channel =
                ServerSocketChannel.open(Family.of(wanted.getAddress()).protocol());
        try {
            // Or connections of the process before, which the system still remembers, would keep a restart from
            // binding.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(wanted, BACKLOG);
            return new Listener(channel, wanted);
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot bind TCP " + Literal.text(wanted) + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String toString() {
        return Literal.text(address);
    }

    /** Takes connections in until it is closed. */
    void start(Site site, Connections connections, Optional<TlsIdentity> identity, Tasks tasks) {
        tasks.start("web " + this, () -> {
            while (channel.isOpen()) {
                try {
                    takeIn(channel.accept(), site, connections, identity, tasks);
                } catch (ClosedChannelException e) {
                    return;
                } catch (IOException e) {
                    // As when there are no file descriptors left: the pause gives others time to return some.
                    LOG.log(System.Logger.Level.WARNING, "web at " + this, e);
                    Thread.sleep(PAUSE_AFTER_ERROR_MILLIS);
                }
            }
        });
    }

    private static void takeIn(
            SocketChannel accepted, Site site, Connections connections, Optional<TlsIdentity> identity, Tasks tasks)
            throws IOException {
        Socket socket = accepted.socket();
        Connection connection = new Connection(socket, identity, connections);
        if (!connections.admit(connection)) {
            socket.close();
            return;
        }
        try {
            tasks.start("web connection", () -> connection.serve(site, tasks, InstantSource.system()));
        } catch (KadNodeException stopping) {
            connections.left(connection);
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
