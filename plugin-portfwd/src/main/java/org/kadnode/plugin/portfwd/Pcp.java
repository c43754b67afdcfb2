package org.kadnode.plugin.portfwd;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Messages of the Port Control Protocol, version 2 (RFC 6887, sections 7, 11 and 14). Numbers are big-endian.
 *
 * <pre>
 *  request                                             response
 *   0   version 2                                       0   version 2
 *   1   operation: 0 ANNOUNCE, 1 MAP                    1   operation + 128
 *   2   reserved                                        2   reserved
 *                                                       3   result, 0 for success
 *   4   lifetime, seconds                               4   lifetime, seconds
 *   8   address of the client                           8   epoch, seconds
 *                                                      12   reserved
 *  24   nonce                            MAP           24   nonce
 *  36   protocol, 17 UDP, 6 TCP          only          36   protocol
 *  37   reserved                                       37   reserved
 *  40   port inside                                    40   port inside
 *  42   suggested port outside                         42   assigned port outside
 *  44   suggested address outside                      44   assigned address outside
 * </pre>
 *
 * <p>Addresses have 16 bytes; those of IPv4 are mapped into IPv6.
 */
final class Pcp {

    /** The port of servers. */
    static final int PORT = 5351;

    static final int ANNOUNCE = 0;
    static final int MAP = 1;

    static final int SUCCESS = 0;
    static final int UNSUPPORTED_VERSION = 1;

    /** The longest message (RFC 6887, section 7). */
    static final int LONGEST = 1100;

    private static final int VERSION = 2;
    private static final int RESPONSE = 0x80;
    private static final int HEADER_BYTES = 24;
    private static final int MAP_BYTES = 60;
    private static final int ADDRESS_BYTES = 16;
    private static final int MAPPED_OFFSET = 12;

    private Pcp() {}

    /**
     * What a server says.
     *
     * @param version 2, or another one for which only the result counts
     * @param operation 0 to 127
     * @param result 0 to 255
     * @param lifetime seconds, 0 to 2^32 - 1: of the mapping, or of the error
     * @param epoch seconds, 0 to 2^32 - 1
     * @param mapping what it says of a mapping, if it is about one
     */
    record Response(int version, int operation, int result, long lifetime, long epoch, Optional<Mapping> mapping) {}

    /**
     * A mapping as the server has it; in an error, as it was asked for.
     *
     * @param protocol 0 to 255
     * @param inside 0 to 65535
     * @param outside 0 to 65535
     * @param address the address outside; the wildcard address if there is none
     */
    record Mapping(Nonce nonce, int protocol, int inside, int outside, InetAddress address) {}

    /** Asks whether a server is there. */
    static byte[] announce(InetAddress client) {
        byte[] message = new byte[HEADER_BYTES];
        writeHeader(ByteBuffer.wrap(message), ANNOUNCE, 0, client);
        return message;
    }

    /**
     * Asks for a mapping, or renews it.
     *
     * @param client the address to which the port belongs, which must be that of the sender
     * @param wish the port outside, 0 if any will do
     * @param lifetime seconds; 0 takes the mapping away
     */
    static byte[] map(InetAddress client, Nonce nonce, InsidePort inside, int wish, long lifetime) {
        byte[] message = new byte[MAP_BYTES];
        ByteBuffer out = ByteBuffer.wrap(message);
        writeHeader(out, MAP, lifetime, client);
        nonce.write(out);
        out.put((byte) inside.transport().number()).put(new byte[3]);
        out.putShort((short) inside.port()).putShort((short) wish);
        // The wildcard address of the family: any will do.
        out.put(mapped(new byte[client.getAddress().length]));
        return message;
    }

    private static void writeHeader(ByteBuffer out, int operation, long lifetime, InetAddress client) {
        out.put((byte) VERSION).put((byte) operation).putShort((short) 0);
        out.putInt((int) lifetime).put(mapped(client.getAddress()));
    }

    private static byte[] mapped(byte[] address) {
        if (address.length == ADDRESS_BYTES) {
            return address;
        }
        ByteBuffer mapped = ByteBuffer.allocate(ADDRESS_BYTES);
        mapped.position(MAPPED_OFFSET - 2).putShort((short) 0xffff).put(address);
        return mapped.array();
    }

    /**
     * Reads what a server says.
     *
     * @param datagram exactly what was received
     * @return empty if it is no response
     */
    static Optional<Response> decode(byte[] datagram) {
        ByteBuffer in = ByteBuffer.wrap(datagram);
        if (datagram.length < 4 || (datagram[1] & RESPONSE) == 0) {
            return Optional.empty();
        }
        int version = in.get() & 0xff;
        int operation = in.get() & ~RESPONSE & 0xff;
        in.get();
        // NAT-PMP has its result in two bytes, of which this is the second.
        int result = in.get() & 0xff;
        if (version != VERSION) {
            return Optional.of(new Response(version, operation, result, 0, 0, Optional.empty()));
        }
        if (datagram.length < HEADER_BYTES || datagram.length > LONGEST || datagram.length % 4 != 0) {
            return Optional.empty();
        }
        long lifetime = in.getInt() & 0xffffffffL;
        long epoch = in.getInt() & 0xffffffffL;
        if (operation != MAP) {
            return Optional.of(new Response(version, operation, result, lifetime, epoch, Optional.empty()));
        }
        if (datagram.length < MAP_BYTES) {
            return Optional.empty();
        }
        Mapping mapping = mapping(in.position(HEADER_BYTES));
        return Optional.of(new Response(version, operation, result, lifetime, epoch, Optional.of(mapping)));
    }

    private static Mapping mapping(ByteBuffer in) {
        Nonce nonce = Nonce.read(in);
        int protocol = in.get() & 0xff;
        in.position(in.position() + 3);
        int inside = in.getShort() & 0xffff;
        int outside = in.getShort() & 0xffff;
        byte[] address = new byte[ADDRESS_BYTES];
        in.get(address);
        try {
            // Makes an address of IPv4 of a mapped one.
            return new Mapping(nonce, protocol, inside, outside, InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + ADDRESS_BYTES + " bytes", e);
        }
    }

    /** What a result means (RFC 6887, section 7.4). */
    static String meaning(int result) {
        return switch (result) {
            case SUCCESS -> "success";
            case UNSUPPORTED_VERSION -> "it speaks another version";
            case 2 -> "not authorized";
            case 3 -> "malformed request";
            case 4 -> "unsupported operation";
            case 5 -> "unsupported option";
            case 6 -> "malformed option";
            case 7 -> "network failure";
            case 8 -> "no resources";
            case 9 -> "unsupported protocol";
            case 10 -> "too many ports for this machine";
            case 11 -> "the port outside cannot be provided";
            case 12 -> "there is another router before it";
            case 13 -> "too many peers";
            default -> "result " + result;
        };
    }
}
