package org.kadnode.kernel.core.record;

import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Opaque;

/**
 * What a record says: a DNS packet in pkarr's format, in which the machines of an owner keep an entry each, beside
 * records of any type, the zone part. A record that other programs made is all zone part. Immutable.
 */
public final class Content {

    private final String origin;
    private final List<Machine> machines;
    private final List<Resource> zone;

    private Content(String origin, List<Machine> machines, List<Resource> zone) {
        this.origin = origin;
        this.machines = List.copyOf(machines);
        this.zone = List.copyOf(zone);
    }

    /**
     * Reads a record. What does not end in the origin, is of another class or malformed in its RDATA is left out.
     *
     * @param origin what the names in it end with, without the final dot, see {@code RecordName}
     * @param value the value of the item: a bencoded byte string, at most {@value Item#LONGEST_VALUE} bytes in all
     * @return what it says; empty if the value is anything else than a byte string with a DNS packet
     */
    public static Optional<Content> decode(String origin, Opaque value) {
        return Optional.empty();
    }

    /**
     * Writes what several records say into one: each machine as it was seen last, without those that are no longer
     * fresh. Of two machines with one port, of which the later seen one has all addresses of the other, the other goes:
     * it is the same one before a restart. The same versions give the same content.
     *
     * @param origin what all names end with, without the final dot
     * @param versions what the nodes of the DHT have, the newest first
     * @param ours our entry; its {@code zone} is set to whether a zone is given
     * @param zone our zone part, its names renamed to end in the origin: takes the place of every other. Empty to keep
     *     the one that a fresh machine, or else another program, has published; empty also when we leave
     * @param nowSeconds seconds since 1970
     * @return the content; if its {@link #encode()} is empty, it is too large for a record, and {@link #kept} is what
     *     remains without us
     */
    public static Content merged(
            String origin, List<Content> versions, Machine ours, Optional<Zone> zone, long nowSeconds) {
        return new Content(origin, List.of(ours), List.of());
    }

    /**
     * As {@link #merged}, without an entry of ours.
     *
     * @param origin what all names end with, without the final dot
     * @param versions what the nodes of the DHT have, the newest first
     * @param nowSeconds seconds since 1970
     * @return the content
     */
    public static Content kept(String origin, List<Content> versions, long nowSeconds) {
        return new Content(origin, List.of(), List.of());
    }

    /**
     * The value of the item.
     *
     * @return a bencoded byte string; empty if it would have more than {@value Item#LONGEST_VALUE} bytes
     */
    public Optional<Opaque> encode() {
        return Optional.empty();
    }

    /**
     * What all names end with.
     *
     * @return a name without the final dot
     */
    public String origin() {
        return origin;
    }

    /**
     * The entries of the machines, also those that have left or are no longer fresh.
     *
     * @return ordered by tag; empty for a record that another program made
     */
    public List<Machine> machines() {
        return machines;
    }

    /**
     * The zone part: all that is not written for a machine, fresh or not.
     *
     * @return ordered by name, type and data
     */
    public List<Resource> zone() {
        return zone;
    }

    /**
     * The records of one name that still count.
     *
     * @param name the owner name, in any case, without the final dot
     * @param nowSeconds seconds since 1970
     * @return records of exactly this name, those of machines first
     */
    public List<Resource> resources(String name, long nowSeconds) {
        return List.of();
    }

    /**
     * The addresses of one name that still count. Aliases (CNAME) are followed inside the record.
     *
     * @param name the name, in any case, without the final dot
     * @param nowSeconds seconds since 1970
     * @return each with the port of the first service of its machine, or of its DHT if it has none, where the name is
     *     the origin; else with that of a SRV record of the same name that leads to the address, or 0
     */
    public List<Endpoint> addresses(String name, long nowSeconds) {
        return List.of();
    }

    /**
     * Whether there is such a name.
     *
     * @param name the name, in any case, without the final dot
     * @param nowSeconds seconds since 1970
     * @return true if something that counts stands at the name or below it (RFC 8020)
     */
    public boolean exists(String name, long nowSeconds) {
        return false;
    }

    /**
     * How long what the record says about a name may be kept.
     *
     * @param name the name, in any case, without the final dot
     * @return the smallest TTL of its records in seconds, but at least 300 and at most 86400 (pkarr)
     */
    public long ttlSeconds(String name) {
        return 300;
    }
}
