package org.kadnode.kernel.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer may be, as a person writes it: in {@code --peer}, in a line of the peer file, after the command
 * {@code import}.
 *
 * @param host an IP address without brackets, or a host name
 * @param port UDP port, 1 to 65535
 */
public record HostAndPort(String host, int port) {

    /** The port of a peer that is written without one: the one that nodes take unless told otherwise. */
    public static final int DEFAULT_PORT = 6881;

    /** RFC 1035, 2.3.4; no IP address is longer. */
    private static final int LONGEST_HOST = 255;

    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\s\\[\\]]*:[^\\s\\[\\]]*)](?::([0-9]{1,5}))?");
    private static final Pattern PLAIN = Pattern.compile("([^\\s:\\[\\]]+)(?::([0-9]{1,5}))?");
    private static final Pattern BARE_IPV6 = Pattern.compile("([^\\s\\[\\]]*:[^\\s\\[\\]]*:[^\\s\\[\\]]*)()?");

    /**
     * Reads {@code host}, {@code host:port}, {@code [IPv6]}, {@code [IPv6]:port} or a bare IPv6 address. Asks no name
     * server.
     *
     * @param text what the person wrote
     * @return the parts; empty if it has none of these forms
     */
    public static Optional<HostAndPort> parse(String text) {
        return Stream.of(BRACKETED, PLAIN, BARE_IPV6)
                .map(form -> form.matcher(text))
                .filter(Matcher::matches)
                .map(parts -> new HostAndPort(parts.group(1), port(parts.group(2))))
                .filter(HostAndPort::isPossible)
                .findFirst();
    }

    private static int port(@Nullable String digits) {
        return digits == null || digits.isEmpty() ? DEFAULT_PORT : Integer.parseInt(digits);
    }

    private boolean isPossible() {
        return port >= 1 && port <= 65535 && host.length() <= LONGEST_HOST && (host.indexOf(':') < 0 || isIpv6());
    }

    private boolean isIpv6() {
        try {
            // With a colon in it the text can only be an address, so no name server is asked.
            return InetAddress.getByName(host) != null;
        } catch (UnknownHostException malformed) {
            return false;
        }
    }

    /**
     * All addresses of the host. May ask a name server and block for long.
     *
     * @return at least one address
     * @throws UnknownHostException if there is none
     */
    public List<InetSocketAddress> addresses() throws UnknownHostException {
        return Arrays.stream(InetAddress.getAllByName(host))
                .map(address -> new InetSocketAddress(address, port))
                .toList();
    }

    /**
     * The form that people write.
     *
     * @return e.g. {@code 192.0.2.1:6881} or {@code [2001:db8::1]:6881}
     */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
