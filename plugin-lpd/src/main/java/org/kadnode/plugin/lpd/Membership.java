package org.kadnode.plugin.lpd;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.kadnode.plugins.Family;

/**
 * The socket on which a group is heard, on some interfaces. It is bound to the address of the group, so that no datagram
 * reaches it that was sent to this machine alone. One that is to be changed is closed and replaced: leaving a group on an
 * interface that is gone fails in ways of its own.
 */
final class Membership implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Membership.class.getName());

    private final Group group;
    private final List<Link> links;
    private final DatagramChannel channel;
    private final List<Link> joined = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(SearchMessage.LONGEST + 1);

    /** What is done with each datagram. */
    @FunctionalInterface
    interface Ear {
        /**
         * Called on the thread that reads.
         *
         * @param source whence it came, of the group's family
         * @param datagram where it stands, valid during the call
         * @param length its length in bytes; one byte more than {@link SearchMessage#LONGEST} for all that are longer
         */
        void hear(InetSocketAddress source, byte[] datagram, int length);
    }

    private Membership(Group group, List<Link> links, DatagramChannel channel) {
        this.group = group;
        this.links = links;
        this.channel = channel;
    }

    /**
     * Joins a group.
     *
     * @param links where; one that does not let us join is left out of {@link #joined}
     * @throws IOException if the port is taken by a program that does not share it
     */
    static Membership join(Group group, List<Link> links) throws IOException {
        DatagramChannel channel = DatagramChannel.open(group.family().protocol());
        Membership membership = new Membership(group, links, channel);
        try {
            // Programs of the same machine that look for peers all listen here. Some set one option, some the other.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            bind(channel, group);
        } catch (Throwable e) {
            membership.close();
            throw e;
        }
        membership.joinWhereRefused();
        return membership;
    }

    private static void bind(DatagramChannel channel, Group group) throws IOException {
        try {
            channel.bind(group.endpoint());
        } catch (IOException e) {
            throw new IOException("cannot bind UDP " + group + ": " + e.getMessage(), e);
        }
    }

    /** Tries again where the group could not be joined. */
    void joinWhereRefused() {
        for (Link link : links) {
            if (!joined.contains(link)) {
                join(link);
            }
        }
    }

    private void join(Link link) {
        try {
            channel.join(group.endpoint().getAddress(), link.networkInterface());
            joined.add(link);
        } catch (IOException refused) {
            LOG.log(Level.DEBUG, "LPD: cannot join {0} on {1}: {2}", group, link.name(), refused.getMessage());
        }
    }

    /** Where the group was to be joined. */
    List<Link> links() {
        return links;
    }

    /** Where it was joined. */
    List<Link> joined() {
        return List.copyOf(joined);
    }

    /**
     * Reads until it is closed.
     *
     * @throws IOException when it is closed, or fails
     */
    void listen(Ear ear) throws IOException {
        while (true) {
            buffer.clear();
            if (channel.receive(buffer) instanceof InetSocketAddress source
                    && Family.of(source.getAddress()) == group.family()) {
                ear.hear(source, buffer.array(), buffer.position());
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
