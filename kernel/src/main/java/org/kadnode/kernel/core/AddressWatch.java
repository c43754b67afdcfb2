package org.kadnode.kernel.core;

import java.util.function.BooleanSupplier;
import org.kadnode.kernel.core.dht.Dht;
import org.kadnode.kernel.core.model.Address;

/**
 * Watches whether the address of one family, at which the world sees us, is still the one that stands in our records.
 *
 * <p>A node at rest asks so few others that after a change it would take minutes until the majority of its votes is for
 * the new address. So it asks some as soon as one of them names another address, and many when these agree; and a node
 * whose records say what only others can see asks somebody every few seconds.
 */
final class AddressWatch {

    /** Between two votes for an address that is published, at most. Mappings of routers last 30 seconds or more. */
    private static final long SILENT_MILLIS = 3000;

    /** Nodes that are asked when a single one names another address. It may lie. */
    private static final int FEW = 4;

    /** Between two such questions: for those who always see us at changing addresses. */
    private static final long FEW_AGAIN_MILLIS = 30_000;

    /** Votes in a row that are reason enough to ask as many as it takes to elect another address. */
    private static final int SERIOUS = 3;

    /** Between two such questions. */
    private static final long MANY_AGAIN_MILLIS = 60_000;

    private final ExternalAddress votes;
    private final Dht dht;
    private final BooleanSupplier published;
    private long askedAt = Long.MIN_VALUE;
    private long fewAgainAt = Long.MIN_VALUE;
    private long manyAgainAt = Long.MIN_VALUE;

    /**
     * Watches nothing yet.
     *
     * @param published whether the elected address stands in a record of ours
     */
    AddressWatch(ExternalAddress votes, Dht dht, BooleanSupplier published) {
        this.votes = votes;
        this.dht = dht;
        this.published = published;
    }

    /**
     * A node has told where it sees us.
     *
     * @return whether another address is elected now
     */
    boolean seenAt(long now, Address voter, Address seen) {
        askedAt = now;
        if (votes.vote(voter, seen)) {
            return true;
        }
        int dissent = votes.dissent();
        if (dissent >= SERIOUS && now >= manyAgainAt) {
            manyAgainAt = now + MANY_AGAIN_MILLIS;
            dht.pingSilent(now, ExternalAddress.MOST_VOTES);
        } else if (dissent > 0 && now >= fewAgainAt) {
            fewAgainAt = now + FEW_AGAIN_MILLIS;
            dht.pingSilent(now, FEW);
        }
        return false;
    }

    void wake(long now) {
        if (now >= wakeAt()) {
            askedAt = now;
            dht.pingSilent(now, 1);
        }
    }

    /** When {@link #wake} has something to do. */
    long wakeAt() {
        boolean watched =
                published.getAsBoolean() && votes.isHearsay() && dht.joinedAt().isPresent();
        return watched ? askedAt + SILENT_MILLIS : Long.MAX_VALUE;
    }
}
