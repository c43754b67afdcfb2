package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.NodeStatus.FamilyStatus;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress;

/**
 * Asks the node for addresses of one family, and finds out what it means when there are none.
 *
 * <p>The search in the other family runs beside: only it can tell a name without such addresses (NODATA) from a name that
 * does not exist (NXDOMAIN), and askers take the latter for both families.
 */
final class Finder {

    private final KadNode node;
    private final Duration patience;
    private final Set<Family> families;

    Finder(KadNode node, Duration patience) {
        this.node = node;
        this.patience = patience;
        this.families =
                node.status().families().stream().map(FamilyStatus::family).collect(Collectors.toUnmodifiableSet());
    }

    /** What is known about a name. */
    sealed interface Finding {}

    /**
     * It has addresses.
     *
     * @param addresses those known so far, in the order found
     */
    record Addresses(List<InetAddress> addresses) implements Finding {}

    /** It exists, but has none of these addresses. */
    record NoData() implements Finding {}

    /** Nobody announces it. */
    record NoName() implements Finding {}

    /** Nobody could be asked. */
    record NotJoined() implements Finding {}

    /** Waits for the first address of a family; more that are known by then come along. */
    Finding find(String name, Family family) throws InterruptedException {
        Duration begin = node.tasks().now();
        Family otherFamily = family == Family.IPV4 ? Family.IPV6 : Family.IPV4;
        try (Resolution wanted = node.resolve(Query.of(name, family));
                Resolution other = node.resolve(Query.of(name, otherFamily))) {
            List<ResolvedAddress> found = wanted.await(patience);
            if (!found.isEmpty()) {
                return new Addresses(found.stream()
                        .map(address -> address.address().getAddress())
                        .toList());
            }
            if (!other.await(left(begin)).isEmpty()) {
                return new NoData();
            }
            return asks(family, wanted) || asks(otherFamily, other) ? new NoName() : new NotJoined();
        }
    }

    /** Looks without waiting: a name is taken to exist unless a search has ended without a result. */
    Finding look(String name) throws InterruptedException {
        try (Resolution any = node.resolve(Query.of(name))) {
            boolean unknown = any.await(Duration.ZERO).isEmpty() && any.state() == Resolution.State.ENDED;
            return unknown ? new NoName() : new NoData();
        }
    }

    /** Whether there are nodes that can be, or have been, asked for addresses of a family. */
    private boolean asks(Family family, Resolution resolution) {
        return families.contains(family) && resolution.state() != Resolution.State.NOT_JOINED;
    }

    private Duration left(Duration begin) {
        Duration left = begin.plus(patience).minus(node.tasks().now());
        return left.isNegative() ? Duration.ZERO : left;
    }
}
