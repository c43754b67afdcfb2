package org.kadnode.plugin.nss;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.kadnode.plugins.Family;

/** What a datagram asks for. Whatever comes in, it is one of these, and never an exception. */
sealed interface Request {

    /** Addresses of any family. */
    Set<Family> ANY = Set.of(Family.values());

    /** Nothing that is answered. */
    record Noise() implements Request {}

    /**
     * A request of the library of KadNode 1.0: the addresses of a name.
     *
     * @param name a host name
     */
    record Classic(String name) implements Request {}

    /**
     * A request of our library for the addresses of a name.
     *
     * @param token to be sent back
     * @param name a host name
     * @param families those wanted
     * @param patience how long it waits
     */
    record Forward(long token, String name, Set<Family> families, Duration patience) implements Request {}

    /**
     * A request of our library for the names of an address.
     *
     * @param token to be sent back
     * @param address the address
     */
    record Reverse(long token, InetAddress address) implements Request {}

    /** Reads a datagram. */
    static Request read(byte[] datagram) {
        return LibraryWire.isMeant(datagram) ? LibraryWire.read(datagram) : ClassicWire.read(datagram);
    }

    /**
     * A host name as it is written.
     *
     * @return empty if it is too long or has other letters than those of which names are made
     */
    static Optional<String> name(byte[] bytes, int begin, int length) {
        if (length < 1 || length > bytes.length - begin) {
            return Optional.empty();
        }
        for (int at = begin; at < begin + length; at++) {
            // Letters of ASCII that can be seen.
            if (bytes[at] <= ' ' || bytes[at] == 0x7f) {
                return Optional.empty();
            }
        }
        return Optional.of(new String(bytes, begin, length, StandardCharsets.US_ASCII));
    }
}
