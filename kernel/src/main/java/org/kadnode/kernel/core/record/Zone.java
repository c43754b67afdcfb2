package org.kadnode.kernel.core.record;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kadnode.kernel.core.model.Address;

/**
 * A zone file: what an owner says about his names, in master file syntax (RFC 1035, 5.1; RFC 3597). In its records
 * {@code {ipv4}} and {@code {ipv6}} stand for addresses that are known later. Immutable.
 */
public final class Zone {

    /** The longest text, in characters. */
    public static final int LONGEST = 64 * 1024;

    private final List<ZoneEntry> entries;

    private Zone(List<ZoneEntry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads a zone file. {@code $INCLUDE} and {@code $GENERATE} are refused; a record without a TTL has that of {@code
     * $TTL}, 300 s before it.
     *
     * @param text at most {@value #LONGEST} characters
     * @param defaultOrigin what relative names are below until {@code $ORIGIN} says otherwise, e.g. {@code p2p}
     * @return the zone
     * @throws ZoneException if the text is too long or no zone file
     */
    public static Zone parse(String text, String defaultOrigin) throws ZoneException {
        DomainName origin = DomainName.parse(defaultOrigin)
                .orElseThrow(() -> new IllegalArgumentException("no domain name: " + defaultOrigin));
        return new Zone(ZoneReader.read(text, origin.lowerCase().text()));
    }

    /**
     * The names that have records.
     *
     * @return owner names, absolute, in lower case, without the final dot
     */
    public Set<String> names() {
        return entries.stream().map(ZoneEntry::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /**
     * The records of some names.
     *
     * @param ownerName which names, given as in {@link #names()}
     * @return a zone without all others
     */
    public Zone part(Predicate<String> ownerName) {
        return new Zone(
                entries.stream().filter(entry -> ownerName.test(entry.name())).toList());
    }

    /**
     * The same zone for names that end otherwise.
     *
     * @param from a name without the final dot; it and all names below it change, see {@link Resource#renamed}
     * @param to what takes its place, without the final dot
     * @return the zone
     */
    public Zone renamed(String from, String to) {
        return new Zone(entries.stream().map(entry -> entry.renamed(from, to)).toList());
    }

    /**
     * The records. One with a place-holder is there once for each address of that family (for each pair, if it has
     * both), and not at all if there is none.
     *
     * @param addresses what the place-holders stand for
     * @return in the order of the file
     */
    public List<Resource> resources(Collection<Address> addresses) {
        return entries.stream()
                .flatMap(entry -> entry.resources(addresses).stream())
                .toList();
    }
}
