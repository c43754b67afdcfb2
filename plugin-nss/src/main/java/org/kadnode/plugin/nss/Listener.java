package org.kadnode.plugin.nss;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Tasks;

/** One UDP socket on a loopback address. Its thread reads; each request has a virtual thread of its own. */
final class Listener implements AutoCloseable {

    /** Longer than any request: what is cut off here is none. In bytes. */
    private static final int LONGEST_REQUEST = 1024;

    private static final long PAUSE_AFTER_ERROR_MILLIS = 100;

    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    private final DatagramChannel channel;
    private final InetSocketAddress address;

    private Listener(DatagramChannel channel, InetSocketAddress address) {
        this.channel = channel;
        this.address = address;
    }

    /**
     * Binds a socket.
     *
     * @throws IOException if it cannot be bound; the message names the address
     */
    static Listener bind(InetSocketAddress wanted) throws IOException {
        // A socket of the other family would show clients of IPv4 as IPv6 addresses, or fail where IPv6 is switched
        // off.
        DatagramChannel channel =
                DatagramChannel.open(Family.of(wanted.getAddress()).protocol());
        try {
            channel.bind(wanted);
            return new Listener(channel, (InetSocketAddress) channel.getLocalAddress());
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot bind UDP " + text(wanted) + ": " + e.getMessage(), e);
        }
    }

    /** Serves on a virtual thread until the socket is closed. */
    void start(Service service, Tasks tasks) {
        LOG.log(System.Logger.Level.INFO, "NSS: Bind to {0}", this);
        tasks.start("nss udp " + this, () -> serve(service));
    }

    private void serve(Service service) throws InterruptedException {
        ByteBuffer datagram = ByteBuffer.allocate(LONGEST_REQUEST + 1);
        while (channel.isOpen()) {
            try {
                datagram.clear();
                SocketAddress client = channel.receive(datagram);
                byte[] request = new byte[datagram.flip().remaining()];
                datagram.get(request);
                service.take(request, reply -> send(reply, client));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                // Whatever it was, the next request may be fine; the pause keeps an error that stays from eating a
                // processor.
                LOG.log(System.Logger.Level.WARNING, "NSS at " + this, e);
                Thread.sleep(PAUSE_AFTER_ERROR_MILLIS);
            }
        }
    }

    private void send(ByteBuffer reply, SocketAddress client) {
        try {
            channel.send(reply, client);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "NSS: no reply to " + client, e);
        }
    }

    private static String text(InetSocketAddress address) {
        String host = Family.of(address.getAddress()) == Family.IPV4 ? "127.0.0.1" : "[::1]";
        return host + ":" + address.getPort();
    }

    @Override
    public String toString() {
        return text(address);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
