package org.kadnode.kernel.core.dht;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestLimits;
import org.kadnode.kernel.core.krpc.KrpcError;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.record.Item;

/** The rules and the bounds of the store. It takes targets as given: here they are small numbers. */
class ItemStoreTest {

    private static final Id SELF = new Id(0, 0, 0);
    private static final int HOUR = 60 * 60_000;

    private final ItemStore store = new ItemStore(SELF, TestLimits.smallItemStore(4, 100, 3), new Random(1));

    @Test
    void itemExpiresAfterTwoHoursUnlessItIsPutAgain() {
        assertTrue(store.put(0, id(1), fixed(10), source(1)));
        assertTrue(store.put(0, id(2), fixed(20), source(1)));
        assertTrue(store.put(HOUR, id(2), fixed(20), source(2)));

        assertEquals(Optional.of(fixed(10)), store.get(2 * HOUR - 1, id(1)));
        assertEquals(Optional.empty(), store.get(2 * HOUR, id(1)));
        assertEquals(Optional.of(fixed(20)), store.get(2 * HOUR, id(2)));
        store.expire(2 * HOUR);
        assertEquals(1, store.items());
        assertEquals(20, store.bytes());
        store.expire(3 * HOUR);
        assertEquals(0, store.items());
        assertEquals(0, store.bytes());
    }

    @Test
    void numberMustGrowUnlessTheItemIsTheSame() {
        store.put(0, id(1), mutable(5, "1:a"), source(1));

        assertEquals(Optional.of(KrpcError.OUTDATED), objection(mutable(4, "1:a"), Optional.empty()));
        assertEquals(Optional.of(KrpcError.OUTDATED), objection(mutable(5, "1:b"), Optional.empty()));
        assertEquals(Optional.empty(), objection(mutable(5, "1:a"), Optional.empty()));
        assertEquals(Optional.empty(), objection(mutable(6, "1:b"), Optional.empty()));
    }

    @Test
    void swapNeedsTheNumberThatIsThere() {
        assertEquals(Optional.empty(), objection(mutable(1, "1:a"), Optional.of(7L)));
        store.put(0, id(1), mutable(5, "1:a"), source(1));

        assertEquals(Optional.of(KrpcError.CAS_MISMATCH), objection(mutable(6, "1:b"), Optional.of(4L)));
        assertEquals(Optional.of(KrpcError.CAS_MISMATCH), objection(mutable(4, "1:b"), Optional.of(4L)));
        assertEquals(Optional.of(KrpcError.OUTDATED), objection(mutable(5, "1:b"), Optional.of(5L)));
        assertEquals(Optional.empty(), objection(mutable(6, "1:b"), Optional.of(5L)));
    }

    @Test
    void whatHasExpiredObjectsToNothing() {
        store.put(0, id(1), mutable(5, "1:a"), source(1));

        assertEquals(Optional.empty(), store.objection(2 * HOUR, id(1), put(mutable(1, "1:b"), Optional.of(9L))));
    }

    @Test
    void kindOfAnItemStays() {
        store.put(0, id(1), fixed(10), source(1));
        store.put(0, id(2), mutable(5, "1:a"), source(1));

        assertEquals(Optional.of(KrpcError.OUTDATED), objection(mutable(1, "1:a"), Optional.empty()));
        assertEquals(Optional.of(KrpcError.OUTDATED), store.objection(0, id(2), put(fixed(10), Optional.empty())));
    }

    @Test
    void farthestItemGivesWayToANearerOne() {
        for (int i = 10; i < 14; i++) {
            assertTrue(store.put(0, id(i), fixed(10), source(i)));
        }

        assertFalse(store.put(0, id(99), fixed(10), source(99)));
        assertTrue(store.put(0, id(5), fixed(10), source(5)));
        assertEquals(Optional.empty(), store.get(0, id(13)));
        assertEquals(4, store.items());
    }

    @Test
    void asManyGiveWayAsTheValueNeeds() {
        store.put(0, id(10), fixed(40), source(1));
        store.put(0, id(11), fixed(30), source(2));
        store.put(0, id(12), fixed(30), source(3));

        assertTrue(store.put(0, id(5), fixed(50), source(4)));
        assertEquals(Optional.of(fixed(40)), store.get(0, id(10)));
        assertEquals(90, store.bytes());
    }

    @Test
    void nothingGivesWayIfThatIsNotEnough() {
        store.put(0, id(10), fixed(90), source(1));
        store.put(0, id(12), fixed(10), source(2));

        assertFalse(store.put(0, id(11), fixed(50), source(3)));
        assertEquals(Optional.of(fixed(10)), store.get(0, id(12)));
    }

    @Test
    void itemThatGrowsNeedsRoomAndElseStaysAsItWas() {
        store.put(0, id(1), fixed(60), source(1));
        store.put(0, id(9), mutable(1, "1:a"), source(2));

        assertFalse(store.put(0, id(9), mutable(2, "40:" + "b".repeat(40)), source(2)));
        assertEquals(Optional.of(mutable(1, "1:a")), store.get(0, id(9)));
        assertTrue(store.put(0, id(9), mutable(2, "30:" + "b".repeat(30)), source(2)));
        assertEquals(93, store.bytes());
        assertEquals(2, store.items());
    }

    @Test
    void oneSourceFillsOnlyItsShare() {
        for (int i = 1; i <= 3; i++) {
            assertTrue(store.put(0, id(i), fixed(10), source(7)));
        }

        assertFalse(store.put(0, id(4), fixed(10), source(7)));
        assertTrue(store.put(0, id(3), fixed(10), source(7)));
        assertTrue(store.put(0, id(4), fixed(10), source(8)));
        store.expire(2 * HOUR);
        assertTrue(store.put(2 * HOUR, id(4), fixed(10), source(7)));
    }

    @Property(tries = 200)
    void noSequenceOfItemsPassesTheLimits(@ForAll long seed) {
        Random random = new Random(seed);
        ItemStore filled = new ItemStore(SELF, TestLimits.smallItemStore(4, 100, 3), new Random(1));
        for (int i = 0; i < 300; i++) {
            long now = i * 100_000L;
            filled.put(now, id(random.nextInt(20)), fixed(random.nextInt(101)), source(random.nextInt(3)));
            if (random.nextInt(10) == 0) {
                filled.expire(now);
            }
            List<Item> alive = new ArrayList<>();
            for (int low = 0; low < 20; low++) {
                filled.get(now, id(low)).ifPresent(alive::add);
            }
            int bytes = alive.stream().mapToInt(item -> item.value().length()).sum();
            assertTrue(alive.size() <= filled.items() && bytes <= filled.bytes(), "seed " + seed);
            assertTrue(filled.items() <= 4 && filled.bytes() <= 100, "seed " + seed);
        }
        filled.expire(Long.MAX_VALUE);
        assertEquals(0, filled.items(), "seed " + seed);
        assertEquals(0, filled.bytes(), "seed " + seed);
        for (int i = 1; i <= 3; i++) {
            assertTrue(filled.put(0, id(i), fixed(1), source(0)), "seed " + seed);
        }
    }

    private Optional<KrpcError> objection(Item item, Optional<Long> cas) {
        return store.objection(0, id(1), put(item, cas));
    }

    private static Message.Method.Put put(Item item, Optional<Long> cas) {
        return new Message.Method.Put(item, Opaque.NONE, cas);
    }

    private static Item fixed(int length) {
        return new Item.Immutable(Opaque.of(new byte[length]));
    }

    private static Item mutable(long seq, String value) {
        return new Item.Mutable(
                PublicKey.of(new byte[32]),
                Opaque.NONE,
                seq,
                Opaque.of(value.getBytes(ISO_8859_1)),
                Opaque.of(new byte[64]));
    }

    private static Id id(int low) {
        return new Id(0, 0, low);
    }

    private static Address source(int host) {
        return Address.v4(0x01020300 + host);
    }
}
