package org.kadnode.plugin.nss;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kadnode.plugins.Family;

/**
 * The datagrams between our C library and the node. They begin with a zero, which no host name does. Numbers are in network
 * order.
 *
 * <pre>
 *     request                                    reply
 *     00 'K' 'N' 01     form and its version     00 'K' 'N' 01
 *     token             8 bytes                  token         8 bytes, that of the request
 *     kind              1 byte: 1 addresses      code          1 byte: 0 found, 1 no such name, 2 no such address,
 *                       of a name, 2 names                     3 not in time, 4 not a name of the network
 *                       of an address            count         1 byte
 *     family            1 byte: 0 any, 4, 6      entries       addresses: family 4 or 6 in 1 byte, 4 or 16 bytes
 *     patience          2 bytes, milliseconds                  names: length 1 byte, and so many bytes
 *     name or address   the rest
 * </pre>
 */
final class LibraryWire {

    static final int REQUEST_HEADER = 16;

    /** Whatever the name: a reply is no longer than this, in bytes, and the library makes room for it. */
    static final int LONGEST_REPLY = 1232;

    private static final byte[] FORM = {0, 'K', 'N', 1};
    private static final int LONGEST_NAME = 253;
    private static final int KIND_AT = 12;
    private static final int FAMILY_AT = 13;
    private static final int PATIENCE_AT = 14;
    private static final int ADDRESSES = 1;
    private static final int NAMES = 2;
    private static final int FOUND = 0;
    private static final int NO_NAME = 1;
    private static final int NO_DATA = 2;
    private static final int LATE = 3;
    private static final int FOREIGN = 4;

    private LibraryWire() {}

    /** Whether a datagram is of this form, or of another that is not KadNode 1.0's. */
    static boolean isMeant(byte[] datagram) {
        return datagram.length > 0 && datagram[0] == 0;
    }

    static Request read(byte[] datagram) {
        if (datagram.length <= REQUEST_HEADER || !Arrays.equals(datagram, 0, FORM.length, FORM, 0, FORM.length)) {
            return new Request.Noise();
        }
        ByteBuffer request = ByteBuffer.wrap(datagram);
        long token = request.getLong(FORM.length);
        int length = datagram.length - REQUEST_HEADER;
        Optional<? extends Request> read = switch (request.get(KIND_AT)) {
            case ADDRESSES -> forward(request, token, datagram, length);
            case NAMES -> address(datagram, length).map(address -> new Request.Reverse(token, address));
            default -> Optional.empty();
        };
        return read.isPresent() ? read.get() : new Request.Noise();
    }

    private static Optional<Request> forward(ByteBuffer request, long token, byte[] datagram, int length) {
        Optional<Set<Family>> families = switch (request.get(FAMILY_AT)) {
            case 0 -> Optional.of(Request.ANY);
            case 4 -> Optional.of(Set.of(Family.IPV4));
            case 6 -> Optional.of(Set.of(Family.IPV6));
            default -> Optional.empty();
        };
        Optional<String> name =
                length > LONGEST_NAME ? Optional.empty() : Request.name(datagram, REQUEST_HEADER, length);
        Duration patience = Duration.ofMillis(request.getShort(PATIENCE_AT) & 0xffff);
        return families.flatMap(wanted -> name.map(text -> new Request.Forward(token, text, wanted, patience)));
    }

    private static Optional<InetAddress> address(byte[] datagram, int length) {
        if (length != Family.IPV4.addressLength() && length != Family.IPV6.addressLength()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByAddress(Arrays.copyOfRange(datagram, REQUEST_HEADER, datagram.length)));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + length + " bytes", e);
        }
    }

    static ByteBuffer reply(long token, Hosts.Outcome outcome) {
        ByteBuffer reply = ByteBuffer.allocate(LONGEST_REPLY).put(FORM).putLong(token);
        switch (outcome) {
            case Hosts.Outcome.Addresses found -> putAddresses(reply.put((byte) FOUND), found.addresses());
            case Hosts.Outcome.Names found -> putNames(reply.put((byte) FOUND), found.names());
            case Hosts.Outcome.NoName none -> reply.put((byte) NO_NAME).put((byte) 0);
            case Hosts.Outcome.NoData none -> reply.put((byte) NO_DATA).put((byte) 0);
            case Hosts.Outcome.Late late -> reply.put((byte) LATE).put((byte) 0);
            case Hosts.Outcome.Foreign foreign -> reply.put((byte) FOREIGN).put((byte) 0);
        }
        return reply.flip();
    }

    private static void putAddresses(ByteBuffer reply, List<InetSocketAddress> addresses) {
        List<InetAddress> distinct = addresses.stream()
                .map(InetSocketAddress::getAddress)
                .distinct()
                .limit(Byte.MAX_VALUE)
                .toList();
        int countAt = reply.position();
        reply.put((byte) 0);
        byte count = 0;
        for (InetAddress each : distinct) {
            byte[] bytes = each.getAddress();
            if (reply.remaining() < 1 + bytes.length) {
                break;
            }
            reply.put((byte) (Family.of(each) == Family.IPV4 ? 4 : 6)).put(bytes);
            count++;
        }
        reply.put(countAt, count);
    }

    private static void putNames(ByteBuffer reply, List<String> names) {
        int countAt = reply.position();
        reply.put((byte) 0);
        byte count = 0;
        for (String each : names) {
            byte[] bytes = each.getBytes(StandardCharsets.US_ASCII);
            if (bytes.length > LONGEST_NAME || reply.remaining() < 1 + bytes.length || count == Byte.MAX_VALUE) {
                break;
            }
            reply.put((byte) bytes.length).put(bytes);
            count++;
        }
        reply.put(countAt, count);
    }
}
