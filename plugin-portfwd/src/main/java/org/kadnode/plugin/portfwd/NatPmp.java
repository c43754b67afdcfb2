package org.kadnode.plugin.portfwd;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Messages of the NAT Port Mapping Protocol (RFC 6886, section 3). Numbers are big-endian.
 *
 * <pre>
 *  request                                             response
 *   0   version 0                                       0   version 0
 *   1   operation: 0 address, 1 map UDP, 2 map TCP      1   operation + 128
 *                                                       2   result, 0 for success
 *                                                       4   epoch, seconds
 *   2   reserved                         map only       8   port inside           | address outside (operation 0)
 *   4   port inside                                    10   assigned port outside |
 *   6   suggested port outside                         12   lifetime, seconds
 *   8   lifetime, seconds
 * </pre>
 */
final class NatPmp {

    /** The port of gateways. */
    static final int PORT = 5351;

    static final int ADDRESS = 0;
    static final int SUCCESS = 0;
    static final int UNSUPPORTED_VERSION = 1;

    private static final int VERSION = 0;
    private static final int RESPONSE = 0x80;
    private static final int HEADER_BYTES = 8;
    private static final int ADDRESS_BYTES = 12;
    private static final int MAP_BYTES = 16;

    private NatPmp() {}

    /** What a gateway says. */
    sealed interface Response {

        /**
         * Seconds since it started or lost its mappings, 0 to 2^32 - 1.
         *
         * @return the epoch
         */
        long epoch();

        /** Its address outside. */
        record Address(long epoch, InetAddress outside) implements Response {}

        /**
         * A mapping.
         *
         * @param inside 0 to 65535
         * @param outside 0 to 65535
         * @param lifetime seconds, 0 to 2^32 - 1; 0 if there is none any more
         */
        record Mapped(long epoch, Transport transport, int inside, int outside, long lifetime) implements Response {}

        /**
         * It does not do it.
         *
         * @param operation 0 to 127
         * @param result 1 to 65535
         */
        record Failed(long epoch, int operation, int result) implements Response {}
    }

    /** Asks for the address outside. */
    static byte[] address() {
        return new byte[] {VERSION, ADDRESS};
    }

    /**
     * Asks for a mapping, or renews it.
     *
     * @param wish the port outside; 0 to take the mapping away
     * @param lifetime seconds; 0 to take the mapping away
     */
    static byte[] map(InsidePort inside, int wish, long lifetime) {
        ByteBuffer message = ByteBuffer.allocate(12);
        message.put((byte) VERSION)
                .put((byte) inside.transport().natPmpOpcode())
                .putShort((short) 0);
        message.putShort((short) inside.port()).putShort((short) wish);
        return message.putInt((int) lifetime).array();
    }

    /**
     * Reads what a gateway says.
     *
     * @param datagram exactly what was received
     * @return empty if it is no response
     */
    static Optional<Response> decode(byte[] datagram) {
        // Errors may have the length of any response.
        if (datagram.length < HEADER_BYTES
                || datagram.length > MAP_BYTES
                || datagram[0] != VERSION
                || (datagram[1] & RESPONSE) == 0) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(datagram).position(1);
        int operation = in.get() & ~RESPONSE & 0xff;
        int result = in.getShort() & 0xffff;
        long epoch = in.getInt() & 0xffffffffL;
        if (result != SUCCESS) {
            return Optional.of(new Response.Failed(epoch, operation, result));
        }
        if (operation == ADDRESS) {
            return datagram.length == ADDRESS_BYTES ? Optional.of(address(epoch, in)) : Optional.empty();
        }
        if (datagram.length != MAP_BYTES) {
            return Optional.empty();
        }
        for (Transport transport : Transport.values()) {
            if (transport.natPmpOpcode() == operation) {
                int inside = in.getShort() & 0xffff;
                int outside = in.getShort() & 0xffff;
                long lifetime = in.getInt() & 0xffffffffL;
                return Optional.of(new Response.Mapped(epoch, transport, inside, outside, lifetime));
            }
        }
        return Optional.empty();
    }

    private static Response address(long epoch, ByteBuffer in) {
        byte[] address = new byte[4];
        in.get(address);
        try {
            return new Response.Address(epoch, InetAddress.getByAddress(address));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 bytes", e);
        }
    }

    /** What a result means (RFC 6886, section 3.5). */
    static String meaning(int result) {
        return switch (result) {
            case UNSUPPORTED_VERSION -> "it speaks another version";
            case 2 -> "not authorized";
            case 3 -> "network failure";
            case 4 -> "no resources";
            case 5 -> "unsupported operation";
            default -> "result " + result;
        };
    }
}
