package org.kadnode.kernel.control;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.kadnode.plugins.Family;

/**
 * The UDP port on loopback at which {@code kadnode-ctl} reaches the node. A request is words separated
 * by white space; the reply is a byte {@code 0} (text for standard output) or {@code 1} (text for
 * standard error) and the text. An empty datagram gets no reply.
 */
public final class ControlPort implements AutoCloseable {

    private static final Logger LOG = System.getLogger(ControlPort.class.getName());

    /** Requests that are served at a time; more are told to come later. */
    private static final int MOST_REQUESTS = 64;

    /** As much of a request as KadNode 1.0 reads. */
    private static final int LONGEST_REQUEST = 1499;

    private final CommandTable table;
    private final Pages pages = new Pages();
    private final Semaphore places = new Semaphore(MOST_REQUESTS);
    private final List<DatagramChannel> channels = new ArrayList<>();

    private ControlPort(CommandTable table) {
        this.table = table;
    }

    /**
     * Opens the port on the loopback addresses of both families. What cannot be bound is logged and left
     * out.
     *
     * @param table the commands
     * @param port 1 to 65535; 0 opens nothing
     * @return the open port, to be closed by the caller
     */
    public static ControlPort open(CommandTable table, int port) {
        ControlPort control = new ControlPort(table);
        if (port != 0) {
            for (Family family : Family.values()) {
                control.bind(family, port);
            }
        }
        return control;
    }

    /**
     * Where the port is open.
     *
     * @return one address for each family that could be bound
     */
    public List<InetSocketAddress> addresses() {
        List<InetSocketAddress> addresses = new ArrayList<>();
        for (DatagramChannel channel : channels) {
            try {
                addresses.add((InetSocketAddress) channel.getLocalAddress());
            } catch (IOException closed) {
                LOG.log(Level.DEBUG, "the control port is closed");
            }
        }
        return addresses;
    }

    /** Closes the port. Requests that are being served lose their reply. */
    @Override
    public void close() {
        for (DatagramChannel channel : channels) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "closing the control port", e);
            }
        }
    }

    private void bind(Family family, int port) {
        String text = (family == Family.IPV4 ? "127.0.0.1:" : "[::1]:") + port;
        try {
            DatagramChannel channel = DatagramChannel.open(family.protocol());
            try {
                channel.bind(new InetSocketAddress(family.loopback(), port));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            channels.add(channel);
            LOG.log(Level.INFO, "CMD: Bind to " + text);
            Thread.ofVirtual().name("kadnode control " + text).start(() -> serve(channel));
        } catch (UnsupportedOperationException e) {
            LOG.log(Level.DEBUG, "CMD: No " + text + ": this machine lacks " + family);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "CMD: Failed to bind socket to address: '" + e.getMessage() + "' (" + text + ")");
        }
    }

    private void serve(DatagramChannel channel) {
        ByteBuffer buffer = ByteBuffer.allocate(LONGEST_REQUEST);
        while (true) {
            try {
                buffer.clear();
                SocketAddress client = channel.receive(buffer);
                if (buffer.flip().hasRemaining()) {
                    List<String> words = CommandTable.words(
                            StandardCharsets.UTF_8.decode(buffer).toString());
                    admit(channel, client, words);
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the control port failed to receive", e);
            }
        }
    }

    private void admit(DatagramChannel channel, SocketAddress client, List<String> words) {
        if (!places.tryAcquire()) {
            send(channel, client, "1Too many requests at once; try again.\n".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        Thread.ofVirtual().name("kadnode control request").start(() -> {
            try {
                send(channel, client, pages.answer(Pages.Request.of(words), table::run));
            } catch (InterruptedException e) {
                LOG.log(Level.DEBUG, "a control request was interrupted");
            } finally {
                places.release();
            }
        });
    }

    private void send(DatagramChannel channel, SocketAddress client, byte[] reply) {
        try {
            channel.send(ByteBuffer.wrap(reply), client);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a control reply to {0} was lost: {1}", client, e);
        }
    }
}
