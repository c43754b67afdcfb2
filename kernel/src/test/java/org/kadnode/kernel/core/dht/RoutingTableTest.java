package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.dht.BucketView.Standing;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;

class RoutingTableTest {

    private static final long MINUTE = 60_000;
    private static final Id SELF = new Id(0, 0, 0);

    private final RoutingTable table = new RoutingTable(SELF, Limits.DEFAULT);

    @Test
    void contactIsGoodForFifteenMinutesAfterItsAnswer() {
        table.replied(0, far(1));

        assertEquals(Standing.GOOD, standing(far(1), 15 * MINUTE - 1));
        assertEquals(Standing.DUBIOUS, standing(far(1), 15 * MINUTE));
    }

    @Test
    void queryKeepsAContactGoodThatHasAnswered() {
        table.replied(0, far(1));

        assertTrue(table.queried(14 * MINUTE, far(1).id(), far(1).endpoint()));
        assertEquals(Standing.GOOD, standing(far(1), 28 * MINUTE));
        assertFalse(table.queried(0, far(2).id(), far(2).endpoint()));
    }

    @Test
    void contactIsBadAfterThreeSilences() {
        table.replied(0, far(1));
        fail(far(1), 2);
        assertEquals(Standing.GOOD, standing(far(1), 1));
        fail(far(1), 1);
        assertEquals(Standing.BAD, standing(far(1), 1));
        table.replied(1, far(1));
        assertEquals(Standing.GOOD, standing(far(1), 1));
    }

    @Test
    void fullBucketKeepsItsGoodContacts() {
        for (int i = 0; i < 8; i++) {
            assertTrue(table.replied(0, far(i)));
        }

        assertFalse(table.replied(1, far(8)));
        assertFalse(table.wants(1, far(9).id()));
        assertTrue(table.wants(15 * MINUTE, far(9).id()));
        assertEquals(8, table.size());
    }

    @Test
    void badContactGivesItsPlaceAway() {
        for (int i = 0; i < 8; i++) {
            table.replied(0, far(i));
        }
        table.replied(1, far(8));
        fail(far(3), 2);

        table.failed(far(3).endpoint(), node -> false);
        List<NodeInfo> tried = new ArrayList<>();
        table.failed(far(3).endpoint(), tried::add);
        table.failed(far(3).endpoint(), tried::add);

        assertEquals(List.of(far(8)), tried);
        assertTrue(table.replied(2, far(8)));
        assertTrue(table.contactAt(far(3).endpoint()).isEmpty());
        assertEquals(8, table.size());
    }

    @Test
    void idThatMovesIsBelievedOnlyWhenTheOldPlaceIsSilent() {
        NodeInfo moved = new NodeInfo(far(1).id(), endpoint(99));
        table.replied(0, far(1));

        assertFalse(table.replied(1, moved));
        assertEquals(1, table.size());
        fail(far(1), 3);
        assertTrue(table.replied(2, moved));
        assertEquals(1, table.size());
        assertTrue(table.contactAt(endpoint(99)).isPresent());
    }

    @Test
    void nodeThatStartedAgainWithAnotherIdReplacesItself() {
        table.replied(0, far(1));

        assertTrue(table.replied(1, new NodeInfo(far(2).id(), far(1).endpoint())));
        assertEquals(1, table.size());
    }

    @Test
    void ownIdIsNoContact() {
        assertFalse(table.replied(0, new NodeInfo(SELF, endpoint(1))));
        assertEquals(0, table.size());
    }

    @Test
    void lostContactsAreForgottenButNotWhenAllAreLost() {
        table.replied(0, far(1));
        table.replied(0, far(2));
        fail(far(1), 12);
        fail(far(2), 12);
        table.removeLost(0, 12);
        assertEquals(2, table.size());

        table.replied(1, far(2));
        table.removeLost(1, 12);
        assertEquals(1, table.size());
    }

    @Test
    void unchangedBucketIsRefreshedOnce() {
        table.replied(0, far(1));

        assertTrue(table.refreshTarget(14 * MINUTE, 15 * MINUTE, new Random(1)).isEmpty());
        Id target = table.refreshTarget(15 * MINUTE, 15 * MINUTE, new Random(1)).orElseThrow();
        assertEquals(0, SELF.commonBits(target));
        assertTrue(table.refreshTarget(15 * MINUTE, 15 * MINUTE, new Random(1)).isEmpty());
    }

    @Test
    void neighbourNextToOurIdDoesNotMultiplyTheRefreshes() {
        table.replied(0, new NodeInfo(new Id(0, 0, 1), endpoint(1)));
        for (int i = 10; i < 30; i++) {
            table.replied(0, far(i));
        }
        int refreshes = 0;
        while (table.refreshTarget(15 * MINUTE, 15 * MINUTE, new Random(1)).isPresent()) {
            refreshes++;
        }

        assertEquals(1, refreshes);
    }

    @Test
    void blockedAddressIsForgotten() {
        table.replied(0, far(1));
        table.replied(0, far(2));
        table.remove(far(1).endpoint().address());

        assertEquals(1, table.size());
        assertTrue(table.contactAt(far(1).endpoint()).isEmpty());
    }

    @Test
    void longestSilentIsTriedFirstAndLessOftenTheMoreItFails() {
        table.replied(0, far(1));
        table.replied(5, far(2));

        assertEquals(
                far(1).id(),
                table.stalest(13 * MINUTE, 12 * MINUTE, MINUTE).orElseThrow().id());
        table.contactAt(far(1).endpoint()).orElseThrow().tried(13 * MINUTE);
        assertEquals(
                far(2).id(),
                table.stalest(13 * MINUTE, 12 * MINUTE, MINUTE).orElseThrow().id());
        table.contactAt(far(2).endpoint()).orElseThrow().tried(13 * MINUTE);
        fail(far(1), 1);
        assertEquals(
                far(2).id(),
                table.stalest(14 * MINUTE, 12 * MINUTE, MINUTE).orElseThrow().id());
    }

    @Property(tries = 300)
    void nearestAreTheTrueNearestAndBucketsHold(@ForAll long seed) {
        Random random = new Random(seed);
        RoutingTable filled = new RoutingTable(Id.random(random), Limits.DEFAULT);
        for (int i = 0; i < 200; i++) {
            filled.replied(i, new NodeInfo(Id.random(random), endpoint(random.nextInt(150))));
            if (random.nextInt(3) == 0) {
                filled.failed(endpoint(random.nextInt(150)), waiting -> false);
            }
        }
        List<Id> all = new ArrayList<>();
        Set<Endpoint> endpoints = new HashSet<>();
        for (BucketView bucket : filled.view(200)) {
            assertTrue(bucket.contacts().size() <= 8, "seed " + seed);
            bucket.contacts().forEach(contact -> {
                all.add(contact.id());
                endpoints.add(contact.endpoint());
            });
        }
        assertEquals(filled.size(), all.size(), "seed " + seed);
        assertEquals(all.size(), endpoints.size(), "seed " + seed);
        Id target = Id.random(random);
        List<Id> expected = all.stream()
                .sorted(Comparator.comparing(id -> id, target::compareDistance))
                .limit(8)
                .toList();
        List<NodeInfo> nearest = new ArrayList<>(List.of(far(1)));
        filled.closest(200, target, 8, standing -> true, nearest);
        assertEquals(expected, nearest.stream().map(NodeInfo::id).toList(), "seed " + seed);
    }

    @Test
    void contactsThatStandWorseThanWantedLeaveTheirPlacesToOthers() {
        for (int i = 0; i < 4; i++) {
            table.replied(0, far(i));
        }
        fail(far(0), 3);

        List<NodeInfo> nearest = new ArrayList<>();
        table.closest(1, far(0).id(), 2, standing -> standing == Standing.GOOD, nearest);
        assertEquals(List.of(far(1), far(2)), nearest);

        table.closest(1, far(0).id(), 2, standing -> true, nearest);
        assertEquals(List.of(far(0), far(1)), nearest);
    }

    private Standing standing(NodeInfo node, long now) {
        return table.contactAt(node.endpoint()).orElseThrow().standing(now);
    }

    private void fail(NodeInfo node, int times) {
        for (int i = 0; i < times; i++) {
            table.failed(node.endpoint(), waiting -> false);
        }
    }

    /** A node in the far half. */
    private static NodeInfo far(int n) {
        return new NodeInfo(new Id(Long.MIN_VALUE, 0, n), endpoint(n));
    }

    private static Endpoint endpoint(int n) {
        return new Endpoint(Address.v4(0x01020300 + n), 6881);
    }
}
