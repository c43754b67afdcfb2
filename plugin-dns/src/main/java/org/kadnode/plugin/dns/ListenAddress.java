package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.util.Optional;
import org.kadnode.plugin.dns.proxy.LiteralAddress;

/**
 * An address on which questions are awaited.
 *
 * @param address a literal address; that which stands for any (0.0.0.0, ::) means all that this machine has, now and later
 * @param port UDP and TCP port, 1 to 65535
 */
record ListenAddress(InetAddress address, int port) {

    /** Reads an address, or an address with a port ({@code 192.0.2.1:53}, {@code [2001:db8::1]:53}). */
    static Optional<ListenAddress> of(String text, int defaultPort) {
        return LiteralAddress.endpoint(text, defaultPort)
                .map(endpoint -> new ListenAddress(endpoint.getAddress(), endpoint.getPort()));
    }

    boolean isAny() {
        return address.isAnyLocalAddress();
    }
}
