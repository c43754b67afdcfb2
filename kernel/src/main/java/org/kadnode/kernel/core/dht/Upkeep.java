package org.kadnode.kernel.core.dht;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.dht.BucketView.Standing;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;

/**
 * Keeps the {@link Atlas} filled, by asking one node at a time for nodes near a random identifier: quickly for ten seconds
 * after joining, then at the {@link Pace} of all upkeep. Each answer shows that a node is there, how far away it is, and names
 * others.
 */
final class Upkeep {

    /** Queries of the first seconds. */
    private static final int FIRST_QUERIES = 200;

    /** Between two of them, in milliseconds: a router at home must not have more than 50 new hosts a second to remember. */
    private static final long FIRST_INTERVAL_MILLIS = 50;

    /** When there was nothing to ask, it is looked again after this time. */
    private static final long IDLE_MILLIS = 3000;

    /** Between two looks at how large the network is. */
    private static final long MEASURE_MILLIS = 30_000;

    /** Nodes of the network for which there is a page, or fewer. */
    private static final int NODES_PER_PAGE = 256;

    private final Supplier<Id> self;
    private final Limits limits;
    private final RandomGenerator random;
    private final RoutingTable table;
    private final Transactions transactions;
    private final Atlas atlas;
    private final Pace pace;
    private int asked;
    private long heardAt = Long.MIN_VALUE;
    private long measureAt = Long.MAX_VALUE;
    private long nextAt = Long.MAX_VALUE;

    /**
     * Upkeep that has not begun.
     *
     * @param self our id, which may change
     */
    Upkeep(
            Supplier<Id> self,
            Limits limits,
            RandomGenerator random,
            RoutingTable table,
            Transactions transactions,
            Pace pace) {
        this.self = self;
        this.limits = limits;
        this.random = random;
        this.table = table;
        this.transactions = transactions;
        this.pace = pace;
        atlas = new Atlas(limits.atlasPages());
    }

    /** The own neighbourhood is known, and by it the size of the network. */
    void begin(long now) {
        measureAt = now;
        wake(now);
    }

    /** Whether the atlas is in use: then it keeps the far buckets of the routing table filled, too. */
    boolean isCharting() {
        return atlas.pages() > 0;
    }

    /** A node answered a query of ours. */
    void replied(long now, NodeInfo node, List<NodeInfo> named, long roundTrip) {
        heardAt = now;
        atlas.replied(now, node, roundTrip);
        named.forEach(atlas::heard);
    }

    /** Forgets an address. */
    void forget(Address address) {
        atlas.remove(address);
    }

    /** Nodes near a target, in no order. */
    List<Known> near(Id target) {
        return atlas.near(target);
    }

    void wake(long now) {
        if (now >= measureAt) {
            measureAt = now + MEASURE_MILLIS;
            atlas.grow(networkSize(now) / NODES_PER_PAGE);
            if (isCharting() && nextAt == Long.MAX_VALUE) {
                nextAt = now;
            }
        }
        if (now >= nextAt) {
            nextAt = now + ask(now);
        }
    }

    /** When {@link #wake} has something to do. */
    long wakeAt() {
        return Math.min(measureAt, nextAt);
    }

    /** The number of nodes that would be as near to each other everywhere as the nearest contacts are to us. */
    private long networkSize(long now) {
        List<NodeInfo> near = new ArrayList<>();
        table.closest(now, self.get(), limits.bucketSize(), standing -> true, near);
        if (near.size() < limits.bucketSize()) {
            return near.size();
        }
        int common = self.get().commonBits(near.getLast().id());
        return (long) limits.bucketSize() << Math.min(common, Integer.SIZE);
    }

    /** Asks somebody. Returns for how long to do nothing then. */
    private long ask(long now) {
        boolean first = asked < FIRST_QUERIES;
        if (!first && !pace.take(now)) {
            return pace.nextAt(now) - now;
        }
        Optional<NodeInfo> node = atlas.due(now).or(() -> anybody(now));
        if (node.isEmpty() || !ask(now, node.get())) {
            return IDLE_MILLIS;
        }
        asked++;
        return first ? FIRST_INTERVAL_MILLIS : Pace.INTERVAL_MILLIS;
    }

    /** While there is less than a contact for each page and no rumour to fill one with, more are needed. */
    private Optional<NodeInfo> anybody(long now) {
        if (atlas.contacts() >= atlas.pages()) {
            return Optional.empty();
        }
        List<NodeInfo> some = new ArrayList<>();
        table.closest(now, Id.random(random), 1, standing -> standing == Standing.GOOD, some);
        return some.stream().findFirst();
    }

    private boolean ask(long now, NodeInfo node) {
        Transactions.Asker asker = new Transactions.Asker() {
            @Override
            public void replied(long when, Message.Response response) {}

            @Override
            public void late(long when) {}

            @Override
            public void failed(long when, long error) {
                // If nobody else has answered since then, the network is down, not the node.
                if (heardAt >= now) {
                    atlas.failed(node);
                }
            }
        };
        return transactions.ask(now, node.endpoint(), new Message.Method.FindNode(Id.random(random)), 1, asker);
    }
}
