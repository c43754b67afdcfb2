package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.HandedOut;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/** One node announces a name, another resolves it. */
class MainJobTest {

    private static final Set<Family> BOTH = EnumSet.allOf(Family.class);

    private final TestNet net = new TestNet();

    @Test
    void firstRequestIsAnsweredThoughTheAnnouncerKnewNobodyBefore() {
        Host a = net.add(1, "192.0.2.1:6881");
        Host b = net.add(2, "192.0.2.2:6881");
        a.give(new Input.Announce(1, TestNet.name("myname.p2p"), 8080, Long.MAX_VALUE));
        net.run(60_000);

        b.give(new Input.Meet(a.endpoint()));
        b.give(new Input.Resolve(7, TestNet.name("MyName.p2p"), BOTH));
        net.run(400);

        assertEquals(List.of(new HandedOut(7, TestNet.endpoint("192.0.2.1:8080"), Proof.NONE)), b.handedOut());
    }

    @Test
    void nobodyAnnouncesSoTheSearchEnds() {
        Host a = net.add(1, "192.0.2.1:6881");
        Host b = net.add(2, "192.0.2.2:6881");
        b.give(new Input.Meet(a.endpoint()));
        net.run(60_000);

        b.give(new Input.Resolve(7, TestNet.name("nobody.p2p"), BOTH));
        net.run(100);

        assertEquals(
                List.of(
                        new Output.Searching(7, Output.Progress.RUNNING),
                        new Output.Searching(7, Output.Progress.ENDED)),
                b.said(Output.Searching.class));
        assertTrue(b.said(Output.Found.class).isEmpty());
    }

    @Test
    void ownNameLeadsToLoopback() {
        Host a = net.add(1, "192.0.2.1:6881", "[2001:db8::1]:6881");
        a.give(new Input.Announce(1, TestNet.name("me.p2p"), 80, Long.MAX_VALUE));
        a.give(new Input.Resolve(2, TestNet.name("me.p2p"), BOTH));

        assertEquals(
                List.of(
                        new HandedOut(2, TestNet.endpoint("127.0.0.1:80"), Proof.OWN),
                        new HandedOut(2, TestNet.endpoint("[::1]:80"), Proof.OWN)),
                a.handedOut());
    }

    @Test
    void bothFamiliesAreAnnouncedAndFound() {
        Host a = net.add(1, "192.0.2.1:6881", "[2001:db8::1]:6881");
        Host b = net.add(2, "192.0.2.2:6881", "[2001:db8::2]:6881");
        a.give(new Input.Announce(1, TestNet.name("dual"), 80, Long.MAX_VALUE));
        b.give(new Input.Meet(a.endpoints.get(0)));
        b.give(new Input.Meet(a.endpoints.get(1)));
        b.give(new Input.Resolve(2, TestNet.name("dual"), BOTH));
        net.run(500);

        assertEquals(
                Set.of(
                        new HandedOut(2, TestNet.endpoint("192.0.2.1:80"), Proof.NONE),
                        new HandedOut(2, TestNet.endpoint("[2001:db8::1]:80"), Proof.NONE)),
                Set.copyOf(b.handedOut()));
    }

    /** Each family asks only its own nodes, though both are named in every answer. */
    @Test
    void searchInBothFamiliesAsksNobodyTwiceNorInVain() {
        Host first = net.add(0, "192.0.2.1:6881", "[2001:db8::1]:6881");
        for (int i = 1; i < 20; i++) {
            Host host = net.add(i, "192.0.2." + (i + 1) + ":6881", "[2001:db8::" + (i + 1) + "]:6881");
            host.give(new Input.Meet(first.endpoints.get(0)));
            net.run(50);
        }
        net.run(60_000);
        Counters before = first.node.counters();
        first.give(new Input.Resolve(1, TestNet.name("nobody"), BOTH));
        net.run(300);

        assertEquals(
                Output.Progress.ENDED,
                first.said(Output.Searching.class).getLast().progress());
        assertEquals(before.unasked(), first.node.counters().unasked());
        long sent = first.node.counters().sent() - before.sent();
        assertTrue(sent < 60, () -> sent + " packets");
    }

    @Test
    void announcementReachesTheEightNearestOfASwarm() {
        Host first = net.add(0, "192.0.2.1:6881");
        for (int i = 1; i < 40; i++) {
            Host host = net.add(i, "192.0.2." + (i + 1) + ":6881");
            host.give(new Input.Meet(first.endpoint()));
            net.run(50);
        }
        net.run(60_000);
        first.give(new Input.Announce(1, TestNet.name("myname"), 80, Long.MAX_VALUE));
        net.run(5000);

        assertEquals(8, first.said(Output.AnnouncementStored.class).get(0).copies());
        assertEquals(8, first.node.announcements().get(0).copies());
    }
}
