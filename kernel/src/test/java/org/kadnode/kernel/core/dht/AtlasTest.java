package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;

/** Where look-ups begin. */
class AtlasTest {

    private static final long MINUTE = 60_000;

    private final Atlas atlas = new Atlas(16);

    @BeforeEach
    void sixteenPages() {
        atlas.grow(16);
    }

    @Test
    void smallNetworkHasNoPages() {
        Atlas unused = new Atlas(16);
        unused.grow(7);
        unused.replied(0, node(0, 1), 10);
        unused.heard(node(0, 2));
        assertEquals(0, unused.pages());
        assertEquals(List.of(), unused.near(node(0, 1).id()));
        assertEquals(Optional.empty(), unused.due(MINUTE));
    }

    @Test
    void thereAreAsManyPagesAsAllowedAtMost() {
        Atlas growing = new Atlas(64);
        growing.grow(40);
        assertEquals(32, growing.pages());
        growing.grow(9);
        assertEquals(32, growing.pages());
        growing.grow(Long.MAX_VALUE);
        assertEquals(64, growing.pages());
    }

    @Test
    void quickerContactTakesThePlaceOfTheSlowest() {
        atlas.replied(0, node(3, 1), 100);
        atlas.replied(0, node(3, 2), 200);
        atlas.replied(0, node(3, 3), 300);
        assertEquals(Set.of(1, 2), contacts(3));
        atlas.replied(0, node(3, 4), 50);
        assertEquals(Set.of(1, 4), contacts(3));
        assertEquals(2, atlas.contacts());
    }

    @Test
    void silentContactGivesItsPlaceAwayAndIsForgotten() {
        atlas.replied(0, node(3, 1), 10);
        atlas.replied(0, node(3, 2), 20);
        atlas.failed(node(3, 1));
        atlas.replied(0, node(3, 3), 300);
        assertEquals(Set.of(2, 3), contacts(3));
        atlas.failed(node(3, 2));
        atlas.failed(node(3, 2));
        assertEquals(Set.of(3), contacts(3));
        assertEquals(1, atlas.contacts());
    }

    @Test
    void answerMakesAContactCountAgain() {
        atlas.replied(0, node(3, 1), 10);
        atlas.failed(node(3, 1));
        atlas.replied(0, node(3, 1), Transactions.UNKNOWN);
        atlas.failed(node(3, 1));
        assertEquals(List.of(new Known(node(3, 1), 10)), atlas.near(node(3, 9).id()));
    }

    @Test
    void rumoursFillTheEmptyPlacesAndContactsAreAskedWhenTheyWereSilentForLong() {
        atlas.replied(0, node(3, 1), 10);
        atlas.heard(node(3, 1));
        assertEquals(Optional.empty(), atlas.due(0));
        atlas.heard(node(3, 2));
        assertEquals(Optional.of(node(3, 2)), atlas.due(0));
        assertEquals(Optional.empty(), atlas.due(10 * MINUTE - 1));
        assertEquals(Optional.of(node(3, 1)), atlas.due(10 * MINUTE));
        assertEquals(Optional.empty(), atlas.due(10 * MINUTE));
    }

    @Test
    void startsAreContactsOfThePagesAroundAndTheNewestRumours() {
        for (int page = 0; page < 16; page++) {
            atlas.replied(0, node(page, 1), 10);
            for (int n = 2; n < 12; n++) {
                atlas.heard(node(page, n));
            }
        }
        List<Known> near = atlas.near(node(4, 99).id());
        assertEquals(
                Set.of(0, 1, 2, 3, 4, 5, 6, 7),
                near.stream()
                        .filter(known -> known.roundTrip() == 10)
                        .map(known -> page(known.node()))
                        .collect(Collectors.toSet()));
        List<NodeInfo> rumours = near.stream()
                .filter(known -> known.roundTrip() == Transactions.UNKNOWN)
                .map(Known::node)
                .toList();
        assertEquals(2 * Atlas.RUMOURS, rumours.size());
        assertEquals(Set.of(4, 5), rumours.stream().map(AtlasTest::page).collect(Collectors.toSet()));
        assertTrue(rumours.contains(node(4, 11)) && !rumours.contains(node(4, 3)));
    }

    @Test
    void blockedAddressIsForgotten() {
        atlas.replied(0, node(3, 1), 10);
        atlas.heard(node(3, 2));
        atlas.remove(node(3, 1).endpoint().address());
        atlas.remove(node(3, 2).endpoint().address());
        assertEquals(List.of(), atlas.near(node(3, 9).id()));
        assertEquals(0, atlas.contacts());
    }

    @Property(tries = 200)
    void noPageOverflowsAndNobodyIsOnAnother(@ForAll long seed) {
        Random random = new Random(seed);
        Atlas filled = new Atlas(64);
        filled.grow(16);
        for (int i = 0; i < 2000; i++) {
            NodeInfo node = node(random.nextInt(16), random.nextInt(40));
            switch (random.nextInt(4)) {
                case 0 -> filled.replied(i, node, random.nextInt(500));
                case 1 -> filled.heard(node);
                case 2 -> filled.failed(node);
                default -> filled.due(i);
            }
            if (i == 1000) {
                filled.grow(64);
            }
        }
        int contacts = 0;
        for (int page = 0; page < 64; page++) {
            Id target = new Id((long) page << 58, 0, 0);
            Map<Boolean, Integer> counts = new HashMap<>();
            for (Known known : filled.near(target)) {
                if (target.commonBits(known.node().id()) >= 6) {
                    counts.merge(known.roundTrip() == Transactions.UNKNOWN, 1, Integer::sum);
                }
            }
            assertTrue(counts.getOrDefault(false, 0) <= Atlas.CONTACTS, "seed " + seed);
            assertTrue(counts.getOrDefault(true, 0) <= Atlas.RUMOURS, "seed " + seed);
            contacts += counts.getOrDefault(false, 0);
        }
        assertEquals(contacts, filled.contacts(), "seed " + seed);
    }

    private Set<Integer> contacts(int page) {
        return atlas.near(node(page, 99).id()).stream()
                .filter(known -> page(known.node()) == page)
                .map(known -> known.node().id().low())
                .collect(Collectors.toSet());
    }

    private static int page(NodeInfo node) {
        return (int) (node.id().high() >>> 60);
    }

    /** A node on one of 16 pages. */
    private static NodeInfo node(int page, int n) {
        return new NodeInfo(
                new Id(((long) page << 60) | ((long) n << 40), 0, n),
                new Endpoint(Address.v4(0x01000000 + (page << 8) + n), 6881));
    }
}
