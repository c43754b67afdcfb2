package org.kadnode.kernel.core.dht;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.Opaque;

/**
 * An iterative search (BEP 5, Kademlia): ask the nearest nodes known for nearer ones, several at a time,
 * until the nearest that are alive have all answered. A node whose answer is late no longer holds a
 * place among those asked in parallel, but the search ends only when it has answered or is given up.
 *
 * <p>A search that announces then sends announce_peer to the nearest nodes that answered with a token.
 */
final class Lookup {

    /** Packets to one node before it counts as dead. */
    private static final int ATTEMPTS = 3;

    /** What a look-up tells about itself. */
    interface Listener {

        /** A node named a peer. */
        void found(long now, Id target, Endpoint peer);

        /** Everybody near has been asked. Announcing begins, if it was wanted. */
        void searched(long now, Lookup lookup);

        /** An announcement is over. */
        void announced(long now, Id target, int port, int copies);

        /** Nothing is left to do. */
        void ended(long now, Lookup lookup);
    }

    private final Id target;
    private final boolean peers;
    private final Limits limits;
    private final Transactions transactions;
    private final Listener listener;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Set<Endpoint> endpoints = new HashSet<>();
    private final Map<Integer, Round> rounds = new LinkedHashMap<>();
    private int queries;
    private boolean searched;
    private boolean over;

    /** The announcement of one port. */
    private static final class Round {
        private int waiting;
        private int copies;
    }

    private final class Candidate implements Transactions.Asker {
        private final NodeInfo node;
        private int packets;
        private boolean late;
        private boolean replied;
        private boolean failed;
        private boolean acknowledged;
        private Opaque token = Opaque.NONE;

        private Candidate(NodeInfo node) {
            this.node = node;
        }

        private boolean isWaiting() {
            return packets > 0 && !replied && !failed;
        }

        @Override
        public void replied(long now, Message.Response response) {
            if (response.sender().equals(node.id())) {
                replied = true;
                token = response.token();
                take(now, response);
            } else {
                failed = true;
            }
            advance(now);
        }

        @Override
        public void late(long now) {
            late = true;
            packets++;
            advance(now);
        }

        @Override
        public void failed(long now) {
            failed = true;
            advance(now);
        }

        private void take(long now, Message.Response response) {
            response.nodes().forEach(Lookup.this::add);
            for (Endpoint peer : response.values()) {
                listener.found(now, target, peer);
            }
        }
    }

    Lookup(Id target, boolean peers, Limits limits, Transactions transactions, Listener listener) {
        this.target = target;
        this.peers = peers;
        this.limits = limits;
        this.transactions = transactions;
        this.listener = listener;
    }

    Id target() {
        return target;
    }

    boolean isForPeers() {
        return peers;
    }

    /** Begins with some nodes. May end at once. */
    void start(long now, List<NodeInfo> nodes) {
        nodes.forEach(this::add);
        advance(now);
    }

    /**
     * Announces a port when the search is over.
     *
     * @return false if it is over already
     */
    boolean announce(int port) {
        if (searched) {
            return false;
        }
        rounds.putIfAbsent(port, new Round());
        return true;
    }

    LookupView view() {
        return new LookupView(
                target,
                rounds.keySet().stream().findFirst().orElse(0),
                searched,
                candidates.stream()
                        .map(c -> new LookupView.CandidateView(
                                c.node.id(), c.node.endpoint(), c.packets, c.replied, c.acknowledged))
                        .toList());
    }

    private void add(NodeInfo node) {
        if (searched || !endpoints.add(node.endpoint())) {
            return;
        }
        int at = candidates.size();
        while (at > 0
                && target.compareDistance(node.id(), candidates.get(at - 1).node.id()) < 0) {
            at--;
        }
        if (at >= limits.lookupCandidates()) {
            endpoints.remove(node.endpoint());
            return;
        }
        candidates.add(at, new Candidate(node));
        if (candidates.size() > limits.lookupCandidates()) {
            dropFarthestUnasked();
        }
    }

    /** Those asked stay, so that their answers are still understood. */
    private void dropFarthestUnasked() {
        for (int i = candidates.size() - 1; i >= 0; i--) {
            if (candidates.get(i).packets == 0) {
                endpoints.remove(candidates.remove(i).node.endpoint());
                return;
            }
        }
        candidates.remove(candidates.size() - 1);
    }

    private void advance(long now) {
        if (searched) {
            return;
        }
        boolean waiting = askMore(now);
        if (nearestHaveReplied() || !waiting) {
            searched = true;
            listener.searched(now, this);
            announceTo(now);
            endIfDone(now);
        }
    }

    /** Fills the places of the queries in parallel. Returns whether any answer is still awaited. */
    private boolean askMore(long now) {
        int parallel =
                (int) candidates.stream().filter(c -> c.isWaiting() && !c.late).count();
        int near = 0;
        for (Candidate candidate : List.copyOf(candidates)) {
            if (near == limits.bucketSize() || parallel >= limits.lookupParallel()) {
                break;
            }
            if (candidate.failed || (candidate.late && !candidate.replied)) {
                continue;
            }
            near++;
            if (candidate.packets == 0 && queries < limits.lookupQueries() && ask(now, candidate)) {
                parallel++;
            }
        }
        return candidates.stream().anyMatch(Candidate::isWaiting);
    }

    private boolean ask(long now, Candidate candidate) {
        Message.Method method = peers ? new Message.Method.GetPeers(target) : new Message.Method.FindNode(target);
        if (!transactions.ask(now, candidate.node.endpoint(), method, ATTEMPTS, candidate)) {
            return false;
        }
        queries++;
        candidate.packets = 1;
        return true;
    }

    private boolean nearestHaveReplied() {
        int near = 0;
        for (Candidate candidate : candidates) {
            if (near == limits.bucketSize()) {
                return true;
            }
            if (!candidate.failed) {
                if (!candidate.replied) {
                    return false;
                }
                near++;
            }
        }
        return true;
    }

    private void announceTo(long now) {
        List<Candidate> nearest = candidates.stream()
                .filter(c -> c.replied && c.token.length() > 0)
                .limit(limits.bucketSize())
                .toList();
        // One more than is sent, so that no round is over before all have begun.
        rounds.values().forEach(round -> round.waiting = 1);
        rounds.forEach((port, round) -> {
            for (Candidate candidate : nearest) {
                announceTo(now, candidate, port, round);
            }
            settle(now, port, round);
        });
    }

    private void announceTo(long now, Candidate candidate, int port, Round round) {
        Message.Method method = new Message.Method.AnnouncePeer(target, Optional.of(port), candidate.token);
        Transactions.Asker asker = new Transactions.Asker() {
            @Override
            public void replied(long when, Message.Response response) {
                candidate.acknowledged = true;
                round.copies++;
                settle(when, port, round);
            }

            @Override
            public void late(long when) {}

            @Override
            public void failed(long when) {
                settle(when, port, round);
            }
        };
        if (transactions.ask(now, candidate.node.endpoint(), method, ATTEMPTS, asker)) {
            round.waiting++;
        }
    }

    private void settle(long now, int port, Round round) {
        round.waiting--;
        if (round.waiting == 0) {
            listener.announced(now, target, port, round.copies);
            endIfDone(now);
        }
    }

    private void endIfDone(long now) {
        if (searched && !over && rounds.values().stream().allMatch(round -> round.waiting == 0)) {
            over = true;
            listener.ended(now, this);
        }
    }
}
