package org.kadnode.plugin.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import org.kadnode.plugin.dns.proxy.LiteralAddress;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Tasks;

/**
 * One UDP socket. Its reading thread, which is not a virtual one because it does nothing but read, gives the answers that
 * are at hand; what must wait is for the {@link Reception} to wait for. All answers leave from this socket, so that they
 * come from the address that was asked.
 */
final class UdpListener implements AutoCloseable {

    /** Longer queries are cut off here, and then malformed. */
    private static final int LONGEST_QUERY = 4096;

    /** Questions that may wait in the kernel while we are busy, in bytes; it may give less. */
    private static final int RECEIVE_BUFFER = 1 << 20;

    private static final long PAUSE_AFTER_ERROR_MILLIS = 100;

    private static final System.Logger LOG = System.getLogger(UdpListener.class.getName());

    private final DatagramChannel channel;
    private final InetSocketAddress address;

    private UdpListener(DatagramChannel channel, InetSocketAddress address) {
        this.channel = channel;
        this.address = address;
    }

    /**
     * Binds a socket.
     *
     * @param wanted a literal address; port 0 takes any free one
     * @param shared whether other sockets that say so, too, may be bound to the same address; the kernel shares the
     *     questions out among them
     * @throws IOException if it cannot be bound; the message names the address
     */
    static UdpListener bind(InetSocketAddress wanted, boolean shared) throws IOException {
        // A socket of the other family would show IPv4 askers as IPv6 addresses, or fail where IPv6 is switched off.
        DatagramChannel channel =
                DatagramChannel.open(Family.of(wanted.getAddress()).protocol());
        try {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            if (shared) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(wanted);
            return new UdpListener(channel, (InetSocketAddress) channel.getLocalAddress());
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot bind UDP " + LiteralAddress.text(wanted) + ": " + e.getMessage(), e);
        }
    }

    /** Whether the platform lets several sockets share an address. */
    static boolean canShare() throws IOException {
        try (DatagramChannel any = DatagramChannel.open()) {
            return any.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    /** Reads and answers on a thread of its own until the socket is closed. */
    void start(FastPath fastPath, Reception reception, Tasks tasks) {
        Thread.ofPlatform()
                .daemon()
                .name("dns udp " + LiteralAddress.text(address))
                .start(() -> {
                    try {
                        serve(fastPath, reception, tasks);
                    } catch (InterruptedException e) {
                        LOG.log(System.Logger.Level.DEBUG, "DNS: {0} was interrupted", Thread.currentThread());
                    }
                });
    }

    private void serve(FastPath fastPath, Reception reception, Tasks tasks) throws InterruptedException {
        ByteBuffer query = ByteBuffer.allocateDirect(LONGEST_QUERY);
        ByteBuffer response = ByteBuffer.allocateDirect(Inquiry.EDNS_SIZE + ResponseWriter.OVERHEAD);
        while (channel.isOpen()) {
            try {
                query.clear();
                InetSocketAddress asker = (InetSocketAddress) channel.receive(query);
                query.flip();
                if (fastPath.answer(query, asker.getAddress(), tasks.now().toMillis(), response)) {
                    channel.send(response, asker);
                } else {
                    byte[] message = new byte[query.remaining()];
                    query.get(message);
                    reception.take(message, new Sender(asker));
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                // Whatever it was, the next question may be fine; the pause keeps an error that stays from eating a
                // processor.
                LOG.log(System.Logger.Level.WARNING, "DNS at " + LiteralAddress.text(address), e);
                Thread.sleep(PAUSE_AFTER_ERROR_MILLIS);
            }
        }
    }

    /** Whoever sent a datagram. */
    private final class Sender implements Asker {

        private final InetSocketAddress address;

        Sender(InetSocketAddress address) {
            this.address = address;
        }

        @Override
        public InetSocketAddress address() {
            return address;
        }

        @Override
        public Transport transport() {
            return Transport.UDP;
        }

        @Override
        public void answer(ByteBuffer message) {
            try {
                channel.send(message, address);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "DNS: no answer to " + address, e);
            }
        }

        @Override
        public void ignore() {
            // There is nothing to free.
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
