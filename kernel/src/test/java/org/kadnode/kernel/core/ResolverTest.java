package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.HandedOut;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

class ResolverTest {

    private static final long MINUTE = 60_000;
    private static final Set<Family> BOTH = EnumSet.allOf(Family.class);

    private final TestNet net = new TestNet();
    private Host asker;
    private Host announcer;
    private Host store;

    @BeforeEach
    void threeNodesThatKnowEachOther() {
        announcer = net.add(1, "192.0.2.1:6881");
        store = net.add(2, "192.0.2.2:6881");
        asker = net.add(3, TestLimits.smallNode(10, 3, 2, 4, 400), "192.0.2.3:6881");
        announcer.give(new Input.Meet(store.endpoint()));
        asker.give(new Input.Meet(store.endpoint()));
        net.run(MINUTE / 2);
    }

    @Test
    void resultIsReusedForTenMinutes() {
        announce(80);
        resolve(1);
        assertEquals(1, asker.said(Output.Found.class).size());

        net.run(9 * MINUTE);
        long asked = asker.node.dht(Family.IPV4, net.now()).completedLookups();
        asker.give(new Input.Resolve(2, TestNet.name("x"), BOTH));

        assertEquals(List.of(found(2, 80)), foundFor(2));
        assertEquals(Output.Progress.ENDED, progress(2));
        assertEquals(asked, asker.node.dht(Family.IPV4, net.now()).completedLookups());
    }

    /** Without an answer from the silent node the look-up would go on for seconds. */
    @Test
    void lookupEndsWhenWhoeverAskedHasAnAddress() {
        findWhileSomebodyIsSilent();
        assertEquals(List.of(found(1, 80)), foundFor(1));
        assertEquals(1, asker.node.lookups(Family.IPV4).size());

        asker.give(new Input.Release(1));
        assertEquals(0, asker.node.lookups(Family.IPV4).size());
    }

    /** Else the others of several who announce a name would not be found for ten minutes. */
    @Test
    void nextRequestHasEverybodyAskedIfALookupHasEndedEarly() {
        findWhileSomebodyIsSilent();
        asker.give(new Input.Release(1));
        assertEquals(0, asker.node.lookups(Family.IPV4).size());

        asker.give(new Input.Resolve(2, TestNet.name("x"), BOTH));
        assertEquals(List.of(found(2, 80)), foundFor(2));
        asker.give(new Input.Release(2));
        assertEquals(1, asker.node.lookups(Family.IPV4).size());
        net.run(20_000);
        assertEquals(0, asker.node.lookups(Family.IPV4).size());

        asker.give(new Input.Resolve(3, TestNet.name("x"), BOTH));
        assertEquals(0, asker.node.lookups(Family.IPV4).size());
    }

    private void findWhileSomebodyIsSilent() {
        announce(80);
        net.remove(announcer);
        asker.give(new Input.Resolve(1, TestNet.name("x"), BOTH));
        net.run(50);
    }

    @Test
    void lookupGoesOnIfNothingWasFoundOrSomebodyElseWaits() {
        net.remove(announcer);
        asker.give(new Input.Resolve(1, TestNet.name("x"), BOTH));
        net.run(50);
        asker.give(new Input.Release(1));
        assertEquals(1, asker.node.lookups(Family.IPV4).size());

        asker.give(new Input.Resolve(2, TestNet.name("x"), BOTH));
        asker.give(new Input.Resolve(3, TestNet.name("x"), BOTH));
        asker.give(new Input.Release(2));
        assertEquals(1, asker.node.lookups(Family.IPV4).size());
    }

    @Test
    void staleResultIsServedWhileTheNextSearchRuns() {
        announce(80);
        resolve(1);
        net.run(11 * MINUTE);
        asker.give(new Input.Resolve(2, TestNet.name("x"), BOTH));

        assertEquals(List.of(found(2, 80)), foundFor(2));
        assertEquals(Output.Progress.RUNNING, progress(2));
        net.run(1000);
        assertEquals(Output.Progress.ENDED, progress(2));
        assertEquals(List.of(found(2, 80)), foundFor(2));
    }

    @Test
    void addressNotFoundAgainIsDroppedAfterTwentyMinutes() {
        // Else the asker would be one of those that store the announcement, for 32 minutes.
        net.carries = packet ->
                !packet.from().equals(announcer.endpoint()) || !packet.to().equals(asker.endpoint());
        announce(80);
        resolve(1);
        net.remove(announcer);
        net.remove(store);
        net.run(21 * MINUTE);
        asker.give(new Input.Resolve(2, TestNet.name("x"), BOTH));

        assertEquals(List.of(), foundFor(2));
    }

    @Test
    void newPortOfAnAddressIsFoundWhenTheOldAnnouncementHasExpired() {
        announce(80);
        resolve(1);
        announcer.give(new Input.Withdraw(TestNet.name("x")));
        announce(81);
        net.run(33 * MINUTE);
        resolve(2);

        assertEquals(List.of(found(2, 81)), foundFor(2));
    }

    /** Somebody on the way could name any port of the right address. */
    @Test
    void freshAddressKeepsItsPortAndIsToldOnce() {
        announce(80);
        announcer.give(new Input.Announce(2, TestNet.name("x"), 81, Long.MAX_VALUE));
        net.run(3000);
        resolve(1);

        assertEquals(1, foundFor(1).size());
        assertEquals(1, asker.node.results(net.now()).get(0).addresses().size());
    }

    @Test
    void requestDuringTheAnnouncementOfTheSameNameEnds() {
        Host other = net.add(9, "192.0.2.9:6881");
        other.give(new Input.Meet(store.endpoint()));
        net.run(40_000);
        // The look-up takes 20 milliseconds; then the announcement waits for its answers.
        asker.give(new Input.Announce(1, TestNet.name("y"), 80, 0));
        net.run(25);
        asker.give(new Input.Resolve(5, TestNet.name("y"), BOTH));
        net.run(5000);

        assertEquals(Output.Progress.ENDED, progress(5));
    }

    @Test
    void blockedAddressIsHandedOutNoMore() {
        announce(80);
        resolve(1);
        asker.give(new Input.Block(announcer.endpoint().address()));
        asker.give(new Input.Resolve(2, TestNet.name("x"), BOTH));
        net.run(11 * MINUTE);
        resolve(3);

        assertEquals(1, foundFor(1).size());
        assertEquals(List.of(), foundFor(2));
        assertEquals(List.of(), foundFor(3));
    }

    @Test
    void requestsForOneNameShareOneSearch() {
        long before = asker.node.dht(Family.IPV4, net.now()).completedLookups();
        for (int ticket = 1; ticket <= 3; ticket++) {
            asker.give(new Input.Resolve(ticket, TestNet.name("nobody"), BOTH));
        }
        assertEquals(1, asker.node.dht(Family.IPV4, net.now()).activeLookups());
        net.run(1000);

        assertEquals(before + 1, asker.node.dht(Family.IPV4, net.now()).completedLookups());
        for (int ticket = 1; ticket <= 3; ticket++) {
            assertEquals(Output.Progress.ENDED, progress(ticket));
        }
    }

    @Test
    void announcementThatArrivesWhileSomebodyWaitsIsHandedOut() {
        Host lonely = net.add(9, "192.0.2.9:6881");
        lonely.give(new Input.Announce(1, TestNet.name("x"), 80, Long.MAX_VALUE));
        asker.give(new Input.Resolve(1, TestNet.name("x"), BOTH));
        net.run(1000);
        assertEquals(List.of(), foundFor(1));

        lonely.give(new Input.Meet(asker.endpoint()));
        net.run(1000);
        assertEquals(List.of(new HandedOut(1, TestNet.endpoint("192.0.2.9:80"), Proof.NONE)), foundFor(1));
    }

    @Test
    void releasedRequestHearsNothingMore() {
        asker.give(new Input.Resolve(1, TestNet.name("x"), BOTH));
        asker.give(new Input.Release(1));
        asker.give(new Input.Release(99));
        announce(80);
        net.run(1000);

        assertEquals(List.of(), foundFor(1));
    }

    @Test
    void tablesAreBoundedAndOldResultsGiveWay() {
        for (int i = 0; i < 10; i++) {
            asker.give(new Input.Resolve(i, TestNet.name("name" + i), BOTH));
            asker.give(new Input.Release(i));
        }
        assertEquals(3, asker.node.results(net.now()).size());
        assertEquals(List.of(), asker.said(Output.Refused.class));

        for (int i = 10; i < 14; i++) {
            asker.give(new Input.Resolve(i, TestNet.name("name" + i), BOTH));
        }
        assertEquals(List.of(new Output.Refused(13)), asker.said(Output.Refused.class));
    }

    @Test
    void addressesOfANameAreBounded() {
        for (int i = 10; i < 15; i++) {
            Host host = net.add(i, "192.0.2." + i + ":6881");
            host.give(new Input.Meet(store.endpoint()));
            host.give(new Input.Announce(1, TestNet.name("x"), 80, Long.MAX_VALUE));
        }
        net.run(5000);
        resolve(1);

        assertEquals(2, asker.node.results(net.now()).get(0).addresses().size());
    }

    @Test
    void familyInWhichTheNodeTakesNoPartFindsNothingAtOnce() {
        asker.give(new Input.Resolve(1, TestNet.name("x"), Set.of(Family.IPV6)));

        assertEquals(Output.Progress.ENDED, progress(1));
    }

    @Test
    void lonelyNodeWaitsForTheFirstNode() {
        Host lonely = net.add(9, "192.0.2.9:6881");
        announce(80);
        lonely.give(new Input.Resolve(1, TestNet.name("x"), BOTH));
        net.run(MINUTE);
        assertEquals(List.of(new Output.Searching(1, Output.Progress.NOT_JOINED)), lonely.said(Output.Searching.class));

        lonely.give(new Input.Meet(store.endpoint()));
        net.run(1000);
        assertEquals(List.of(found(1, 80)), lonely.handedOut());
    }

    @Test
    void familyWithoutNetworkHoldsNobodyUpForLong() {
        Host dual = net.add(9, "192.0.2.9:6881", "[2001:db8::9]:6881");
        dual.give(new Input.Meet(store.endpoint()));
        dual.give(new Input.Resolve(1, TestNet.name("x"), Set.of(Family.IPV6)));
        net.run(2900);
        assertEquals(List.of(new Output.Searching(1, Output.Progress.NOT_JOINED)), dual.said(Output.Searching.class));

        net.run(1000);
        assertEquals(
                new Output.Searching(1, Output.Progress.ENDED),
                dual.said(Output.Searching.class).get(1));
    }

    private void announce(int port) {
        announcer.give(new Input.Announce(1, TestNet.name("x"), port, Long.MAX_VALUE));
        net.run(1000);
    }

    private void resolve(long ticket) {
        asker.give(new Input.Resolve(ticket, TestNet.name("x"), BOTH));
        net.run(1000);
    }

    private static HandedOut found(long ticket, int port) {
        Endpoint address = TestNet.endpoint("192.0.2.1:" + port);
        return new HandedOut(ticket, address, Proof.NONE);
    }

    private List<HandedOut> foundFor(long ticket) {
        return asker.handedOut().stream().filter(f -> f.ticket() == ticket).toList();
    }

    private Output.Progress progress(long ticket) {
        return asker.said(Output.Searching.class).stream()
                .filter(s -> s.ticket() == ticket)
                .reduce((a, b) -> b)
                .orElseThrow()
                .progress();
    }
}
