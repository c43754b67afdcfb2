package org.kadnode.kernel.core.dht;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;

/** The nodes that one look-up knows of, nearest to its target first, and what became of asking them. */
final class Shortlist {

    private final Id target;
    private final int most;
    private final List<Candidate> candidates = new ArrayList<>();
    private final Set<Endpoint> endpoints = new HashSet<>();

    /** A node that may be asked. */
    static final class Candidate {
        final NodeInfo node;
        final int hops;
        /** How long its answer should take, in milliseconds; {@link Transactions#UNKNOWN} for most. */
        final long roundTrip;
        /** Bits that it shares with the target. */
        final int bits;

        int packets;
        long askedAt;
        long repliedAt;
        /** Its answer has not come in the time in which most do; it holds no place any more, but may still come. */
        boolean stalled;

        boolean replied;
        boolean failed;
        boolean withoutItems;
        Opaque token = Opaque.NONE;
        OptionalLong seq = OptionalLong.empty();

        private Candidate(Known known, int hops, Id target) {
            node = known.node();
            roundTrip = known.roundTrip();
            bits = target.commonBits(node.id());
            this.hops = hops;
        }

        boolean isWaiting() {
            return packets > 0 && !replied && !failed;
        }

        /** Whether it counts as one of the nearest: it has answered, or there is hope that it soon will. */
        boolean isPromising() {
            return !failed && (replied || !stalled);
        }

        /** Whether something can be stored there: it has answered with a token. */
        boolean isPlace() {
            return replied && token.length() > 0;
        }

        private LookupView.CandidateView view(long startedAt) {
            return new LookupView.CandidateView(
                    node.id(),
                    node.endpoint(),
                    hops,
                    packets,
                    packets > 0 ? OptionalLong.of(askedAt - startedAt) : OptionalLong.empty(),
                    replied ? OptionalLong.of(repliedAt - askedAt) : OptionalLong.empty(),
                    false);
        }
    }

    /**
     * An empty list.
     *
     * @param target what is searched for
     * @param most candidates that it holds
     */
    Shortlist(Id target, int most) {
        this.target = target;
        this.most = most;
    }

    /** Adds a node, unless it is there already or too far away. */
    void add(Known known, int hops) {
        if (!endpoints.add(known.node().endpoint())) {
            return;
        }
        int at = candidates.size();
        while (at > 0
                && target.compareDistance(
                                known.node().id(), candidates.get(at - 1).node.id())
                        < 0) {
            at--;
        }
        if (at >= most) {
            endpoints.remove(known.node().endpoint());
            return;
        }
        candidates.add(at, new Candidate(known, hops, target));
        if (candidates.size() > most) {
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

    /** All of them, nearest first. Candidates must not be added while somebody goes through them. */
    List<Candidate> nearestFirst() {
        return candidates;
    }

    /** The nearest that have answered with a token. */
    List<Place> places(int count) {
        return candidates.stream()
                .filter(Candidate::isPlace)
                .limit(count)
                .map(Shortlist::place)
                .toList();
    }

    /** Of the nearest that have answered or may soon do so, those that have answered with a token. */
    List<Place> placesSoFar(int count) {
        return candidates.stream()
                .filter(Candidate::isPromising)
                .limit(count)
                .filter(Candidate::isPlace)
                .map(Shortlist::place)
                .toList();
    }

    private static Place place(Candidate candidate) {
        return new Place(candidate.node, candidate.token, candidate.seq);
    }

    /** Whether nobody is nearer than the nearest so many that have answered, but those that are given up. */
    boolean nearestHaveReplied(int count) {
        int near = 0;
        for (Candidate candidate : candidates) {
            if (near == count) {
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

    /** Whether an answer may still come. */
    boolean isWaiting() {
        for (Candidate candidate : candidates) {
            if (candidate.isWaiting()) {
                return true;
            }
        }
        return false;
    }

    List<LookupView.CandidateView> view(long startedAt) {
        return candidates.stream().map(c -> c.view(startedAt)).toList();
    }
}
