package org.kadnode.kernel.core.dht;

import java.util.List;
import java.util.OptionalLong;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;

/**
 * A look-up, for people to look at.
 *
 * @param target what is searched for
 * @param kind what is found there
 * @param announcing the port that will be announced, 0 for none
 * @param done whether it has ended
 * @param candidates the nearest nodes heard of, nearest first
 */
public record LookupView(Id target, Kind kind, int announcing, boolean done, List<CandidateView> candidates) {

    /** What is searched for. */
    public enum Kind {
        /** Nodes near the target: find_node. */
        NODES,
        /** Peers of an infohash: get_peers. */
        PEERS,
        /** A mutable item: get (BEP 44). */
        ITEM
    }

    /**
     * A node that a look-up knows of.
     *
     * @param id its node id
     * @param endpoint where it is
     * @param hops how many nodes stand between us and it: 0 if it was in our table, else one more than whoever named it
     *     first
     * @param queries how often it was asked
     * @param asked milliseconds from the beginning of the look-up to the first time it was asked; empty if it was not
     * @param replied milliseconds from there until it answered; empty if it has not
     * @param acknowledged whether it acknowledged our announcement
     */
    public record CandidateView(
            Id id,
            Endpoint endpoint,
            int hops,
            int queries,
            OptionalLong asked,
            OptionalLong replied,
            boolean acknowledged) {

        CandidateView withAcknowledgement() {
            return new CandidateView(id, endpoint, hops, queries, asked, replied, true);
        }
    }
}
