package org.kadnode.plugin.dns;

import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;

/** Turns names as DNS writes them into names as the network writes them. */
final class DnsNames {
    private DnsNames() {}

    /** Gives the name without the dot at its end. */
    static String relative(String name) throws TextParseException {
        return Name.fromString(name).toString(true);
    }
}
