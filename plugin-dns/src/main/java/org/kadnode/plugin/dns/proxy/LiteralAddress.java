package org.kadnode.plugin.dns.proxy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An IP address in text, with the scope that a link-local one needs ({@code fe80::1%eth0}, RFC 4007, section 11). */
public final class LiteralAddress {

    /** Texts that the JDK reads without asking a name server. */
    private static final Pattern FORM = Pattern.compile(
            "(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\\w.-]+)?");

    private static final Pattern WITH_PORT =
            Pattern.compile("(?:\\[([^\\[\\]]*:[^\\[\\]]*)]|([^\\[\\]:]*))(?::([0-9]{1,5}))?");

    private static final int HIGHEST_PORT = 65535;

    private LiteralAddress() {}

    /** Reads an address of one machine, or that which stands for any; empty for host names and groups. */
    static Optional<InetAddress> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text)).filter(address -> !address.isMulticastAddress());
        } catch (UnknownHostException malformed) {
            // Or an interface that does not exist.
            return Optional.empty();
        }
    }

    /**
     * Reads {@code ADDR}, {@code ADDR:PORT}, {@code [IPv6]:PORT} or a bare IPv6 address. Asks no name server.
     *
     * @param text what a person wrote
     * @param defaultPort the port where none is given
     * @return address and port, 1 to 65535; empty if the text has none of these forms
     */
    public static Optional<InetSocketAddress> endpoint(String text, int defaultPort) {
        Optional<InetAddress> bare = parse(text);
        if (bare.isPresent()) {
            return Optional.of(new InetSocketAddress(bare.get(), defaultPort));
        }
        Matcher parts = WITH_PORT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String v6 = parts.group(1);
        String v4 = parts.group(2);
        String digits = parts.group(3);
        int port = digits == null ? defaultPort : Integer.parseInt(digits);
        return parse(v6 != null ? v6 : v4 == null ? "" : v4)
                .filter(address -> port >= 1 && port <= HIGHEST_PORT)
                .map(address -> new InetSocketAddress(address, port));
    }

    /**
     * The form in which people read an address with a port.
     *
     * @param endpoint an address and a port
     * @return e.g. {@code 192.0.2.53:53} or {@code [2001:db8::53]:53}, as short as RFC 5952 wants it
     */
    public static String text(InetSocketAddress endpoint) {
        return endpoint.getAddress() instanceof Inet6Address v6
                ? "[" + shortest(v6) + "]:" + endpoint.getPort()
                : endpoint.getAddress().getHostAddress() + ":" + endpoint.getPort();
    }

    /** Two colons stand for the longest run of zeros, the first of several, but not for a single one (section 4.2). */
    private static String shortest(Inet6Address address) {
        String[] parts = address.getHostAddress().split("%", 2);
        String[] groups = parts[0].split(":");
        int begin = 0;
        int length = 0;
        for (int from = 0; from < groups.length; from++) {
            int to = from;
            while (to < groups.length && groups[to].equals("0")) {
                to++;
            }
            if (to - from > length) {
                begin = from;
                length = to - from;
            }
        }
        String scope = parts.length == 1 ? "" : "%" + parts[1];
        if (length < 2) {
            return parts[0] + scope;
        }
        return String.join(":", Arrays.copyOfRange(groups, 0, begin))
                + "::"
                + String.join(":", Arrays.copyOfRange(groups, begin + length, groups.length))
                + scope;
    }
}
