package org.kadnode.kernel.core.dht;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.kadnode.kernel.core.krpc.KrpcError;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Id;

/**
 * One round of storing something at the nodes that a look-up has found nearest: announce_peer (BEP 5), or put
 * (BEP 44).
 */
final class Publication {

    /** Packets to one node before it counts as dead. */
    private static final int ATTEMPTS = 3;

    /** Hears how the round ended. */
    @FunctionalInterface
    interface Listener {
        void stored(long now, Publication publication);
    }

    private final LookupView search;
    private final int port;
    private final Function<Place, Message.Method> message;
    private final Listener listener;
    private final Set<Id> acknowledged = new HashSet<>();
    private int overtaken;
    private int waiting;

    /**
     * A round that has not begun.
     *
     * @param search what found the nodes
     * @param port the port that is announced; 0 for none
     * @param message what is sent to a node
     */
    Publication(LookupView search, int port, Function<Place, Message.Method> message, Listener listener) {
        this.search = search;
        this.port = port;
        this.message = message;
        this.listener = listener;
    }

    Id target() {
        return search.target();
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

    /** Sends it. May end at once. */
    void start(long now, List<Place> places, Transactions transactions) {
        // One more than is sent, so that it does not end before all are sent.
        waiting = 1;
        for (Place place : places) {
            if (transactions.ask(
                    now, place.node().endpoint(), message.apply(place), ATTEMPTS, new Asked(place.node()))) {
                waiting++;
            }
        }
        settle(now);
    }

    private final class Asked implements Transactions.Asker {
        private final NodeInfo node;

        private Asked(NodeInfo node) {
            this.node = node;
        }

        @Override
        public void replied(long now, Message.Response response) {
            acknowledged.add(node.id());
            settle(now);
        }

        @Override
        public void late(long now) {}

        @Override
        public void failed(long now, long error) {
            if (error == KrpcError.CAS_MISMATCH.code() || error == KrpcError.OUTDATED.code()) {
                overtaken++;
            }
            settle(now);
        }
    }

    private void settle(long now) {
        waiting--;
        if (waiting == 0) {
            listener.stored(now, this);
        }
    }

    LookupView view() {
        return new LookupView(
                target(),
                search.kind(),
                port,
                true,
                search.candidates().stream()
                        .map(candidate ->
                                acknowledged.contains(candidate.id()) ? candidate.withAcknowledgement() : candidate)
                        .toList());
    }
}
