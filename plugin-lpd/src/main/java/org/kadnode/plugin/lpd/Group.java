package org.kadnode.plugin.lpd;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kadnode.plugins.Family;

/**
 * A multicast group with a port.
 *
 * @param text the address as it was written, without brackets
 * @param endpoint address and port, 1 to 65535
 */
record Group(String text, InetSocketAddress endpoint) {

    /** That of BEP 14 and KadNode 1.0. */
    static final int DEFAULT_PORT = 6771;

    private static final int HIGHEST_PORT = 65535;

    private static final Pattern FORM = Pattern.compile(
            "(?:(?<v4>\\d{1,3}(?:\\.\\d{1,3}){3})|\\[(?<v6>[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)])(?::(?<port>\\d{1,5}))?"
                    + "|(?<bare>[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)");

    /**
     * Reads {@code ADDR}, {@code ADDR:PORT}, {@code [IPv6]} or {@code [IPv6]:PORT}. Asks no name server.
     *
     * @return the group; empty if the text has none of these forms or the address is not that of a group
     */
    static Optional<Group> of(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String address = Optional.ofNullable(form.group("v4"))
                .or(() -> Optional.ofNullable(form.group("v6")))
                .orElseGet(() -> form.group("bare"));
        int port =
                Optional.ofNullable(form.group("port")).map(Integer::parseInt).orElse(DEFAULT_PORT);
        return literal(address)
                .filter(InetAddress::isMulticastAddress)
                .filter(group -> port >= 1 && port <= HIGHEST_PORT)
                .map(group -> new Group(address, new InetSocketAddress(group, port)));
    }

    private static Optional<InetAddress> literal(String text) {
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }

    Family family() {
        return Family.of(endpoint.getAddress());
    }

    /** The form that people read, and that of the header {@code Host} (RFC 2732). */
    @Override
    public String toString() {
        String host = family() == Family.IPV4 ? text : "[" + text + "]";
        return host + ":" + endpoint.getPort();
    }
}
