package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNode;
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

    Finder(KadNode node, Duration patience) {
        this.node = node;
        this.patience = patience;
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

    /** All were asked, and nobody announces it. */
    record NoName() implements Finding {}

    /** Nothing can be said: nobody could be asked, or not all that should be have been by now. */
    record Undecided() implements Finding {}

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
            return hasEnded(wanted) && hasEnded(other) ? new NoName() : new Undecided();
        }
    }

    /** Looks without waiting: a name is taken to exist unless a search has ended without a result. */
    Finding look(String name) throws InterruptedException {
        try (Resolution any = node.resolve(Query.of(name))) {
            boolean unknown = any.await(Duration.ZERO).isEmpty() && hasEnded(any);
            return unknown ? new NoName() : new NoData();
        }
    }

    private static boolean hasEnded(Resolution resolution) {
        return resolution.state() == Resolution.State.ENDED;
    }

    private Duration left(Duration begin) {
        Duration left = begin.plus(patience).minus(node.tasks().now());
        return left.isNegative() ? Duration.ZERO : left;
    }
}
