package org.kadnode.kernel.core.dht;

import java.util.List;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;

/**
 * A look-up, for people to look at.
 *
 * @param target what is searched for
 * @param announcing the port that will be announced, 0 for none
 * @param done whether it has ended
 * @param candidates the nearest nodes heard of, nearest first
 */
public record LookupView(Id target, int announcing, boolean done, List<CandidateView> candidates) {

    /**
     * A node that a look-up knows of.
     *
     * @param id its node id
     * @param endpoint where it is
     * @param queries how often it was asked
     * @param replied whether it answered
     * @param acknowledged whether it acknowledged our announcement
     */
    public record CandidateView(Id id, Endpoint endpoint, int queries, boolean replied, boolean acknowledged) {

        CandidateView withAcknowledgement() {
            return new CandidateView(id, endpoint, queries, replied, true);
        }
    }
}
