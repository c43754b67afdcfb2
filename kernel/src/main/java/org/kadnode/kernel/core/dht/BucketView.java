package org.kadnode.kernel.core.dht;

import java.util.List;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;

/**
 * A bucket of the routing table, for people to look at.
 *
 * @param first the lowest identifier of its range
 * @param contacts its contacts
 */
public record BucketView(Id first, List<ContactView> contacts) {

    /**
     * A contact, for people to look at.
     *
     * @param id its node id
     * @param endpoint where it is
     * @param standing good, dubious or bad (BEP 5)
     * @param failures queries in a row that it has not answered
     */
    public record ContactView(Id id, Endpoint endpoint, Standing standing, int failures) {}

    /** What we think of a contact (BEP 5, "Routing Table"). */
    public enum Standing {
        /** Answered us within 15 minutes, or answered once and asked us within 15 minutes. */
        GOOD,
        /** Silent for 15 minutes. */
        DUBIOUS,
        /** Failed to answer several queries in a row. */
        BAD
    }
}
