package org.kadnode.kernel.core.dht;

import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;

/** A node that has answered us at least once. */
final class Contact {

    /** For how long an answer, or a query of a node that has answered, keeps it good (BEP 5). */
    static final long FRESH_MILLIS = 15 * 60_000;

    /** Unanswered packets in a row after which a contact is bad. */
    static final int BAD_AFTER = 3;

    private final NodeInfo info;
    private long repliedAt;
    private long queriedAt;
    private long triedAt;
    private long roundTrip = Transactions.UNKNOWN;
    private int failures;

    Contact(long now, NodeInfo info) {
        this.info = info;
        repliedAt = now;
        queriedAt = now;
        triedAt = now;
    }

    Id id() {
        return info.id();
    }

    Endpoint endpoint() {
        return info.endpoint();
    }

    NodeInfo info() {
        return info;
    }

    int failures() {
        return failures;
    }

    long repliedAt() {
        return repliedAt;
    }

    /** When we last sent it something to see whether it is alive. */
    long triedAt() {
        return triedAt;
    }

    void replied(long now) {
        repliedAt = now;
        failures = 0;
    }

    /** How long its last answer to a query took that was sent once, in milliseconds. */
    long roundTrip() {
        return roundTrip;
    }

    /** An answer took so many milliseconds; {@link Transactions#UNKNOWN} if nobody knows. */
    void measured(long millis) {
        if (millis != Transactions.UNKNOWN) {
            roundTrip = millis;
        }
    }

    void queried(long now) {
        queriedAt = now;
    }

    void tried(long now) {
        triedAt = now;
    }

    void failed() {
        failures++;
    }

    BucketView.Standing standing(long now) {
        if (failures >= BAD_AFTER) {
            return BucketView.Standing.BAD;
        }
        boolean fresh = now - repliedAt < FRESH_MILLIS || now - queriedAt < FRESH_MILLIS;
        return fresh ? BucketView.Standing.GOOD : BucketView.Standing.DUBIOUS;
    }
}
