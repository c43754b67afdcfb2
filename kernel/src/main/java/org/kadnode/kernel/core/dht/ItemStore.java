package org.kadnode.kernel.core.dht;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.krpc.KrpcError;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.record.Item;

/**
 * The items that others put here (BEP 44). As with the {@link PeerStore}, what is farthest from our own id
 * gives way when there is no room.
 */
final class ItemStore {

    /** How long an item counts: its publisher repeats it every hour. */
    static final long LIFETIME_MILLIS = 2 * 60 * 60_000;

    private final Limits limits;
    private TreeMap<Id, Stored> items;
    private final SourceCounts itemsBySource;
    private int bytes;

    /**
     * An item with its origin.
     *
     * @param founder who put the first item at its place, and so has used up some of his share
     * @param local whether it came from this machine
     */
    private record Stored(Item item, Address founder, boolean local, long expiresAt) {}

    ItemStore(Id self, Limits limits, RandomGenerator random) {
        this.limits = limits;
        this.items = new TreeMap<>(self::compareDistance);
        this.itemsBySource = new SourceCounts(random);
    }

    /** Our own id is another one now, and with it what is near. */
    void moveTo(Id id) {
        TreeMap<Id, Stored> before = items;
        items = new TreeMap<>(id::compareDistance);
        items.putAll(before);
    }

    /** The item of a target, if it has not expired. */
    Optional<Item> get(long now, Id target) {
        Stored stored = items.get(target);
        return stored == null || stored.expiresAt <= now ? Optional.empty() : Optional.of(stored.item);
    }

    /**
     * What the rules of BEP 44 have against an item, its signature aside. One that is here already is
     * welcome again.
     *
     * @param target that of the item
     */
    Optional<KrpcError> objection(long now, Id target, Message.Method.Put put) {
        Item current = get(now, target).orElse(null);
        if (!(current instanceof Item.Mutable old)) {
            // Only who searched for a key that begins like a bencoded value can make the two kinds meet.
            return current == null || current.equals(put.item()) ? Optional.empty() : Optional.of(KrpcError.OUTDATED);
        }
        if (put.cas().isPresent() && put.cas().get() != old.seq()) {
            return Optional.of(KrpcError.CAS_MISMATCH);
        }
        boolean isNewOrSame = put.item() instanceof Item.Mutable next
                && (next.seq() > old.seq()
                        || (next.seq() == old.seq() && next.value().equals(old.value())));
        return isNewOrSame ? Optional.empty() : Optional.of(KrpcError.OUTDATED);
    }

    /**
     * Stores an item in place of the one that has its target, or prolongs its time.
     *
     * @param target that of the item
     * @param source who put it
     * @return false if there is no room; then everything is as before
     */
    boolean put(long now, Id target, Item item, Address source) {
        if (get(now, target).isEmpty()) {
            remove(target);
        }
        Stored before = items.get(target);
        Address founder = before == null ? source.source() : before.founder;
        if ((before == null && itemsBySource.of(founder) >= limits.storedItemsPerSource())
                || !makeRoom(target, item, before)) {
            return false;
        }
        remove(target);
        items.put(target, new Stored(item, founder, source.isLoopback(), now + LIFETIME_MILLIS));
        itemsBySource.add(founder);
        bytes += item.value().length();
        return true;
    }

    /** Whether the item of a target came from this machine. */
    boolean isLocal(Id target) {
        Stored stored = items.get(target);
        return stored != null && stored.local;
    }

    /** Replaces an older version of a mutable item, if one is here. */
    void renew(long now, Item.Mutable item) {
        Stored before = items.get(item.target());
        if (before != null && before.item instanceof Item.Mutable old && old.seq() < item.seq()) {
            put(now, item.target(), item, Address.loopback(before.founder.family()));
        }
    }

    /** Removes farther items until the new one fits, or none if that is not enough. */
    private boolean makeRoom(Id target, Item item, @Nullable Stored before) {
        int count = items.size() + (before == null ? 1 : 0);
        int size = bytes
                + item.value().length()
                - (before == null ? 0 : before.item.value().length());
        List<Id> leaving = new ArrayList<>();
        for (Map.Entry<Id, Stored> farthest :
                items.tailMap(target, false).descendingMap().entrySet()) {
            if (count <= limits.storedItems() && size <= limits.storedItemBytes()) {
                break;
            }
            leaving.add(farthest.getKey());
            count--;
            size -= farthest.getValue().item.value().length();
        }
        if (count > limits.storedItems() || size > limits.storedItemBytes()) {
            return false;
        }
        leaving.forEach(this::remove);
        return true;
    }

    private void remove(Id target) {
        Stored stored = items.remove(target);
        if (stored != null) {
            bytes -= stored.item.value().length();
            itemsBySource.subtract(stored.founder);
        }
    }

    /** Drops what has expired. */
    void expire(long now) {
        List<Id> expired = new ArrayList<>();
        items.forEach((target, stored) -> {
            if (stored.expiresAt <= now) {
                expired.add(target);
            }
        });
        expired.forEach(this::remove);
    }

    int items() {
        return items.size();
    }

    /** The bytes of all values together. */
    int bytes() {
        return bytes;
    }
}
