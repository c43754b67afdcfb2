package org.kadnode.kernel.core;

import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.core.record.Content;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.kernel.core.record.Resource;

/**
 * The newest record of a name that was seen, and when.
 *
 * @param name which record, and which part of it
 * @param item the item as it was signed
 * @param content what it says
 * @param local whether a node of this machine had it: only then loopback addresses in it are believed
 * @param foundAt when it was last found
 * @param checkedAt when it was last found by a search, or a search brought no newer one
 */
record KnownRecord(RecordName name, Item.Mutable item, Content content, boolean local, long foundAt, long checkedAt) {

    /** A record that was not found again for this long is handed out no more, unless it has asked for longer. */
    private static final long KEEP_MILLIS = 20 * 60_000;

    /** In place of a time: a search has to come first. */
    static final long NEVER = Long.MIN_VALUE / 2;

    /** Reads an item; empty if its value is no record. Nothing of it is handed out before it is {@link #found}. */
    static Optional<KnownRecord> of(long now, RecordName name, Item.Mutable item, boolean local) {
        return Content.decode(name.origin(), item.value())
                .map(content -> new KnownRecord(name, item, content, local, now, NEVER));
    }

    long seq() {
        return item.seq();
    }

    /** Whether another item is no news: older, or of two with one number the one with smaller bytes (pkarr). */
    boolean isNewerThan(Item.Mutable other) {
        return seq() > other.seq() || (seq() == other.seq() && item.value().compareTo(other.value()) > 0);
    }

    boolean isThatOf(Item.Mutable other) {
        return seq() == other.seq() && item.value().equals(other.value());
    }

    /** A search has found it. */
    KnownRecord found(long now, boolean there) {
        return new KnownRecord(name, item, content, local || there, now, now);
    }

    /** All were asked, and nobody had a newer one. */
    KnownRecord checked(long now) {
        return new KnownRecord(name, item, content, local, foundAt, now);
    }

    /** It has to be searched for again before it is handed out. */
    KnownRecord unchecked() {
        return new KnownRecord(name, item, content, local, foundAt, NEVER);
    }

    /** It takes the place of another, which was searched for before. */
    KnownRecord checkedAsWas(KnownRecord other) {
        return new KnownRecord(name, item, content, local, foundAt, other.checkedAt);
    }

    /**
     * How long it may be handed out before it is searched for again, in milliseconds. A little less than its TTL: whoever
     * was handed it may keep it for a while, and the owner needs some time to notice and to publish a change.
     */
    long lifetime() {
        return content.ttlSeconds(name.inRecord()) * 1000 * 9 / 10;
    }

    /** Whether it still counts: it was there not long ago. */
    boolean isAlive(long now) {
        return now < diesAt();
    }

    private long diesAt() {
        return foundAt + Math.max(lifetime(), KEEP_MILLIS);
    }

    /** Whether it may be handed out without a search. */
    boolean isUsable(long now) {
        return isAlive(now) && now - checkedAt < lifetime();
    }

    /**
     * How long it may go on being handed out without a search, in milliseconds, with all that it says now. At least
     * zero.
     *
     * @param seconds the time of day, in seconds since 1970
     */
    long left(long now, long seconds) {
        long usableUntil = Math.min(diesAt(), checkedAt + lifetime());
        return Math.clamp(usableUntil - now, 0, content.unchangedSeconds(seconds) * 1000);
    }

    /** Addresses that somebody can have. Nobody can point a name at this machine itself who is not on it. */
    List<Endpoint> addresses(long seconds) {
        return content.addresses(name.inRecord(), seconds).stream()
                .filter(endpoint -> !endpoint.address().isMartian()
                        && (local || !endpoint.address().isLoopback()))
                .toList();
    }

    /**
     * What it says of the name, in the names that people type.
     *
     * @param domain what they type for the origin of the record
     * @param seconds the time of day, in seconds since 1970
     */
    RecordView view(String domain, long seconds) {
        List<Resource> resources = content.resources(name.inRecord(), seconds).stream()
                .map(resource -> resource.renamed(name.origin(), domain))
                .toList();
        return new RecordView(name.record(), seq(), content.exists(name.inRecord(), seconds), resources);
    }
}
