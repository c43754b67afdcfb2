package org.kadnode.plugin.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.Semaphore;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Tasks;

/**
 * One UDP socket. Its reading thread gives the answers that are known; a question for which the node must be asked gets a
 * virtual thread. All answers leave from this socket, so that they come from the address that was asked.
 */
final class UdpListener implements AutoCloseable {

    /** Longer queries are cut off here, and then malformed. */
    private static final int LONGEST_QUERY = 4096;

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
     * @throws IOException if it cannot be bound; the message names the address
     */
    static UdpListener bind(InetSocketAddress wanted) throws IOException {
        // A socket of the other family would show IPv4 askers as IPv6 addresses, or fail where IPv6 is switched off.
        DatagramChannel channel = DatagramChannel.open(
                Family.of(wanted.getAddress()) == Family.IPV4
                        ? StandardProtocolFamily.INET
                        : StandardProtocolFamily.INET6);
        try {
            channel.bind(wanted);
            return new UdpListener(channel, (InetSocketAddress) channel.getLocalAddress());
        } catch (IOException e) {
            channel.close();
            throw new IOException("cannot bind UDP " + text(wanted) + ": " + e.getMessage(), e);
        }
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public String toString() {
        return text(address);
    }

    private static String text(InetSocketAddress address) {
        boolean v4 = Family.of(address.getAddress()) == Family.IPV4;
        return v4 ? "127.0.0.1:" + address.getPort() : "[::1]:" + address.getPort();
    }

    /**
     * Reads and answers until the socket is closed. Blocks.
     *
     * @param tasks runs the questions that must wait
     * @param places bounds how many of them there are
     */
    void serve(NameServer server, Tasks tasks, Semaphore places) throws InterruptedException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(LONGEST_QUERY);
        while (channel.isOpen()) {
            try {
                buffer.clear();
                SocketAddress asker = channel.receive(buffer);
                byte[] datagram = new byte[buffer.flip().remaining()];
                buffer.get(datagram);
                switch (server.receive(datagram)) {
                    case NameServer.Silence silence -> {}
                    case NameServer.Now now -> send(now.reply(), asker);
                    case NameServer.Later later -> answerLater(later, asker, server, tasks, places);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException | RuntimeException e) {
                // Whatever it was, the next question may be fine; the pause keeps an error that stays from eating a
                // processor.
                LOG.log(System.Logger.Level.WARNING, "DNS at " + this, e);
                Thread.sleep(PAUSE_AFTER_ERROR_MILLIS);
            }
        }
    }

    private void answerLater(
            NameServer.Later later, SocketAddress asker, NameServer server, Tasks tasks, Semaphore places)
            throws IOException {
        if (!places.tryAcquire()) {
            send(server.turnAway(later.inquiry()), asker);
            return;
        }
        try {
            tasks.start("dns question", () -> {
                try {
                    answer(later, asker, server);
                } finally {
                    places.release();
                }
            });
        } catch (KadNodeException e) {
            places.release();
            send(server.turnAway(later.inquiry()), asker);
        }
    }

    /** Answers a question for which the node must be asked, unless the socket is closed by then. Blocks. */
    void answer(NameServer.Later later, SocketAddress asker, NameServer server)
            throws IOException, InterruptedException {
        try {
            send(server.answer(later), asker);
        } catch (ClosedChannelException stopped) {
            LOG.log(System.Logger.Level.DEBUG, "DNS at {0} was closed before an answer", this);
        }
    }

    private void send(Reply reply, SocketAddress asker) throws IOException {
        channel.send(ByteBuffer.wrap(reply.datagram()), asker);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
