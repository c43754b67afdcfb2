package org.kadnode.kernel.core.dht;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;

/** One round of announcing one port: announce_peer to the nodes that a look-up has found nearest (BEP 5). */
final class Publication {

    /** Packets to one node before it counts as dead. */
    private static final int ATTEMPTS = 3;

    /** A node that may be announced to, and the token that it gave us for this. */
    record Place(NodeInfo node, Opaque token) {}

    /** Hears how the round ended. */
    @FunctionalInterface
    interface Listener {
        void announced(long now, Publication publication, int copies);
    }

    private final LookupView search;
    private final int port;
    private final Listener listener;
    private final Set<Id> acknowledged = new HashSet<>();
    private int waiting;

    Publication(LookupView search, int port, Listener listener) {
        this.search = search;
        this.port = port;
        this.listener = listener;
    }

    Id target() {
        return search.target();
    }

    int port() {
        return port;
    }

    /** Sends the announcements. May end at once. */
    void start(long now, List<Place> places, Transactions transactions) {
        // One more than is sent, so that it does not end before all are sent.
        waiting = 1;
        for (Place place : places) {
            Message.Method method = new Message.Method.AnnouncePeer(target(), Optional.of(port), place.token());
            if (transactions.ask(now, place.node().endpoint(), method, ATTEMPTS, new Announced(place.node()))) {
                waiting++;
            }
        }
        settle(now);
    }

    private final class Announced implements Transactions.Asker {
        private final NodeInfo node;

        private Announced(NodeInfo node) {
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
        public void failed(long now) {
            settle(now);
        }
    }

    private void settle(long now) {
        waiting--;
        if (waiting == 0) {
            listener.announced(now, this, acknowledged.size());
        }
    }

    LookupView view() {
        return new LookupView(
                target(),
                port,
                true,
                search.candidates().stream()
                        .map(candidate ->
                                acknowledged.contains(candidate.id()) ? candidate.withAcknowledgement() : candidate)
                        .toList());
    }
}
