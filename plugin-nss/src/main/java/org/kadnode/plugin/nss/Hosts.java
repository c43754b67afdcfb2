package org.kadnode.plugin.nss;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
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

    /**
     * Waits for the addresses of a name.
     *
     * @param name a name that the node covers
     * @param families those wanted, at least one
     * @param patience the longest time to wait for the first
     */
    Outcome find(String name, Set<Family> families, Duration patience) throws InterruptedException {
        Duration deadline = node.tasks().now().plus(patience);
        try (Resolution wanted = node.resolve(new Query(name, families))) {
            List<ResolvedAddress> found = wanted.settled(deadline, settling, node.tasks());
            if (found.isEmpty()) {
                return nothing(name, wanted);
            }
            return new Outcome.Addresses(
                    found.stream().map(ResolvedAddress::address).distinct().toList());
        } catch (KadNodeException e) {
            return e.kind() == KadNodeException.Kind.NAME ? new Outcome.NoName() : new Outcome.Late();
        }
    }

    /** What to say of a name that has no such address: it may have one of the other family, or other records. */
    private Outcome nothing(String name, Resolution wanted) throws InterruptedException {
        boolean ended = wanted.state() == Resolution.State.ENDED;
        try (Resolution any = node.resolve(Query.of(name))) {
            boolean exists = !any.await(Duration.ZERO).isEmpty()
                    || any.signed(Duration.ZERO).filter(SignedData::exists).isPresent();
            if (exists) {
                return ended ? new Outcome.NoData() : new Outcome.Late();
            }
            return ended && any.state() == Resolution.State.ENDED ? new Outcome.NoName() : new Outcome.Late();
        }
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
