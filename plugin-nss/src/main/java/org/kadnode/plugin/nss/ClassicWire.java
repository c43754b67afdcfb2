package org.kadnode.plugin.nss;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.kadnode.plugins.Family;

/**
 * The datagrams of KadNode 1.0. A request is the host name, of at most 511 bytes, with or without a zero at its end. The reply
 * has 128 bytes for each address, a {@code sockaddr_storage} as the C library of Linux has it; it is empty while nothing is
 * known. All are of one family, IPv4 if there are such:
 *
 * <pre>
 *     IPv4                                     IPv6
 *     family 2     2 bytes, native order       family 10    2 bytes, native order
 *     port         2 bytes                     port         2 bytes
 *     address      4 bytes                     flow info    4 bytes, 0
 *     zeros        120 bytes                   address      16 bytes
 *                                              scope        4 bytes, 0
 *                                              zeros        100 bytes
 * </pre>
 */
final class ClassicWire {

    /** As many as KadNode 1.0 knows of a name at most. */
    static final int MOST_ADDRESSES = 17;

    private static final int LONGEST_NAME = 511;
    private static final int ENTRY = 128;
    private static final short AF_INET = 2;
    private static final short AF_INET6 = 10;

    private ClassicWire() {}

    static Request read(byte[] datagram) {
        int length = datagram.length;
        if (length > 0 && datagram[length - 1] == 0) {
            length--;
        }
        if (length > LONGEST_NAME) {
            return new Request.Noise();
        }
        return Request.name(datagram, 0, length)
                .<Request>map(Request.Classic::new)
                .orElse(new Request.Noise());
    }

    static ByteBuffer reply(Hosts.Outcome outcome) {
        List<InetSocketAddress> addresses =
                outcome instanceof Hosts.Outcome.Addresses found ? ofOneFamily(found.addresses()) : List.of();
        int count = Math.min(addresses.size(), MOST_ADDRESSES);
        ByteBuffer reply = ByteBuffer.allocate(count * ENTRY);
        for (int i = 0; i < count; i++) {
            InetSocketAddress each = addresses.get(i);
            boolean v4 = Family.of(each.getAddress()) == Family.IPV4;
            reply.position(i * ENTRY);
            reply.order(ByteOrder.nativeOrder()).putShort(v4 ? AF_INET : AF_INET6);
            reply.order(ByteOrder.BIG_ENDIAN).putShort((short) each.getPort());
            if (!v4) {
                reply.putInt(0);
            }
            reply.put(each.getAddress().getAddress());
        }
        return reply.clear();
    }

    /**
     * A node of KadNode 1.0 knew one family, so its library reads all addresses as those of the family of the first; what it makes
     * of the others leads to this machine.
     */
    private static List<InetSocketAddress> ofOneFamily(List<InetSocketAddress> all) {
        List<InetSocketAddress> v4 = all.stream()
                .filter(each -> Family.of(each.getAddress()) == Family.IPV4)
                .toList();
        return v4.isEmpty() ? all : v4;
    }
}
