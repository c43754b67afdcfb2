package org.kadnode.kernel.core.dht;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
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
 */
final class Lookup {

    /** Packets to one node before it counts as dead. */
    private static final int ATTEMPTS = 3;

    /** Of these, packets that ask for an item: the last one asks for nodes, which nodes without items know, too. */
    private static final int ITEM_ATTEMPTS = 2;

    /** What a look-up tells about itself. */
    interface Listener {

        /** A node named a peer. */
        void found(long now, Id target, Endpoint peer, Endpoint witness);

        /** A node sent what it stores. */
        void item(long now, Id target, Message.Stored stored, Endpoint witness);

        /** No query could be sent, because too many are under way: {@link #resume} is to be called soon. */
        void starved(long now);

        /** Everybody near has been asked; the look-up is over. */
        void ended(long now, Lookup lookup);
    }

    private final Id target;
    private final LookupView.Kind kind;
    private final Limits limits;
    private final Transactions transactions;
    private final Listener listener;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Set<Endpoint> endpoints = new HashSet<>();
    private final Set<Integer> ports = new LinkedHashSet<>();
    private int queries;
    private long startedAt;
    private boolean over;

    private final class Candidate implements Transactions.Asker {
        private final NodeInfo node;
        private final int hops;
        private int packets;
        private long askedAt;
        private long repliedAt;
        private boolean late;
        private boolean replied;
        private boolean failed;
        private boolean withoutItems;
        private Opaque token = Opaque.NONE;
        private OptionalLong seq = OptionalLong.empty();

        private Candidate(NodeInfo node, int hops) {
            this.node = node;
            this.hops = hops;
        }

        private boolean isWaiting() {
            return packets > 0 && !replied && !failed;
        }

        @Override
        public void replied(long now, Message.Response response) {
            if (response.sender().equals(node.id())) {
                replied = true;
                repliedAt = now;
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
        public void failed(long now, long error) {
            if (kind == LookupView.Kind.ITEM && !withoutItems) {
                // Nodes that know no items answer with an error, or are silent; they still know others.
                withoutItems = true;
                failed = !transactions.ask(
                        now,
                        node.endpoint(),
                        new Message.Method.FindNode(target),
                        error == Transactions.SILENCE ? ATTEMPTS - ITEM_ATTEMPTS : ATTEMPTS,
                        this);
            } else {
                failed = true;
            }
            advance(now);
        }

        private void take(long now, Message.Response response) {
            response.nodes().forEach(named -> add(named, hops + 1));
            for (Endpoint peer : response.values()) {
                listener.found(now, target, peer, node.endpoint());
            }
            if (kind == LookupView.Kind.ITEM
                    && !withoutItems
                    && response.stored().isPresent()) {
                seq = OptionalLong.of(response.stored().get().seq());
                listener.item(now, target, response.stored().get(), node.endpoint());
            }
        }
    }

    Lookup(Id target, LookupView.Kind kind, Limits limits, Transactions transactions, Listener listener) {
        this.target = target;
        this.kind = kind;
        this.limits = limits;
        this.transactions = transactions;
        this.listener = listener;
    }

    Id target() {
        return target;
    }

    /** Begins with some nodes. May end at once. */
    void start(long now, List<NodeInfo> nodes) {
        startedAt = now;
        nodes.forEach(node -> add(node, 0));
        advance(now);
    }

    /** A port that is to be announced when the search is over. */
    void announce(int port) {
        ports.add(port);
    }

    List<Integer> ports() {
        return List.copyOf(ports);
    }

    LookupView.Kind kind() {
        return kind;
    }

    /** The nearest nodes that answered with a token. */
    List<Place> places() {
        return candidates.stream()
                .filter(c -> c.replied && c.token.length() > 0)
                .limit(limits.bucketSize())
                .map(c -> new Place(c.node, c.token, c.seq))
                .toList();
    }

    /** Goes on after it was starved. */
    void resume(long now) {
        advance(now);
    }

    LookupView view() {
        return new LookupView(
                target,
                kind,
                ports.stream().findFirst().orElse(0),
                over,
                candidates.stream()
                        .map(c -> new LookupView.CandidateView(
                                c.node.id(),
                                c.node.endpoint(),
                                c.hops,
                                c.packets,
                                c.packets > 0 ? OptionalLong.of(c.askedAt - startedAt) : OptionalLong.empty(),
                                c.replied ? OptionalLong.of(c.repliedAt - c.askedAt) : OptionalLong.empty(),
                                false))
                        .toList());
    }

    private void add(NodeInfo node, int hops) {
        if (over || !endpoints.add(node.endpoint())) {
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
        candidates.add(at, new Candidate(node, hops));
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
        if (over) {
            return;
        }
        boolean waiting = askMore(now);
        if (nearestHaveReplied() || !waiting) {
            over = true;
            listener.ended(now, this);
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
            if (candidate.packets == 0 && queries < limits.lookupQueries()) {
                if (!ask(now, candidate)) {
                    listener.starved(now);
                    return true;
                }
                parallel++;
            }
        }
        return candidates.stream().anyMatch(Candidate::isWaiting);
    }

    private boolean ask(long now, Candidate candidate) {
        Message.Method method = switch (kind) {
            case NODES -> new Message.Method.FindNode(target);
            case PEERS -> new Message.Method.GetPeers(target);
            case ITEM -> new Message.Method.Get(target, Optional.empty());
        };
        int attempts = kind == LookupView.Kind.ITEM ? ITEM_ATTEMPTS : ATTEMPTS;
        if (!transactions.ask(now, candidate.node.endpoint(), method, attempts, candidate)) {
            return false;
        }
        queries++;
        candidate.packets = 1;
        candidate.askedAt = now;
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
}
