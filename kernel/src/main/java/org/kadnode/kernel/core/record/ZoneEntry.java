package org.kadnode.kernel.core.record;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.plugins.Family;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * A record of a zone file, its RDATA still as text.
 *
 * @param line where it begins, from 1
 * @param owner the owner name as typed, absolute, in lower case, without the final dot
 * @param type the type
 * @param ttl the TTL in seconds
 * @param text the RDATA, on one line and without comments; may hold place-holders
 * @param origin what relative names in it are below
 * @param renames what happened to the names since, in this order
 */
record ZoneEntry(int line, String owner, int type, long ttl, String text, Name origin, List<Rename> renames) {

    /**
     * Each record with place-holders is repeated at most that often. As many addresses would not fit into the entries
     * of a record, so this only ends what cannot be published anyway.
     */
    private static final int MOST_REPETITIONS = 256;

    private static final String IPV4 = "{ipv4}";
    private static final String IPV6 = "{ipv6}";

    /** The longest forms, so that no text gets too long once real addresses stand there. */
    private static final String EXAMPLE_IPV4 = "255.255.255.255";

    private static final String EXAMPLE_IPV6 = "2001:db8:1111:1111:1111:1111:1111:1111";

    /** What dnsjava puts before its messages: the position in the text that it was given. */
    private static final Pattern POSITION = Pattern.compile("^<[^>]*>:\\d+: ");

    /** New ends for names. */
    record Rename(String from, String to) {}

    /** Why a text is no RDATA. */
    static final class MalformedException extends Exception {

        private static final long serialVersionUID = 1;

        MalformedException(String reason) {
            super(reason);
        }
    }

    static boolean hasPlaceHolder(String text) {
        return text.contains(IPV4) || text.contains(IPV6);
    }

    /** Finds out now whether there will be a record. */
    void check() throws MalformedException {
        resource(EXAMPLE_IPV4, EXAMPLE_IPV6);
    }

    /** The owner name as it is now. */
    String name() {
        return renamed(new Resource(owner, Resource.TXT, ttl, Opaque.NONE)).name();
    }

    ZoneEntry renamed(String from, String to) {
        List<Rename> more = new ArrayList<>(renames);
        more.add(new Rename(from, to));
        return new ZoneEntry(line, owner, type, ttl, text, origin, List.copyOf(more));
    }

    /** The record, as often as the addresses demand. */
    List<Resource> resources(Collection<Address> addresses) {
        List<Resource> resources = new ArrayList<>();
        for (String ipv4 : replacements(IPV4, Family.IPV4, addresses)) {
            for (String ipv6 : replacements(IPV6, Family.IPV6, addresses)) {
                if (resources.size() == MOST_REPETITIONS) {
                    return resources;
                }
                try {
                    resources.add(renamed(resource(ipv4, ipv6)));
                } catch (MalformedException impossible) {
                    throw new AssertionError("line " + line + " was checked", impossible);
                }
            }
        }
        return resources;
    }

    /** What stands for a place-holder, one after the other; a single text that nobody sees if there is no such one. */
    private List<String> replacements(String placeHolder, Family family, Collection<Address> addresses) {
        return text.contains(placeHolder)
                ? addresses.stream()
                        .filter(address -> address.family() == family)
                        .distinct()
                        .sorted(Machine.BY_BITS)
                        .map(Address::toString)
                        .toList()
                : List.of("");
    }

    private Resource renamed(Resource resource) {
        Resource renamed = resource;
        for (Rename rename : renames) {
            renamed = renamed.renamed(rename.from, rename.to);
        }
        return renamed;
    }

    private Resource resource(String ipv4, String ipv6) throws MalformedException {
        String complete = ascii(text.replace(IPV4, ipv4).replace(IPV6, ipv6));
        try {
            // The canonical form has its names uncompressed and in lower case (RFC 4034, 6.2).
            byte[] data = Record.fromString(Name.root, type, DClass.IN, ttl, complete, origin)
                    .rdataToWireCanonical();
            if (data.length > 0xffff || Rdata.read(type, data, 0, data.length).isEmpty()) {
                throw new MalformedException("too long");
            }
            return new Resource(owner, type, ttl, Opaque.of(data));
        } catch (IOException malformed) {
            String reason = String.valueOf(malformed.getMessage());
            throw new MalformedException(POSITION.matcher(reason).replaceFirst(""));
        } catch (RuntimeException stumbled) {
            // What some types make of half a record, e.g. "WKS 192.0.2.1 tcp": nothing that its author could read.
            throw new MalformedException("malformed");
        }
    }

    /** Text with bytes beyond ASCII escaped, which means the same in a name and in a string (RFC 1035, 5.1). */
    private static String ascii(String text) {
        StringBuilder ascii = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            if (each < 0) {
                ascii.append('\\').append(each & 0xff);
            } else {
                ascii.append((char) each);
            }
        }
        return ascii.toString();
    }
}
