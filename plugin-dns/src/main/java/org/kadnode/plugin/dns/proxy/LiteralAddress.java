package org.kadnode.plugin.dns.proxy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address in text, with the scope that a link-local one needs ({@code fe80::1%eth0}, RFC 4007, section 11). */
final class LiteralAddress {

    /** Texts that the JDK reads without asking a name server. */
    private static final Pattern FORM = Pattern.compile(
            "(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(?:%[\\w.-]+)?");

    private LiteralAddress() {}

    /** Reads an address that a server can have; empty for host names, groups, and the address that stands for any. */
    static Optional<InetAddress> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text))
                    .filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress());
        } catch (UnknownHostException malformed) {
            // Or an interface that does not exist.
            return Optional.empty();
        }
    }
}
