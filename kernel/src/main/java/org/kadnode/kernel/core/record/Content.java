package org.kadnode.kernel.core.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.bencode.BencodeIndex;
import org.kadnode.kernel.core.bencode.BencodeWriter;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Opaque;

/**
 * What a record says: a DNS packet in pkarr's format, in which the machines of an owner keep an entry each, beside
 * records of any type, the zone part. A record that other programs made is all zone part. Immutable.
 */
public final class Content {

    /** Aliases that lead from a name to its addresses, as in pkdns. */
    private static final int LONGEST_CHAIN = 15;

    /** The longest packet: that many bytes and their length, four characters, make the longest value. */
    private static final int LONGEST_PACKET = Item.LONGEST_VALUE - 4;

    private static final long SHORTEST_TTL = 300;
    private static final long LONGEST_TTL = 86_400;

    private final String origin;
    private final Entries entries;

    private Content(String origin, Entries entries) {
        this.origin = origin;
        this.entries = entries;
    }

    /**
     * Reads a record. What does not end in the origin, is of another class or malformed in its RDATA is left out.
     *
     * @param origin what the names in it end with, without the final dot, see {@code RecordName}
     * @param value the value of the item: a bencoded byte string, at most {@value Item#LONGEST_VALUE} bytes in all
     * @return what it says; empty if the value is anything else than a byte string with a DNS packet
     */
    public static Optional<Content> decode(String origin, Opaque value) {
        if (value.length() > Item.LONGEST_VALUE) {
            return Optional.empty();
        }
        BencodeIndex index = new BencodeIndex();
        if (!index.read(value.bytes(), value.length()) || !index.isBytes(BencodeIndex.ROOT)) {
            return Optional.empty();
        }
        byte[] packet =
                Arrays.copyOfRange(value.bytes(), index.content(BencodeIndex.ROOT), index.to(BencodeIndex.ROOT));
        return Packet.decode(packet)
                .flatMap(resources -> DomainName.parse(origin)
                        .map(DomainName::lowerCase)
                        .map(name -> new Content(name.text(), Entries.read(name, resources))));
    }

    /**
     * Writes what several records say into one: each machine as it was seen last, without those that are no longer
     * fresh. Of two machines with one port, of which the one seen later has all addresses and services of the other, and
     * a zone part if the other has, the other goes: it is the same one before a restart. The same versions give the same
     * content.
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
        Machine entry = new Machine(
                ours.tag(),
                ours.seenAt(),
                ours.port(),
                ours.addresses(),
                ours.services(),
                zone.isPresent(),
                ours.shown());
        return Merge.of(origin, versions, Optional.of(entry), zone, nowSeconds);
    }

    /**
     * Whether a zone part fits into a record that says nothing else.
     *
     * @param origin what all its names end with, without the final dot
     * @param zone the zone part, in which place-holders stand for nothing yet
     * @return false if no record can have it
     */
    public static boolean fits(String origin, Zone zone) {
        return of(origin, List.of(), zone.resources(List.of())).encode().isPresent();
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
        return Merge.of(origin, versions, Optional.empty(), Optional.empty(), nowSeconds);
    }

    /**
     * Content that reads back as it is.
     *
     * @param origin what all names end with
     * @param machines the entries, ordered by tag, no two with one
     * @param zone what else there is to say, in any order; what looks like a part of an entry is left out
     * @return the content; one that cannot be encoded, if the origin is no domain name
     */
    static Content of(String origin, List<Machine> machines, List<Resource> zone) {
        Optional<DomainName> name = DomainName.parse(origin).map(DomainName::lowerCase);
        if (name.isEmpty()) {
            return new Content(origin, new Entries(machines, List.of()));
        }
        return new Content(name.get().text(), Entries.of(name.get(), machines, zone));
    }

    /**
     * The value of the item.
     *
     * @return a bencoded byte string; empty if it would have more than {@value Item#LONGEST_VALUE} bytes
     */
    public Optional<Opaque> encode() {
        List<Resource> resources = new ArrayList<>(Entries.write(origin, machines()));
        resources.addAll(zone());
        return Packet.encode(resources, LONGEST_PACKET).map(packet -> {
            BencodeWriter value = new BencodeWriter(Item.LONGEST_VALUE).bytes(packet);
            return Opaque.of(Arrays.copyOf(value.array(), value.length()));
        });
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
        return entries.machines();
    }

    /**
     * The zone part: all that is not written for a machine, fresh or not.
     *
     * @return ordered by name, type and data
     */
    public List<Resource> zone() {
        return entries.zone();
    }

    /**
     * The records of one name that still count.
     *
     * @param name the owner name, in any case, without the final dot
     * @param nowSeconds seconds since 1970
     * @return records of exactly this name, those of machines first
     */
    public List<Resource> resources(String name, long nowSeconds) {
        return named(name, counting(nowSeconds));
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
        List<Resource> counting = counting(nowSeconds);
        String at = name;
        for (int aliases = 0; aliases <= LONGEST_CHAIN; aliases++) {
            List<Resource> here = named(at, counting);
            if (here.stream().anyMatch(resource -> Entries.address(resource).isPresent())) {
                return endpoints(here, counting, nowSeconds);
            }
            Optional<String> target = alias(here);
            if (target.isEmpty()) {
                return List.of();
            }
            at = target.get();
        }
        return List.of();
    }

    private List<Endpoint> endpoints(List<Resource> here, List<Resource> counting, long nowSeconds) {
        Set<Endpoint> endpoints = new LinkedHashSet<>();
        boolean atOrigin = here.getFirst().name().equals(origin);
        for (Resource resource : here) {
            Optional<Address> address = Entries.address(resource);
            if (address.isEmpty()) {
                continue;
            }
            List<Endpoint> ofMachines = machines().stream()
                    .filter(machine -> atOrigin && machine.shown() && machine.isFresh(nowSeconds))
                    .filter(machine -> machine.addresses().contains(address.get()))
                    .map(machine -> new Endpoint(
                            address.get(),
                            machine.services().isEmpty()
                                    ? machine.port()
                                    : machine.services().getFirst()))
                    .toList();
            endpoints.addAll(
                    ofMachines.isEmpty()
                            ? List.of(new Endpoint(address.get(), servicePort(here, address.get(), counting)))
                            : ofMachines);
        }
        return List.copyOf(endpoints);
    }

    /** The port of the first service among some records whose target has an address, 0 if there is none. */
    private static int servicePort(List<Resource> here, Address address, List<Resource> counting) {
        return here.stream()
                .filter(resource -> resource.type() == Resource.SRV)
                .flatMap(resource -> Rdata.of(resource).stream())
                .filter(service -> named(service.names().getFirst().text(), counting).stream()
                        .anyMatch(resource -> Entries.address(resource)
                                .filter(address::equals)
                                .isPresent()))
                .mapToInt(Entries::port)
                .findFirst()
                .orElse(0);
    }

    /**
     * Whether there is such a name.
     *
     * @param name the name, in any case, without the final dot
     * @param nowSeconds seconds since 1970
     * @return true if something that counts stands at the name or below it (RFC 8020)
     */
    public boolean exists(String name, long nowSeconds) {
        Optional<DomainName> asked = DomainName.parse(name);
        return asked.isPresent()
                && counting(nowSeconds).stream()
                        .flatMap(resource -> DomainName.parse(resource.name()).stream())
                        .anyMatch(owner -> owner.isWithin(asked.get()));
    }

    /**
     * How long what the record says about a name may be kept.
     *
     * @param name the name, in any case, without the final dot
     * @return the smallest TTL of its records in seconds, and of those that its aliases inside the record lead to, but at
     *     least 300 and at most 86400 (pkarr)
     */
    public long ttlSeconds(String name) {
        List<Resource> all = new ArrayList<>(Entries.write(origin, machines()));
        all.addAll(zone());
        long smallest = Long.MAX_VALUE;
        Optional<String> at = Optional.of(name);
        for (int aliases = 0; aliases <= LONGEST_CHAIN && at.isPresent(); aliases++) {
            List<Resource> here = named(at.get(), all);
            smallest = Math.min(
                    smallest, here.stream().mapToLong(Resource::ttl).min().orElse(smallest));
            at = alias(here);
        }
        return smallest == Long.MAX_VALUE ? SHORTEST_TTL : Math.clamp(smallest, SHORTEST_TTL, LONGEST_TTL);
    }

    /**
     * For how long the same records go on counting, if the record stays as it is.
     *
     * @param nowSeconds seconds since 1970
     * @return seconds until the first of the machines that are fresh is so no longer: 0 to {@link Integer#MAX_VALUE}, which
     *     also stands for never
     */
    public long unchangedSeconds(long nowSeconds) {
        return machines().stream()
                .filter(machine -> machine.isFresh(nowSeconds) && !machine.gone())
                // In this order, since a record from the DHT can say any number.
                .mapToLong(machine -> Math.min(machine.seenAt() - nowSeconds, Integer.MAX_VALUE) + Machine.LIFETIME)
                .reduce(Integer.MAX_VALUE, Math::min);
    }

    private static Optional<String> alias(List<Resource> here) {
        return here.stream()
                .filter(resource -> resource.type() == Resource.CNAME)
                .findFirst()
                .flatMap(Rdata::of)
                .map(alias -> alias.names().getFirst().text());
    }

    /** All records that still count. */
    private List<Resource> counting(long nowSeconds) {
        List<Machine> present = machines().stream()
                .filter(machine -> machine.isFresh(nowSeconds) && !machine.gone())
                .toList();
        List<Resource> resources = new ArrayList<>(Entries.write(origin, present));
        if (present.stream().anyMatch(Machine::zone) || machines().stream().noneMatch(Machine::zone)) {
            resources.addAll(zone());
        }
        return resources;
    }

    private static List<Resource> named(String name, List<Resource> resources) {
        Optional<String> owner =
                DomainName.parse(name).map(DomainName::lowerCase).map(DomainName::text);
        return resources.stream()
                .filter(resource -> owner.filter(resource.name()::equals).isPresent())
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content that && origin.equals(that.origin) && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return 31 * origin.hashCode() + entries.hashCode();
    }

    @Override
    public String toString() {
        return origin + " " + entries;
    }
}
