package org.kadnode.kernel.core.dht;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.kadnode.kernel.core.krpc.KrpcError;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;

/**
 * One round of storing something at the nodes nearest to it: announce_peer (BEP 5), or put (BEP 44). Nodes are offered to
 * it while a look-up finds them, so that the first copies are there long before the slowest node has answered.
 */
final class Publication {

    /** Packets to one node before it counts as dead. */
    private static final int ATTEMPTS = 3;

    /** Hears how the round ended. */
    @FunctionalInterface
    interface Listener {
        void stored(long now, Publication publication);
    }

    private final Id target;
    private final int port;
    private final int most;
    private final Function<Place, Message.Method> message;
    private final Transactions transactions;
    private final Supplier<LookupView> search;
    private final Listener listener;
    private final Set<Endpoint> asked = new HashSet<>();
    private final Set<Id> acknowledged = new HashSet<>();
    private int overtaken;
    private int waiting;
    private boolean closed;

    /**
     * A round that has not begun.
     *
     * @param target where it is stored
     * @param port the port that is announced; 0 for none
     * @param most nodes that it is stored at
     * @param message what is sent to a node
     * @param search how the look-up went that finds the nodes
     */
    Publication(
            Id target,
            int port,
            int most,
            Function<Place, Message.Method> message,
            Transactions transactions,
            Supplier<LookupView> search,
            Listener listener) {
        this.target = target;
        this.port = port;
        this.most = most;
        this.message = message;
        this.transactions = transactions;
        this.search = search;
        this.listener = listener;
    }

    Id target() {
        return target;
    }

    int port() {
        return port;
    }

    /** How many nodes have taken it. */
    int copies() {
        return acknowledged.size();
    }

    /** How many nodes refused an item because theirs is another than the one that was to be replaced, or newer. */
    int overtaken() {
        return overtaken;
    }

    /** Sends it to those of some nodes that it was not sent to yet. */
    void offer(long now, List<Place> places) {
        for (Place place : places) {
            NodeInfo node = place.node();
            if (asked.size() < most
                    && !asked.contains(node.endpoint())
                    && transactions.ask(now, node.endpoint(), message.apply(place), ATTEMPTS, new Asked(node))) {
                asked.add(node.endpoint());
                waiting++;
            }
        }
    }

    /** No more nodes will be offered: it is over when all have answered. That may be at once. */
    void close(long now) {
        closed = true;
        settle(now);
    }

    boolean isClosed() {
        return closed;
    }

    private final class Asked implements Transactions.Asker {
        private final NodeInfo node;

        private Asked(NodeInfo node) {
            this.node = node;
        }

        @Override
        public void replied(long now, Message.Response response) {
            acknowledged.add(node.id());
            waiting--;
            settle(now);
        }

        @Override
        public void late(long now) {}

        @Override
        public void failed(long now, long error) {
            if (error == KrpcError.CAS_MISMATCH.code() || error == KrpcError.OUTDATED.code()) {
                overtaken++;
            }
            waiting--;
            settle(now);
        }
    }

    private void settle(long now) {
        if (closed && waiting == 0) {
            listener.stored(now, this);
        }
    }

    LookupView view() {
        LookupView found = search.get();
        return new LookupView(
                target,
                found.kind(),
                port,
                true,
                found.candidates().stream()
                        .map(candidate ->
                                acknowledged.contains(candidate.id()) ? candidate.withAcknowledgement() : candidate)
                        .toList());
    }
}
