package org.kadnode.plugin.dns.proxy;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A name server that questions are forwarded to.
 *
 * @param address a literal address and a port, 1 to 65535
 * @param transport how it is asked
 * @param authName the name for which its certificate must be valid (RFC 8310, section 8.1); without one, its address is
 *     what the certificate must be valid for
 */
public record Upstream(InetSocketAddress address, Transport transport, Optional<String> authName) {

    /** How an upstream is asked. */
    public enum Transport {
        /** UDP, and TCP for what does not fit (RFC 7766). */
        PLAIN(53),
        /** TLS (RFC 7858). */
        TLS(853);

        private final int defaultPort;

        Transport(int defaultPort) {
            this.defaultPort = defaultPort;
        }
    }

    private static final String TLS_PREFIX = "tls://";

    /** RFC 1123, section 2.1. */
    private static final String LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    private static final Pattern HOST_NAME = Pattern.compile("(?=.{1,253}$)" + LABEL + "(?:\\." + LABEL + ")*");

    /**
     * Reads {@code ADDR}, {@code ADDR:PORT}, {@code [IPv6]:PORT} or a bare IPv6 address; with {@code tls://} before it,
     * and perhaps {@code #NAME} behind it, for TLS. Asks no name server.
     *
     * @param text what a person wrote
     * @return the upstream
     * @throws IllegalArgumentException if it has none of these forms; the message can follow the text: "is not ..."
     */
    public static Upstream parse(String text) {
        if (!text.startsWith(TLS_PREFIX)) {
            return plain(endpoint(text, Transport.PLAIN));
        }
        String[] parts = text.substring(TLS_PREFIX.length()).split("#", 2);
        Optional<String> authName = parts.length == 1 ? Optional.empty() : Optional.of(hostName(parts[1]));
        return new Upstream(endpoint(parts[0], Transport.TLS), Transport.TLS, authName);
    }

    static Upstream plain(InetSocketAddress address) {
        return new Upstream(address, Transport.PLAIN, Optional.empty());
    }

    private static InetSocketAddress endpoint(String text, Transport transport) {
        return LiteralAddress.endpoint(text, transport.defaultPort)
                .filter(endpoint -> !endpoint.getAddress().isAnyLocalAddress())
                .orElseThrow(() -> new IllegalArgumentException(
                        "is not a name server: ADDR, ADDR:PORT, [IPv6]:PORT or tls://ADDR#NAME"));
    }

    private static String hostName(String text) {
        if (!HOST_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("has no host name behind #");
        }
        return text;
    }

    /** What the certificate must be valid for: a name, or an address without its scope. */
    String certified() {
        String literal = address.getAddress().getHostAddress();
        return authName.orElse(literal.replaceFirst("%.*", ""));
    }

    /**
     * The form that people write.
     *
     * @return e.g. {@code 192.0.2.53:53} or {@code tls://[2001:db8::53]:853#dns.example}
     */
    @Override
    public String toString() {
        String name = authName.map(text -> "#" + text).orElse("");
        return (transport == Transport.TLS ? TLS_PREFIX : "") + LiteralAddress.text(address) + name;
    }
}
