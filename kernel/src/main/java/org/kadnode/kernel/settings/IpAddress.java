package org.kadnode.kernel.settings;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address as a person writes it. */
public final class IpAddress {

    /** Texts that the JDK reads without asking a name server. */
    private static final Pattern FORM =
            Pattern.compile("((25[0-5]|(2[0-4]|1?[0-9])?[0-9])(\\.(?!$)|$)){4}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private IpAddress() {}

    /**
     * Reads an address. Asks no name server.
     *
     * @param text what the person wrote
     * @return the address; empty if it is anything else, such as a host name
     */
    public static Optional<InetAddress> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException malformed) {
            return Optional.empty();
        }
    }
}
