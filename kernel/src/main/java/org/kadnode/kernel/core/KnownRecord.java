package org.kadnode.kernel.core;

import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.core.record.Content;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.kernel.core.record.Resource;

/**
 * The newest record of a name that was seen, and when.
 *
 * @param name which record, and which part of it
 * @param seq its number
 * @param value its value as it was signed: of two with one number the one with larger bytes is newer (pkarr)
 * @param content what it says
 * @param foundAt when it was last found
 * @param checkedAt when it was last found, or a search for it brought no newer one
 */
record KnownRecord(RecordName name, long seq, Opaque value, Content content, long foundAt, long checkedAt) {

    /** A record that was not found again for this long is handed out no more, unless it has asked for longer. */
    private static final long KEEP_MILLIS = 20 * 60_000;

    /** Reads an item; empty if its value is no record. */
    static Optional<KnownRecord> of(long now, RecordName name, Item.Mutable item) {
        return Content.decode(name.origin(), item.value())
                .map(content -> new KnownRecord(name, item.seq(), item.value(), content, now, now));
    }

    /** Whether another item is no news, but older than this or a forgery with the same number. */
    boolean isNewerThan(Item.Mutable item) {
        return seq > item.seq() || (seq == item.seq() && value.compareTo(item.value()) > 0);
    }

    boolean isThatOf(Item.Mutable item) {
        return seq == item.seq() && value.equals(item.value());
    }

    KnownRecord found(long now) {
        return new KnownRecord(name, seq, value, content, now, now);
    }

    KnownRecord checked(long now) {
        return new KnownRecord(name, seq, value, content, foundAt, now);
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
        return now - foundAt < Math.max(lifetime(), KEEP_MILLIS);
    }

    /** Whether it may be handed out without a search. */
    boolean isUsable(long now) {
        return isAlive(now) && now - checkedAt < lifetime();
    }

    List<Endpoint> addresses(long seconds) {
        return content.addresses(name.inRecord(), seconds);
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
        return new RecordView(name.record(), seq, content.exists(name.inRecord(), seconds), resources);
    }
}
