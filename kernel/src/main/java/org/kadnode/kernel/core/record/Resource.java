package org.kadnode.kernel.core.record;

import java.util.Optional;
import org.kadnode.kernel.core.model.Opaque;

/**
 * A DNS resource record of class IN (RFC 1035, 3.2.1).
 *
 * @param name the owner name: absolute, in lower case, without the final dot; special characters are escaped as in
 *     master files (RFC 1035, 5.1)
 * @param type the type, 1 to 65535
 * @param ttl how long it may be kept, in seconds, 0 to 2147483647
 * @param data the RDATA, at most 65535 bytes; names in it are not compressed
 */
public record Resource(String name, int type, long ttl, Opaque data) {

    static final int A = 1;
    static final int CNAME = 5;
    static final int TXT = 16;
    static final int AAAA = 28;
    static final int SRV = 33;

    /** Refuses numbers that no record can have. */
    public Resource {
        if (type < 1 || type > 0xffff || ttl < 0 || ttl > Integer.MAX_VALUE || data.length() > 0xffff) {
            throw new IllegalArgumentException("type " + type + ", TTL " + ttl + ", " + data.length() + " bytes");
        }
    }

    /**
     * The same record for names that end otherwise: the owner name, and in types whose form is known (RFC 1035, RFC
     * 2782, RFC 6672, RFC 9460 …) the names in the RDATA. A name that would become longer than 255 bytes stays.
     *
     * @param from a name without the final dot; it and all names below it change
     * @param to what takes its place, without the final dot
     * @return the record; this one if nothing in it changes
     */
    public Resource renamed(String from, String to) {
        Optional<DomainName> old = DomainName.parse(from);
        Optional<DomainName> end = DomainName.parse(to);
        Optional<DomainName> owner = DomainName.parse(name);
        if (old.isEmpty() || end.isEmpty() || owner.isEmpty()) {
            return this;
        }
        return new Resource(
                owner.get().renamed(old.get(), end.get()).lowerCase().text(),
                type,
                ttl,
                Rdata.of(this)
                        .map(parts -> parts.renamed(old.get(), end.get()).bytes())
                        .orElse(data));
    }
}
