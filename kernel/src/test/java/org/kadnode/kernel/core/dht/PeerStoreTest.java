package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestLimits;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;

class PeerStoreTest {

    private static final Id SELF = new Id(0, 0, 0);
    private static final Limits SMALL = TestLimits.smallStore(4, 3, 8, 3);

    private final PeerStore store = new PeerStore(SELF, SMALL, new Random(1));

    @Test
    void peerExpiresUnlessItIsAnnouncedAgain() {
        store.put(0, id(1), peer(1, 80), false);
        store.put(0, id(1), peer(2, 80), false);
        store.put(20 * 60_000, id(1), peer(2, 80), false);

        assertEquals(List.of(peer(1, 80), peer(2, 80)), store.get(32 * 60_000 - 1, id(1), 9, p -> true));
        assertEquals(List.of(peer(2, 80)), store.get(32 * 60_000, id(1), 9, p -> true));
        store.expire(32 * 60_000);
        assertEquals(1, store.peers());
        store.expire(52 * 60_000);
        assertEquals(0, store.peers());
        assertEquals(0, store.identifiers());
    }

    @Test
    void fullSwarmGivesThePlaceOfTheLongestUnheardAway() {
        assertTrue(store.put(0, id(1), peer(1, 80), false));
        assertTrue(store.put(1, id(1), peer(2, 80), false));
        assertTrue(store.put(2, id(1), peer(3, 80), false));
        assertTrue(store.put(3, id(1), peer(1, 80), false));

        assertTrue(store.put(4, id(1), peer(4, 80), false));
        assertEquals(List.of(peer(3, 80), peer(1, 80), peer(4, 80)), store.get(4, id(1), 9, p -> true));
    }

    @Test
    void manyPortsOfOneSourceLeaveRoomForOthers() {
        PeerStore large = new PeerStore(SELF, Limits.DEFAULT, new Random(1));
        large.put(0, id(1), peer(1, 80), false);
        for (int port = 1; port <= 3000; port++) {
            assertTrue(large.put(1, id(1), peer(2, port), false));
        }

        assertEquals(9, large.peers());
        assertTrue(large.get(1, id(1), 50, p -> true).contains(peer(1, 80)));
        assertTrue(large.get(1, id(1), 50, p -> true).contains(peer(2, 3000)));
    }

    @Test
    void farthestIdentifierGivesWayToANearerOne() {
        for (int i = 10; i < 14; i++) {
            assertTrue(store.put(0, id(i), peer(i, 80), false));
        }

        assertFalse(store.put(0, id(99), peer(99, 80), false));
        assertTrue(store.put(0, id(5), peer(5, 80), false));
        assertEquals(List.of(), store.get(0, id(13), 9, p -> true));
        assertEquals(4, store.identifiers());
    }

    @Test
    void oneSourceFillsOnlyItsShare() {
        for (int i = 1; i <= 3; i++) {
            assertTrue(store.put(0, id(i), peer(7, 80), false));
        }

        assertFalse(store.put(0, id(4), peer(7, 80), false));
        assertTrue(store.put(0, id(4), peer(8, 80), false));
        store.expire(32 * 60_000);
        assertTrue(store.put(32 * 60_000, id(4), peer(7, 80), false));
    }

    @Test
    void someOfManyAreDrawn() {
        store.put(0, id(1), peer(1, 80), false);
        store.put(0, id(1), peer(2, 80), false);
        store.put(0, id(1), peer(3, 80), false);

        assertEquals(2, store.get(0, id(1), 2, p -> true).size());
        assertEquals(List.of(peer(2, 80)), store.get(0, id(1), 2, p -> p.equals(peer(2, 80))));
    }

    @Property(tries = 200)
    void noSequenceOfAnnouncementsPassesTheLimits(@ForAll long seed) {
        Random random = new Random(seed);
        PeerStore filled = new PeerStore(SELF, SMALL, random);
        for (int i = 0; i < 300; i++) {
            filled.put(i * 10_000L, id(random.nextInt(20)), peer(random.nextInt(6), 1 + random.nextInt(3)), false);
            if (random.nextInt(10) == 0) {
                filled.expire(i * 10_000L);
            }
            int stored =
                    filled.view().stream().mapToInt(view -> view.peers().size()).sum();
            assertEquals(stored, filled.peers(), "seed " + seed);
            assertTrue(filled.peers() <= 8 && filled.identifiers() <= 4, "seed " + seed);
            assertTrue(filled.view().stream().allMatch(view -> view.peers().size() <= 3), "seed " + seed);
        }
        filled.expire(Long.MAX_VALUE);
        assertEquals(0, filled.peers(), "seed " + seed);
    }

    private static Id id(int low) {
        return new Id(0, 0, low);
    }

    private static Endpoint peer(int host, int port) {
        return new Endpoint(Address.v4(0x01020300 + host), port);
    }
}
