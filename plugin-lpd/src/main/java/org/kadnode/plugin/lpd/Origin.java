package org.kadnode.plugin.lpd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * An address of ours from which we call, so that neighbours see it as the source.
 *
 * @param networkInterface by which the call leaves
 * @param address one of that interface
 */
record Origin(NetworkInterface networkInterface, InetAddress address) {

    /** Neighbours are those that no router separates from us; KadNode 1.0 reaches no further either. */
    private static final int HOPS = 1;

    /**
     * Sends a datagram to a group. It comes back to this machine, too, for other nodes here.
     *
     * @throws IOException if it cannot be sent, as while an address is new and still probed for a duplicate
     */
    void send(byte[] datagram, Group group) throws IOException {
        try (DatagramChannel channel = DatagramChannel.open(group.family().protocol())) {
            channel.bind(new InetSocketAddress(address, 0))
                    .setOption(StandardSocketOptions.IP_MULTICAST_IF, networkInterface)
                    .setOption(StandardSocketOptions.IP_MULTICAST_TTL, HOPS)
                    .setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true)
                    .send(ByteBuffer.wrap(datagram), group.endpoint());
        }
    }
}
