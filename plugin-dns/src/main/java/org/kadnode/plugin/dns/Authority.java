package org.kadnode.plugin.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.ResolvedAddress;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.HINFORecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.SVCBBase;
import org.xbill.DNS.Type;

/** Answers for the names of the network, for which nobody but us is asked. */
final class Authority implements Source {

    /** While a search still runs, what it has found is kept for this long at most, in seconds. */
    static final int INCOMPLETE_SECONDS = 5;

    /** Names in records of which the addresses come along. */
    private static final int MOST_TARGETS = 4;

    private final KadNode node;
    private final DnsSettings settings;
    private final Zones zones;
    private final Finder finder;
    private final Follower follower;
    private final Supplier<Networks> networks;
    private final Optional<Others> others;

    /**
     * The authority for the names of a node.
     *
     * @param networks those to which this machine is attached now
     * @param others whom to ask for names that are not of the network, to which an alias may lead
     */
    Authority(
            KadNode node,
            DnsSettings settings,
            Zones zones,
            Counters counters,
            Supplier<Networks> networks,
            Optional<Others> others) {
        this.node = node;
        this.settings = settings;
        this.zones = zones;
        this.finder = new Finder(node, settings, counters, networks);
        this.follower = new Follower(node, zones, finder);
        this.networks = networks;
        this.others = others;
    }

    /** Whether a name is ours to answer for. */
    boolean isFor(Name name) {
        return zones.isDomain(name) || node.covers(name.toString(true));
    }

    /** The answer to a question about the top level domain itself, of which all is known; empty for other names. */
    Optional<Answer> atOnce(Question question) {
        return zones.isDomain(question.name())
                ? Optional.of(noData(Draft.of(question), question.type(), question.name()))
                : Optional.empty();
    }

    /** Finds the answer. An alias comes first, then what it leads to; a code tells of that last name (RFC 6604, section 3). */
    @Override
    public Found find(Question question, Duration deadline) throws InterruptedException {
        Follower.Course course = follower.follow(question.name(), question.type(), deadline);
        Draft draft = Draft.of(question).answer(course.aliases());
        return switch (course.end()) {
            case Finder.Addresses found -> addresses(draft, question, course.last(), found);
            case Finder.Records found ->
                whole(draft.answer(found.records())
                        .additional(addressesOfTargets(found.records(), question))
                        .authoritative());
            case Finder.Elsewhere elsewhere -> elsewhere(draft, question.withName(course.last()), deadline);
            case Finder.NoData noData -> new Found(noData(draft, question.type(), course.last()), true);
            case Finder.NoName noName -> whole(noName(draft, course.last(), noName));
            case Finder.Undecided undecided ->
                new Found(Draft.code(Rcode.SERVFAIL).because(undecided.reason()), false);
        };
    }

    private Draft noName(Draft draft, Name last, Finder.NoName noName) {
        Draft negative =
                draft.withCode(Rcode.NXDOMAIN).negative(zones.soa(last)).authoritative();
        return noName.unverified() ? negative.because(ExtendedError.UNVERIFIED) : negative;
    }

    @Override
    public void exhaust(Question question, Duration deadline) throws InterruptedException {
        finder.exhaust(question.name(), deadline);
    }

    private static Found whole(Draft draft) {
        return new Found(draft.answer(), true);
    }

    private Found addresses(Draft draft, Question question, Name name, Finder.Addresses found) {
        long ttl = lifetime(found.addresses());
        if (!found.complete()) {
            ttl = Math.min(ttl, INCOMPLETE_SECONDS);
        }
        List<InetAddress> seen = seen(question, found.addresses());
        if (seen.isEmpty()) {
            // This machine itself, which has no address of the family where the asker is.
            return new Found(noData(draft, question.type(), name), found.complete());
        }
        if (question.type() == Type.SRV) {
            services(draft, question, name, found.addresses(), ttl);
        } else {
            draft.answer(records(name, seen, ttl));
        }
        return new Found(draft.authoritative().answer(), found.complete());
    }

    /** As long as all of them will be handed out anyway, but not longer than the settings say. */
    private long lifetime(List<ResolvedAddress> addresses) {
        long most = settings.ttl().toSeconds();
        long trusted = addresses.stream()
                .map(ResolvedAddress::trust)
                .mapToLong(Duration::toSeconds)
                .min()
                .orElse(0);
        return Math.min(most, Math.max(1, trusted));
    }

    /** As KadNode 1.0 has it, one record for each address with its port; the target is a name for just that address. */
    private void services(Draft draft, Question question, Name host, List<ResolvedAddress> addresses, long ttl) {
        List<InetAddress> order = seen(question, addresses);
        Set<Record> services = new LinkedHashSet<>();
        Set<Record> targets = new LinkedHashSet<>();
        for (InetAddress address : order) {
            Optional<Name> target = new AddressLabel(host, address).name();
            for (ResolvedAddress each : addresses) {
                if (target.isPresent() && seen(question, List.of(each)).contains(address)) {
                    int port = each.address().getPort();
                    services.add(new SRVRecord(host, DClass.IN, ttl, 0, 0, port, target.get()));
                    targets.addAll(records(target.get(), List.of(address), ttl));
                }
            }
        }
        draft.answer(List.copyOf(services)).additional(List.copyOf(targets));
    }

    private List<InetAddress> seen(Question question, List<ResolvedAddress> addresses) {
        List<InetAddress> plain =
                addresses.stream().map(each -> each.address().getAddress()).toList();
        return networks.get().seenFrom(Variant.network(question.variant()), plain);
    }

    private static List<Record> records(Name name, List<InetAddress> addresses, long ttl) {
        return addresses.stream()
                .<Record>map(address -> address instanceof Inet4Address
                        ? new ARecord(name, DClass.IN, ttl, address)
                        : new AAAARecord(name, DClass.IN, ttl, address))
                .toList();
    }

    /** Addresses, as far as they are known, of the names to which records refer (RFC 1035, section 3.3.9, RFC 2782). */
    private List<Record> addressesOfTargets(List<Record> referring, Question question) throws InterruptedException {
        List<Name> targets = referring.stream()
                .flatMap(record -> Stream.ofNullable(target(record)))
                .filter(target -> !zones.isDomain(target) && node.covers(target.toString(true)))
                .distinct()
                .limit(MOST_TARGETS)
                .toList();
        List<Record> records = new ArrayList<>();
        for (Name target : targets) {
            List<ResolvedAddress> known = finder.known(target);
            records.addAll(records(target, seen(question, known), lifetime(known)));
        }
        return records;
    }

    /** The name to which a record refers; for SVCB and HTTPS, too (RFC 9460, section 4.1), which the library leaves out. */
    private static @Nullable Name target(Record record) {
        return record instanceof SVCBBase service ? service.getTargetName() : record.getAdditionalName();
    }

    /** An alias of a name that others know better. */
    private Found elsewhere(Draft draft, Question rest, Duration deadline) throws InterruptedException {
        if (others.isEmpty()) {
            return whole(draft.authoritative());
        }
        return others.get().find(rest, deadline, draft.authoritative());
    }

    /** A name that exists; some of what it has needs no search. */
    private Answer noData(Draft draft, int type, Name name) {
        draft.authoritative();
        if (type == Type.SOA && zones.isApex(name)) {
            return draft.answer(List.of(zones.soa(name))).answer();
        }
        if (type == Type.ANY && !zones.isDomain(name)) {
            // One small record instead of all there are (RFC 8482, section 4.2).
            long ttl = settings.ttl().toSeconds();
            return draft.answer(List.of(new HINFORecord(name, DClass.IN, ttl, "RFC8482", "")))
                    .answer();
        }
        return draft.negative(zones.soa(name)).answer();
    }
}
