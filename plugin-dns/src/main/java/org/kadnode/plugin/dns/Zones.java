package org.kadnode.plugin.dns;

import java.util.Optional;
import org.kadnode.plugins.KadNodeException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.TextParseException;

/**
 * The top level domains as DNS sees them: the node's own, and every public key. There is no zone file behind one; the one
 * record it needs is the SOA, by which askers learn how long a negative answer holds (RFC 2308).
 */
final class Zones {

    private static final Name SERVER = Name.fromConstantString("localhost.");
    private static final Name MAILBOX = Name.fromConstantString("nobody.invalid.");

    /** Nobody transfers a zone: the serial number never changes, and the other times only have to look sane. */
    private static final int SERIAL = 1;

    private static final int REFRESH = 3600;
    private static final int RETRY = 600;
    private static final int EXPIRE = 86400;

    private final Name domain;
    private final long negativeTtl;

    /**
     * All zones of a node.
     *
     * @param domain its top level domain, with or without the dot in front
     * @param negativeTtl how long a negative answer holds, in seconds
     */
    Zones(String domain, long negativeTtl) {
        this.domain = origin(domain);
        this.negativeTtl = negativeTtl;
    }

    private static Name origin(String domain) {
        try {
            return Name.fromString(domain.startsWith(".") ? domain.substring(1) : domain, Name.root);
        } catch (TextParseException e) {
            throw new KadNodeException(KadNodeException.Kind.SETTING, "naming.tld: " + domain + " is not a domain");
        }
    }

    /** Whether a name is the node's top level domain, which no name of the network can be. */
    boolean isDomain(Name name) {
        return name.equals(domain);
    }

    /** A name under the node's top level domain, given without it; empty if DNS cannot express it. */
    Optional<Name> under(String name) {
        try {
            return Optional.of(Name.fromString(name, domain));
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }

    /** Whether a zone begins at a name. */
    boolean isApex(Name name) {
        return name.equals(apex(name));
    }

    /** The SOA of the zone in which a name of the network lies. */
    SOARecord soa(Name name) {
        return soaOf(apex(name));
    }

    /** The SOA of a zone. */
    SOARecord soaOf(Name apex) {
        return new SOARecord(
                apex, DClass.IN, negativeTtl, SERVER, MAILBOX, SERIAL, REFRESH, RETRY, EXPIRE, negativeTtl);
    }

    /** What does not lie under the domain lies under a key, which is the last label. */
    private Name apex(Name name) {
        int labelAndRoot = 2;
        return name.subdomain(domain) ? domain : new Name(name, Math.max(0, name.labels() - labelAndRoot));
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
