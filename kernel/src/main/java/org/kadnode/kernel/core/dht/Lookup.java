package org.kadnode.kernel.core.dht;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kadnode.kernel.core.dht.Shortlist.Candidate;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;

/**
 * An iterative search (BEP 5, Kademlia): ask the nearest nodes known for nearer ones, several at a time, until the nearest
 * that are alive have all answered.
 *
 * <p>It does not wait. Of those asked at the beginning some are near, others are known to answer soon. Each answer lets it ask
 * a few nearer nodes at once, and each that does not come in the time in which most do, another one. What is awaited from
 * nodes much farther away than somebody who could be asked holds no place among those in parallel. As soon as somebody has a
 * value, it only listens and asks one at a time. The search ends when everybody near has answered or is given up, or when
 * the asker has enough.
 */
final class Lookup {

    /** Packets to one node before it counts as dead. */
    private static final int ATTEMPTS = 3;

    /** Of these, packets that ask for an item: the last one asks for nodes, which nodes without items know, too. */
    private static final int ITEM_ATTEMPTS = 2;

    /** Nodes asked because one has answered. */
    private static final int PER_ANSWER = 4;

    /** Nodes asked because the answer of one is late, or because a value was found. */
    private static final int PER_DELAY = 1;

    /** At the beginning, nodes that are asked because they are near; of the others, because they are quick. */
    private static final int FIRST_NEAR = 8;

    /** What a bit less to go is worth, in milliseconds of a node's round trip: it takes about that long. */
    private static final int MILLIS_PER_BIT = 30;

    /** Bits by which an answer leads nearer than the node that gives it, at least. */
    private static final int GAIN_BITS = 1;

    /** The share of the answers after whose time one counts as late. */
    private static final double PATIENCE = 0.5;

    /** A look-up that stores something asks so many times as many nodes at once. */
    private static final int HASTE_TO_STORE = 2;

    /** What the time of an answer may differ from the node's last one. */
    private static final long JITTER_MILLIS = 20;

    /** Before a look-up that could send nothing, because too many queries are under way, tries again. */
    private static final long STARVED_MILLIS = 50;

    /** What a look-up tells about itself. */
    interface Listener {

        /** A node named a peer. */
        void found(long now, Id target, Endpoint peer, Endpoint witness);

        /** A node sent what it stores. */
        void item(long now, Id target, Message.Stored stored, Endpoint witness);

        /** No query could be sent, because too many are under way, or too soon: {@link #resume} is to be called then. */
        void starved(long until);

        /** Everybody near has been asked; the look-up is over. */
        void ended(long now, Lookup lookup);
    }

    private final Id target;
    private final LookupView.Kind kind;
    private final Limits limits;
    private final Transactions transactions;
    private final Listener listener;
    private final Optional<Pace> pace;
    private final Shortlist shortlist;
    private final List<Publication> publications = new ArrayList<>();
    private int queries;
    private long startedAt;
    private boolean found;
    /** Whether it could not send what it wanted to. */
    private boolean starved;

    private boolean over;

    /** Waits for the answer of a candidate. */
    private final class Asked implements Transactions.Asker {
        private final Candidate candidate;

        private Asked(Candidate candidate) {
            this.candidate = candidate;
        }

        @Override
        public void replied(long now, Message.Response response) {
            if (response.sender().equals(candidate.node.id())) {
                candidate.replied = true;
                candidate.repliedAt = now;
                candidate.token = response.token();
                take(now, response);
            } else {
                candidate.failed = true;
            }
            advance(now, PER_ANSWER);
        }

        @Override
        public void stalled(long now) {
            candidate.stalled = true;
            advance(now, PER_DELAY);
        }

        @Override
        public void late(long now) {
            candidate.stalled = true;
            candidate.packets++;
            advance(now, PER_DELAY);
        }

        @Override
        public void failed(long now, long error) {
            if (kind == LookupView.Kind.ITEM && !candidate.withoutItems) {
                // Nodes that know no items answer with an error, or are silent; they still know others.
                candidate.withoutItems = true;
                candidate.failed = !transactions.ask(
                        now,
                        candidate.node.endpoint(),
                        new Message.Method.FindNode(target),
                        error == Transactions.SILENCE ? ATTEMPTS - ITEM_ATTEMPTS : ATTEMPTS,
                        this);
            } else {
                candidate.failed = true;
            }
            advance(now, PER_DELAY);
        }

        private void take(long now, Message.Response response) {
            if (!over) {
                response.nodes()
                        .forEach(named -> shortlist.add(new Known(named, Transactions.UNKNOWN), candidate.hops + 1));
            }
            found |= !response.values().isEmpty();
            for (Endpoint peer : response.values()) {
                listener.found(now, target, peer, candidate.node.endpoint());
            }
            if (kind == LookupView.Kind.ITEM
                    && !candidate.withoutItems
                    && response.stored().isPresent()) {
                candidate.seq = OptionalLong.of(response.stored().get().seq());
                listener.item(now, target, response.stored().get(), candidate.node.endpoint());
            }
        }
    }

    /**
     * A search that has not begun.
     *
     * @param pace how fast it may go if nobody waits for it; empty for as fast as can be
     */
    Lookup(
            Id target,
            LookupView.Kind kind,
            Limits limits,
            Transactions transactions,
            Listener listener,
            Optional<Pace> pace) {
        this.target = target;
        this.kind = kind;
        this.limits = limits;
        this.transactions = transactions;
        this.listener = listener;
        this.pace = pace;
        shortlist = new Shortlist(target, limits.lookupCandidates());
    }

    Id target() {
        return target;
    }

    LookupView.Kind kind() {
        return kind;
    }

    /** Begins with some nodes. May end at once. */
    void start(long now, List<Known> nodes) {
        startedAt = now;
        nodes.forEach(node -> shortlist.add(node, 0));
        List<Candidate> quick = shortlist.nearestFirst().stream()
                .filter(c -> c.roundTrip != Transactions.UNKNOWN)
                .sorted(Comparator.comparingLong(c -> c.roundTrip - MILLIS_PER_BIT * (long) c.bits))
                .limit(Math.max(0, limits.lookupParallel() - FIRST_NEAR))
                .toList();
        quick.forEach(candidate -> ask(now, candidate));
        advance(now, limits.lookupParallel() - quick.size());
    }

    /** What is to be stored at the nearest nodes, beginning with the first of them that answer. */
    void publish(Publication publication) {
        publications.add(publication);
    }

    /** The nearest nodes that answered with a token. */
    List<Place> places() {
        return shortlist.places(limits.bucketSize());
    }

    /** Goes on if it was starved. */
    void resume(long now) {
        if (starved) {
            advance(now, PER_ANSWER);
        }
    }

    /** Goes on with what has become its task. */
    void proceed(long now) {
        advance(now, PER_ANSWER);
    }

    /** Whoever asked has what was looked for: ends, unless something is to be stored. What is on its way still counts. */
    void suffices(long now) {
        if (found && publications.isEmpty()) {
            end(now);
        }
    }

    LookupView view() {
        return new LookupView(
                target,
                kind,
                publications.stream().mapToInt(Publication::port).findFirst().orElse(0),
                over,
                shortlist.view(startedAt));
    }

    private void advance(long now, int most) {
        if (over) {
            return;
        }
        boolean listening = found && publications.isEmpty();
        boolean waiting = askMore(now, listening ? Math.min(most, PER_DELAY) : most);
        if (!publications.isEmpty()) {
            List<Place> places = shortlist.placesSoFar(limits.bucketSize());
            publications.forEach(publication -> publication.offer(now, places));
        }
        if (!waiting || shortlist.nearestHaveReplied(width())) {
            end(now);
        }
    }

    private void end(long now) {
        if (!over) {
            over = true;
            List<Place> places = places();
            publications.forEach(publication -> publication.offer(now, places));
            listener.ended(now, this);
            publications.forEach(publication -> publication.close(now));
        }
    }

    /**
     * Asks some of the nearest.
     *
     * @param most how many at most, but one if nobody is awaited
     * @return whether any answer is awaited
     */
    private boolean askMore(long now, int most) {
        starved = false;
        int haste = publications.isEmpty() ? 1 : HASTE_TO_STORE;
        int parallel = parallel();
        int near = 0;
        int asked = 0;
        for (Candidate candidate : shortlist.nearestFirst()) {
            if (near == width()
                    || parallel >= haste * limits.lookupParallel()
                    || asked >= Math.max(haste * most, parallel == 0 ? 1 : 0)) {
                break;
            }
            if (!candidate.isPromising()) {
                continue;
            }
            near++;
            if (candidate.packets == 0 && queries < limits.lookupQueries()) {
                if (!ask(now, candidate)) {
                    return true;
                }
                asked++;
                parallel++;
            }
        }
        return asked > 0 || shortlist.isWaiting();
    }

    /**
     * How many of the nearest must have answered. For those at which something is to be stored it is half as many again:
     * half of what an answer names may be dead, so that one of the nearest can be unknown to all others.
     */
    private int width() {
        return publications.isEmpty() ? limits.bucketSize() : limits.bucketSize() + limits.bucketSize() / 2;
    }

    /** How many are awaited that hold a place. */
    private int parallel() {
        int nearest = 0;
        int parallel = 0;
        for (Candidate candidate : shortlist.nearestFirst()) {
            if (candidate.packets == 0) {
                nearest = Math.max(nearest, candidate.bits);
            } else if (candidate.isWaiting() && !candidate.stalled && candidate.bits + GAIN_BITS >= nearest) {
                parallel++;
            }
        }
        return parallel;
    }

    private boolean ask(long now, Candidate candidate) {
        if (pace.isPresent() && !pace.get().take(now)) {
            starved = true;
            listener.starved(pace.get().nextAt(now));
            return false;
        }
        Message.Method method = switch (kind) {
            case NODES -> new Message.Method.FindNode(target);
            case PEERS -> new Message.Method.GetPeers(target);
            case ITEM -> new Message.Method.Get(target, Optional.empty());
        };
        int attempts = kind == LookupView.Kind.ITEM ? ITEM_ATTEMPTS : pace.isPresent() ? 1 : ATTEMPTS;
        long general = transactions.roundTrips().within(PATIENCE);
        long own = candidate.roundTrip + candidate.roundTrip / 4 + JITTER_MILLIS;
        long patience = candidate.roundTrip == Transactions.UNKNOWN ? general : Math.min(general, own);
        if (!transactions.ask(now, candidate.node.endpoint(), method, attempts, patience, new Asked(candidate))) {
            starved = true;
            listener.starved(now + STARVED_MILLIS);
            return false;
        }
        queries++;
        candidate.packets = 1;
        candidate.askedAt = now;
        return true;
    }
}
