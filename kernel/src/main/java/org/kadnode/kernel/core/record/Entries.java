package org.kadnode.kernel.core.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.plugins.Family;

/**
 * The records of a packet, told apart: entries of machines, and the zone part. {@code TAG} is {@code kn-} and 8 characters
 * of z-base-32.
 *
 * <pre>
 *   TAG.origin  TXT   "kadnode=1 t=SECONDS port=PORT[ zone][ gone][ hidden]"
 *   TAG.origin  A     ADDRESS                  each of the machine's
 *   TAG.origin  AAAA  ADDRESS
 *   origin      A     ADDRESS                  each of all that are not hidden, for those who know nothing of KadNode
 *   origin      AAAA  ADDRESS
 *   origin      SRV   0 0 PORT TAG.origin      each service of the machine
 * </pre>
 *
 * @param machines ordered by tag
 * @param zone all else within the origin, ordered by name, type and data
 */
record Entries(List<Machine> machines, List<Resource> zone) {

    /** The TTL of what is written for machines, in seconds. */
    static final long TTL = 300;

    private static final Comparator<Resource> ORDER = Comparator.comparing(Resource::name)
            .thenComparingInt(Resource::type)
            .thenComparing(resource -> resource.data().bytes(), Arrays::compareUnsigned)
            .thenComparingLong(Resource::ttl);

    private static final Pattern LINE = Pattern.compile("kadnode=1 t=([0-9]{1,12}) port=([0-9]{1,5})((?: [!-~]+)*)");
    private static final String ZONE = " zone";
    private static final String GONE = " gone";
    private static final String HIDDEN = " hidden";

    /**
     * What the TXT record of a machine says. Words that we do not know come from a later version.
     *
     * @param gone whether it has left; without addresses it has, too
     */
    private record Line(String tag, long seenAt, int port, boolean zone, boolean gone, boolean hidden) {

        private static final Comparator<Line> LATER =
                Comparator.comparingLong(Line::seenAt).thenComparing(Line::gone).thenComparing(Line::toString);
    }

    /**
     * Tells records apart.
     *
     * @param origin in lower case
     * @param resources in any order; those that are not within the origin are ignored
     * @return the entries and the rest. An address of the origin that is one of a machine's is not part of the zone, and
     *     neither is an alias of the origin beside addresses of machines (RFC 1034, 3.6.2)
     */
    static Entries read(DomainName origin, List<Resource> resources) {
        String apex = origin.text();
        Map<String, Line> lines = new TreeMap<>();
        resources.forEach(resource -> line(apex, resource)
                .ifPresent(line ->
                        lines.merge(line.tag, line, (one, other) -> Line.LATER.compare(one, other) < 0 ? other : one)));

        Map<String, List<Address>> addresses = new HashMap<>();
        Map<String, List<Integer>> services = new HashMap<>();
        TreeSet<Resource> zone = new TreeSet<>(ORDER);
        for (Resource resource : resources) {
            Optional<String> tag = tag(apex, resource.name()).filter(lines::containsKey);
            Optional<Address> address = address(resource);
            Optional<Rdata> service = service(apex, resource);
            if (tag.isPresent() && address.isPresent()) {
                addresses.computeIfAbsent(tag.get(), key -> new ArrayList<>()).add(address.get());
            } else if (service.isPresent()) {
                String target = service.get().names().getFirst().lowerCase().text();
                Optional<String> host = tag(apex, target).filter(lines::containsKey);
                if (host.isPresent()) {
                    services.computeIfAbsent(host.get(), key -> new ArrayList<>())
                            .add(port(service.get()));
                } else {
                    zone.add(resource);
                }
            } else if (line(apex, resource).isEmpty() && isWithin(origin, resource)) {
                zone.add(resource);
            }
        }

        List<Machine> machines = lines.values().stream()
                .map(line -> new Machine(
                        line.tag,
                        line.seenAt,
                        line.port,
                        line.gone ? List.of() : addresses.getOrDefault(line.tag, List.of()),
                        services.getOrDefault(line.tag, List.of()),
                        line.zone && !line.gone,
                        !line.hidden))
                .toList();
        List<Address> shown = shownAddresses(machines);
        zone.removeIf(resource -> resource.name().equals(apex)
                && (resource.type() == Resource.CNAME
                        ? !shown.isEmpty()
                        : address(resource).filter(shown::contains).isPresent()));
        return new Entries(machines, List.copyOf(zone));
    }

    /**
     * Puts together what reads back as it is.
     *
     * @param origin in lower case
     * @param machines ordered by tag
     * @param zone in any order; it cannot speak for machines, so what looks like a part of an entry is left out
     * @return both
     */
    static Entries of(DomainName origin, List<Machine> machines, List<Resource> zone) {
        List<Resource> all = write(origin.text(), machines);
        zone.stream()
                .filter(resource -> line(origin.text(), resource).isEmpty())
                .forEach(all::add);
        return new Entries(List.copyOf(machines), read(origin, all).zone);
    }

    private static boolean isWithin(DomainName origin, Resource resource) {
        return DomainName.parse(resource.name())
                .filter(name -> name.isWithin(origin))
                .isPresent();
    }

    private static Optional<String> tag(String apex, String name) {
        int dot = name.length() - apex.length() - 1;
        return dot > 0 && name.charAt(dot) == '.' && name.endsWith(apex) && name.startsWith(Machine.LABEL)
                ? Optional.of(name.substring(Machine.LABEL.length(), dot)).filter(Machine::isTag)
                : Optional.empty();
    }

    private static Optional<Line> line(String apex, Resource resource) {
        Optional<String> tag = tag(apex, resource.name());
        byte[] data = resource.data().bytes();
        if (tag.isEmpty()
                || resource.type() != Resource.TXT
                || data.length == 0
                || (data[0] & 0xff) != data.length - 1) {
            return Optional.empty();
        }
        Matcher line = LINE.matcher(new String(data, 1, data.length - 1, StandardCharsets.ISO_8859_1));
        if (!line.matches() || Integer.parseInt(line.group(2)) > 0xffff) {
            return Optional.empty();
        }
        String flags = line.group(3) + " ";
        return Optional.of(new Line(
                tag.get(),
                Long.parseLong(line.group(1)),
                Integer.parseInt(line.group(2)),
                flags.contains(ZONE + " "),
                flags.contains(GONE + " "),
                flags.contains(HIDDEN + " ")));
    }

    /** The address that a record holds. */
    static Optional<Address> address(Resource resource) {
        byte[] data = resource.data().bytes();
        return switch (resource.type()) {
            case Resource.A -> data.length == 4 ? Optional.of(Address.read(Family.IPV4, data, 0)) : Optional.empty();
            case Resource.AAAA ->
                data.length == 16 ? Optional.of(Address.read(Family.IPV6, data, 0)) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The SRV record that a machine could have written. */
    private static Optional<Rdata> service(String apex, Resource resource) {
        return resource.type() == Resource.SRV && resource.name().equals(apex)
                ? Rdata.of(resource)
                        .filter(data -> Arrays.equals(data.head().bytes(), 0, 4, new byte[4], 0, 4) && port(data) > 0)
                : Optional.empty();
    }

    /** The port in a SRV record (RFC 2782). */
    static int port(Rdata service) {
        byte[] head = service.head().bytes();
        return (head[4] & 0xff) << 8 | (head[5] & 0xff);
    }

    /**
     * The addresses of machines.
     *
     * @param machines some machines
     * @return without repetition, in the order of their bits
     */
    static List<Address> addresses(List<Machine> machines) {
        return machines.stream()
                .flatMap(machine -> machine.addresses().stream())
                .distinct()
                .sorted(Machine.BY_BITS)
                .toList();
    }

    /** The addresses that the origin itself leads to. */
    private static List<Address> shownAddresses(List<Machine> machines) {
        return addresses(machines.stream().filter(Machine::shown).toList());
    }

    /**
     * Writes the records of machines.
     *
     * @param origin in lower case
     * @param machines in the order in which they shall stand
     * @return their records
     */
    static List<Resource> write(String origin, List<Machine> machines) {
        List<Resource> resources = new ArrayList<>();
        for (Machine machine : machines) {
            String name = machine.label() + "." + origin;
            String line = "kadnode=1 t=" + machine.seenAt() + " port=" + machine.port() + (machine.zone() ? ZONE : "")
                    + (machine.gone() ? GONE : "") + (machine.shown() || machine.gone() ? "" : HIDDEN);
            byte[] text = (" " + line).getBytes(StandardCharsets.US_ASCII);
            text[0] = (byte) line.length();
            resources.add(new Resource(name, Resource.TXT, TTL, Opaque.of(text)));
            machine.addresses().forEach(address -> resources.add(resource(name, address)));
        }
        shownAddresses(machines).forEach(address -> resources.add(resource(origin, address)));
        for (Machine machine : machines) {
            DomainName.parse(machine.label() + "." + origin)
                    .ifPresent(
                            target -> machine.services().forEach(port -> resources.add(service(origin, port, target))));
        }
        return resources;
    }

    private static Resource resource(String name, Address address) {
        byte[] data = new byte[address.family().addressLength()];
        address.write(data, 0);
        return new Resource(name, data.length == 4 ? Resource.A : Resource.AAAA, TTL, Opaque.of(data));
    }

    private static Resource service(String name, int port, DomainName target) {
        byte[] head = {0, 0, 0, 0, (byte) (port >>> 8), (byte) port};
        Rdata data = new Rdata(Opaque.of(head), List.of(target), Opaque.NONE);
        return new Resource(name, Resource.SRV, TTL, data.bytes());
    }
}
