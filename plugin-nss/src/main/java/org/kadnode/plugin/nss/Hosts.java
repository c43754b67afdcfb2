package org.kadnode.plugin.nss;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress;
import org.kadnode.plugins.SignedData;

/** Asks the node for hosts, and waits for the first address and a little longer for more. Any thread. */
final class Hosts {

    /** More aliases than any honest chain has; a loop ends here. */
    private static final int MOST_ALIASES = 8;

    private final KadNode node;
    private final Duration settling;

    /**
     * A finder of hosts.
     *
     * @param settling how long more addresses are waited for when the first was found
     */
    Hosts(KadNode node, Duration settling) {
        this.node = node;
        this.settling = settling;
    }

    /** What came of a request. */
    sealed interface Outcome {

        /**
         * The name has addresses.
         *
         * @param addresses IP addresses and ports in the order found, at least one
         */
        record Addresses(List<InetSocketAddress> addresses) implements Outcome {}

        /**
         * The address has names.
         *
         * @param names the best first, at least one
         */
        record Names(List<String> names) implements Outcome {}

        /** Nobody announces the name, or no name is known for the address. */
        record NoName() implements Outcome {}

        /** The name exists, but has no address of the families wanted. */
        record NoData() implements Outcome {}

        /** Nothing was found in time, and it is not certain that there is nothing. */
        record Late() implements Outcome {}

        /** It is not a name of the network. */
        record Foreign() implements Outcome {}
    }

    /** What is known about one name: addresses or not, or that it stands for another. */
    private sealed interface Finding {

        record End(Outcome outcome) implements Finding {}

        record Alias(String target) implements Finding {}
    }

    /**
     * Waits for the addresses of a name, be they under another name that its owner has signed.
     *
     * @param name a name that the node covers
     * @param families those wanted, at least one
     * @param patience the longest time to wait for the first
     */
    Outcome find(String name, Set<Family> families, Duration patience) throws InterruptedException {
        Duration deadline = node.tasks().now().plus(patience);
        String at = name;
        for (int aliases = 0; aliases <= MOST_ALIASES; aliases++) {
            switch (look(at, families, deadline)) {
                case Finding.End end -> {
                    return end.outcome();
                }
                case Finding.Alias alias -> {
                    if (!node.covers(alias.target())) {
                        return new Outcome.NoData();
                    }
                    at = alias.target();
                }
            }
        }
        return new Outcome.NoData();
    }

    private Finding look(String name, Set<Family> families, Duration deadline) throws InterruptedException {
        try (Resolution wanted = node.resolve(new Query(name, families));
                Resolution all = node.resolve(Query.of(name))) {
            List<ResolvedAddress> found = wanted.await(Duration.ZERO);
            if (found.isEmpty() && wanted.state() != Resolution.State.ENDED) {
                node.tasks()
                        .start(
                                "nss alias",
                                () -> heedAlias(all.signed(node.tasks().until(deadline)), wanted));
            }
            found = wanted.settled(deadline, settling, node.tasks());
            Optional<SignedData> signed = all.signed(Duration.ZERO);
            Optional<String> target = signed.flatMap(Alias::target);
            if (target.isPresent()) {
                return new Finding.Alias(target.get());
            }
            return new Finding.End(
                    found.isEmpty()
                            ? nothing(wanted, all, signed)
                            : new Outcome.Addresses(found.stream()
                                    .map(ResolvedAddress::address)
                                    .distinct()
                                    .toList()));
        } catch (KadNodeException e) {
            return new Finding.End(e.kind() == KadNodeException.Kind.NAME ? new Outcome.NoName() : new Outcome.Late());
        }
    }

    /** Nothing has to be waited for at a name that stands for another. */
    private static void heedAlias(Optional<SignedData> signed, Resolution waiting) {
        if (signed.flatMap(Alias::target).isPresent()) {
            waiting.close();
        }
    }

    /** What to say of a name that has no such address: it may have one of the other family, or other records. */
    private static Outcome nothing(Resolution wanted, Resolution all, Optional<SignedData> signed)
            throws InterruptedException {
        boolean ended = wanted.state() == Resolution.State.ENDED;
        if (!all.await(Duration.ZERO).isEmpty()
                || signed.filter(SignedData::exists).isPresent()) {
            return ended ? new Outcome.NoData() : new Outcome.Late();
        }
        return ended && all.state() == Resolution.State.ENDED ? new Outcome.NoName() : new Outcome.Late();
    }

    /** The names that are known to lead to an address. Does not wait for the network. */
    Outcome names(InetAddress address) {
        try {
            List<String> names = node.names(address);
            return names.isEmpty() ? new Outcome.NoName() : new Outcome.Names(names);
        } catch (KadNodeException busyOrStopping) {
            return new Outcome.Late();
        }
    }
}
