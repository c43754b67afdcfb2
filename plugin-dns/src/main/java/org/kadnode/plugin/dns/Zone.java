package org.kadnode.plugin.dns;

import java.util.Optional;
import org.kadnode.plugins.KadNodeException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;

/**
 * The top level domain as DNS sees it. There is no zone file behind it; the one record it needs is the SOA, by which askers
 * learn how long a negative answer holds (RFC 2308).
 */
final class Zone {

    private static final Name SERVER = Name.fromConstantString("localhost.");
    private static final Name MAILBOX = Name.fromConstantString("nobody.invalid.");

    /** Nobody transfers this zone: the serial number never changes, and the other times only have to look sane. */
    private static final int SERIAL = 1;

    private static final int REFRESH = 3600;
    private static final int RETRY = 600;
    private static final int EXPIRE = 86400;

    private final Name origin;
    private final SOARecord soa;

    /**
     * A zone.
     *
     * @param domain the top level domain, with or without the dot in front
     * @param negativeTtl how long a negative answer holds, in seconds
     */
    Zone(String domain, long negativeTtl) {
        this.origin = origin(domain);
        this.soa = new SOARecord(
                origin, DClass.IN, negativeTtl, SERVER, MAILBOX, SERIAL, REFRESH, RETRY, EXPIRE, negativeTtl);
    }

    private static Name origin(String domain) {
        try {
            return Name.fromString(domain.startsWith(".") ? domain.substring(1) : domain, Name.root);
        } catch (TextParseException e) {
            throw new KadNodeException(KadNodeException.Kind.SETTING, "naming.tld: " + domain + " is not a domain");
        }
    }

    boolean isApex(Name name) {
        return name.equals(origin);
    }

    SOARecord soa() {
        return soa;
    }

    /**
     * The host name as people write it.
     *
     * @return the labels joined by dots; empty if they hold bytes that no announced name has, such as a dot or a blank
     */
    static Optional<String> hostName(Name name) {
        StringBuilder text = new StringBuilder();
        for (int label = 0; label < name.labels() - 1; label++) {
            byte[] bytes = name.getLabel(label);
            text.append(label == 0 ? "" : ".");
            // The first byte is the label's length.
            for (int i = 1; i < bytes.length; i++) {
                char letter = (char) (bytes[i] & 0xff);
                if (letter <= ' ' || letter >= 0x7f || letter == '.' || letter == '\\') {
                    return Optional.empty();
                }
                text.append(letter);
            }
        }
        return Optional.of(text.toString());
    }
}
