package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress;
import org.kadnode.plugins.SignedData;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * Asks the node what a name has of a type, and finds out what it means when there is nothing.
 *
 * <p>Addresses come from whoever announces the name and from its owner, all other records from its owner alone. Both
 * families are searched whatever was asked: a name without such addresses (NODATA) is told from a name that does not exist
 * (NXDOMAIN), and askers take the latter for all types.
 */
final class Finder {

    private final KadNode node;
    private final Duration settling;
    private final long signedTtlMax;
    private final Counters counters;
    private final Supplier<Networks> networks;

    /**
     * A finder.
     *
     * @param networks those to which this machine is attached now
     */
    Finder(KadNode node, DnsSettings settings, Counters counters, Supplier<Networks> networks) {
        this.node = node;
        this.networks = networks;
        this.settling = settings.settling();
        this.signedTtlMax = settings.signedTtlMax().toSeconds();
        this.counters = counters;
    }

    /** What is known about a name. */
    sealed interface Finding {}

    /** What a question can be answered with. */
    sealed interface End extends Finding {}

    /**
     * It has addresses.
     *
     * @param addresses those known so far, in the order found, at least one
     * @param complete whether the search has ended, and no more are to be expected
     */
    record Addresses(List<ResolvedAddress> addresses, boolean complete) implements End {}

    /**
     * Its owner has signed records of the type.
     *
     * @param records all of them, at least one
     */
    record Records(List<Record> records) implements End {}

    /** It exists, but has nothing of the type. */
    record NoData() implements End {}

    /**
     * Its owner says so, or all were asked and nobody announces it.
     *
     * @param unverified whether there are some who claim it, but have not proved that with its key
     */
    record NoName(boolean unverified) implements End {

        NoName() {
            this(false);
        }
    }

    /** It is not a name of the network: the asker knows better whom to ask. */
    record Elsewhere() implements End {}

    /**
     * Nothing can be said: nobody could be asked, or not all that should be have been by now.
     *
     * @param reason for the asker
     */
    record Undecided(ExtendedError reason) implements End {}

    /**
     * It is another name for something else (RFC 1034, section 3.6.2).
     *
     * @param record what its owner has signed about that
     */
    record Alias(CNAMERecord record) implements Finding {}

    /**
     * Waits for what a name has of a type.
     *
     * @param type what was asked for; for ANY nothing is waited for, and existing is all
     * @param deadline when to give up
     * @throws KadNodeException if the node cannot search now
     */
    Finding find(Name name, int type, Duration deadline) throws InterruptedException {
        Optional<String> hostName = Zones.hostName(name);
        if (hostName.isEmpty()) {
            return new NoName();
        }
        try {
            Optional<AddressLabel> label = AddressLabel.in(name);
            Optional<End> labelled = label.isEmpty() ? Optional.empty() : labelled(label.get(), type);
            if (labelled.isPresent()) {
                return labelled.get();
            }
            return switch (type) {
                case Type.A -> addresses(name, hostName.get(), Family.IPV4, deadline);
                case Type.AAAA -> addresses(name, hostName.get(), Family.IPV6, deadline);
                case Type.ANY -> look(hostName.get());
                case Type.SRV -> services(name, hostName.get(), deadline);
                default -> records(name, hostName.get(), type, deadline);
            };
        } catch (KadNodeException e) {
            if (e.kind() == KadNodeException.Kind.NAME) {
                return new NoName();
            }
            throw e;
        }
    }

    /** Waits for the first address of a family, and a little longer for more. */
    private Finding addresses(Name name, String hostName, Family family, Duration deadline)
            throws InterruptedException {
        Family otherFamily = family == Family.IPV4 ? Family.IPV6 : Family.IPV4;
        try (Resolution wanted = node.resolve(Query.of(hostName, family));
                Resolution other = node.resolve(Query.of(hostName, otherFamily));
                Resolution owner = node.resolve(Query.of(hostName))) {
            List<ResolvedAddress> found = wanted.await(Duration.ZERO);
            if (found.isEmpty() && !hasEnded(owner)) {
                node.tasks()
                        .start("dns signed data", () -> heedOwner(name, owner.signed(left(deadline)), wanted, other));
                found = wanted.settled(deadline, settling, node.tasks());
            }
            boolean otherFound = found.isEmpty() && !other.await(left(deadline)).isEmpty();
            // What is signed is there with its addresses; the other requests may hear of it a moment later.
            Optional<SignedData> signed = wanted.signed(Duration.ZERO);
            if (signed.isEmpty()) {
                signed = owner.signed(Duration.ZERO);
            }
            Optional<Finding> alias = signed.flatMap(data -> alias(name, data));
            if (alias.isPresent()) {
                return alias.get();
            }
            if (!found.isEmpty()) {
                return new Addresses(found, hasEnded(wanted));
            }
            if (otherFound || signed.filter(SignedData::exists).isPresent()) {
                return new NoData();
            }
            return signed.isPresent() || hasEnded(owner) ? new NoName(owner.unverified()) : undecided(owner);
        }
    }

    private Undecided undecided(Resolution resolution) {
        if (resolution.state() == Resolution.State.NOT_JOINED) {
            return new Undecided(ExtendedError.NOT_READY);
        }
        return new Undecided(resolution.unverified() ? ExtendedError.UNVERIFIED : ExtendedError.NOT_FOUND_YET);
    }

    /** Lets the search for addresses of a name run to its end. */
    void exhaust(Name name, Duration deadline) throws InterruptedException {
        Optional<String> hostName = Zones.hostName(name);
        if (hostName.isEmpty()) {
            return;
        }
        try (Resolution all = node.resolve(Query.of(hostName.get()))) {
            boolean more = true;
            while (more) {
                more = all.next(left(deadline)).isPresent();
            }
        }
    }

    /** The addresses of a name that are known now. */
    List<ResolvedAddress> known(Name name) throws InterruptedException {
        Optional<String> hostName = Zones.hostName(name);
        if (hostName.isEmpty()) {
            return List.of();
        }
        try (Resolution all = node.resolve(Query.of(hostName.get()))) {
            return all.await(Duration.ZERO);
        }
    }

    /** The name that stands for one address of another: it has that, as long as the other one has it. */
    private Optional<End> labelled(AddressLabel label, int type) throws InterruptedException {
        InetAddress address = label.address();
        Optional<ResolvedAddress> itself = known(label.host()).stream()
                .filter(each -> networks.get().mayBeSeenAs(each.address().getAddress(), address))
                .map(each -> new ResolvedAddress(
                        new InetSocketAddress(address, each.address().getPort()), each.proof(), each.trust()))
                .findFirst();
        int typeOfAddress = Family.of(address) == Family.IPV4 ? Type.A : Type.AAAA;
        return itself.map(each -> type == typeOfAddress ? new Addresses(List.of(each), true) : new NoData());
    }

    /** What the owner has signed, or else the ports of the addresses, as KadNode 1.0 has it. */
    private Finding services(Name name, String hostName, Duration deadline) throws InterruptedException {
        Finding signed = records(name, hostName, Type.SRV, deadline);
        if (!(signed instanceof NoData)) {
            return signed;
        }
        try (Resolution any = node.resolve(Query.of(hostName))) {
            List<ResolvedAddress> found = any.await(Duration.ZERO);
            if (found.isEmpty() && any.signed(Duration.ZERO).isEmpty()) {
                found = any.settled(deadline, settling, node.tasks());
            }
            List<ResolvedAddress> services =
                    found.stream().filter(each -> each.address().getPort() != 0).toList();
            if (!services.isEmpty()) {
                return new Addresses(services, hasEnded(any));
            }
            if (!found.isEmpty() || any.signed(Duration.ZERO).isPresent()) {
                return new NoData();
            }
            return hasEnded(any) ? new NoName(any.unverified()) : undecided(any);
        }
    }

    /**
     * Ends the waits that have become pointless: all if the name is an alias, that for the other family if its owner says
     * that the name exists. A resolution wakes whoever waits for addresses only when it is closed or finds one.
     */
    private void heedOwner(Name name, Optional<SignedData> signed, Resolution wanted, Resolution other) {
        signed.ifPresent(data -> {
            boolean isAlias = !RecordSet.of(data, name, Type.CNAME, signedTtlMax)
                    .records()
                    .isEmpty();
            if (isAlias) {
                wanted.close();
            }
            if (isAlias || data.exists()) {
                other.close();
            }
        });
    }

    /** Waits for what the owner has signed. */
    private Finding records(Name name, String hostName, int type, Duration deadline) throws InterruptedException {
        try (Resolution owner = node.resolve(Query.of(hostName))) {
            Optional<SignedData> signed = owner.signed(left(deadline));
            if (signed.isEmpty()) {
                return withoutRecords(owner, deadline);
            }
            Optional<Finding> alias = type == Type.CNAME ? Optional.empty() : signed.flatMap(data -> alias(name, data));
            if (alias.isPresent()) {
                return alias.get();
            }
            List<Record> records = read(name, signed.get(), type);
            if (!records.isEmpty()) {
                return new Records(records);
            }
            // What the owner does not list may still be announced, by a KadNode 1.0 that has the key.
            boolean exists =
                    signed.get().exists() || !owner.await(left(deadline)).isEmpty();
            return exists ? new NoData() : new NoName();
        }
    }

    /** A name for which nothing is signed, or nothing is found in time. */
    private End withoutRecords(Resolution owner, Duration deadline) throws InterruptedException {
        if (hasEnded(owner)) {
            return owner.await(Duration.ZERO).isEmpty() ? new NoName(owner.unverified()) : new NoData();
        }
        // If time is left, nothing was waited for: the name belongs to nobody, and so has addresses at most.
        return left(deadline).isZero() ? undecided(owner) : new NoData();
    }

    /** Looks without waiting: a name is taken to exist unless a search has ended without a result. */
    private End look(String hostName) throws InterruptedException {
        try (Resolution any = node.resolve(Query.of(hostName))) {
            boolean known = !any.await(Duration.ZERO).isEmpty()
                    || any.signed(Duration.ZERO).filter(SignedData::exists).isPresent();
            return known || !hasEnded(any) ? new NoData() : new NoName(any.unverified());
        }
    }

    private Optional<Finding> alias(Name name, SignedData data) {
        return read(name, data, Type.CNAME).stream()
                .map(CNAMERecord.class::cast)
                .<Finding>map(Alias::new)
                .findFirst();
    }

    private List<Record> read(Name name, SignedData data, int type) {
        RecordSet set = RecordSet.of(data, name, type, signedTtlMax);
        counters.leftOut.add(set.malformed());
        return set.records();
    }

    private static boolean hasEnded(Resolution resolution) {
        return resolution.state() == Resolution.State.ENDED;
    }

    private Duration left(Duration deadline) {
        return node.tasks().until(deadline);
    }
}
