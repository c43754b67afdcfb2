package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.plugins.Family;

class AnnouncerTest {

    private static final long MINUTE = 60_000;

    private final TestNet net = new TestNet();
    private final Host a = net.add(1, TestLimits.smallNode(3, 10, 17, 10, 400), "192.0.2.1:6881");
    private final Host b = net.add(2, "192.0.2.2:6881");

    @Test
    void announcementIsRepeatedEveryTwentyMinutes() {
        meet();
        announce(1, "x", 80, Long.MAX_VALUE);
        net.run(1000);
        assertEquals(1, rounds());

        net.run(19 * MINUTE);
        assertEquals(1, rounds());
        net.run(MINUTE);
        assertEquals(2, rounds());
        net.run(60 * MINUTE);
        assertEquals(5, rounds());
        assertEquals(1, b.node.stored(Family.IPV4).size());
    }

    @Test
    void announcementWaitsForTheFirstNode() {
        announce(1, "x", 80, Long.MAX_VALUE);
        net.run(60 * MINUTE);
        assertEquals(0, rounds());

        meet();
        assertEquals(1, a.node.announcements().get(0).copies());
    }

    @Test
    void nodeMetLaterGetsItsCopySoon() {
        meet();
        announce(1, "x", 80, Long.MAX_VALUE);
        net.run(5000);
        Host c = net.add(3, "192.0.2.3:6881");
        c.give(new Input.Meet(a.endpoint()));
        net.run(2000);

        assertEquals(2, a.node.announcements().get(0).copies());
        assertEquals(1, c.node.stored(Family.IPV4).size());
    }

    @Test
    void nodeMetWhileARoundRunsGetsItsCopySoon() {
        meet();
        announce(1, "x", 80, Long.MAX_VALUE);
        net.run(5000);
        net.remove(b);
        Host c = net.add(3, "192.0.2.3:6881");
        c.give(new Input.Meet(a.endpoint()));
        // The round for c waits for the answer of b, which is gone.
        net.run(300);
        Host d = net.add(4, "192.0.2.4:6881");
        d.give(new Input.Meet(a.endpoint()));
        d.give(new Input.Resolve(1, TestNet.name("x"), EnumSet.allOf(Family.class)));
        net.run(8000);

        assertEquals(1, d.said(Output.Found.class).size());
        assertEquals(1, d.node.stored(Family.IPV4).size());
        assertEquals(1, c.node.stored(Family.IPV4).size());
    }

    @Test
    void thoseWhoAnswerAreAnnouncedToWhileOthersAreSilent() {
        Host silent = meetAnother();
        net.remove(silent);
        announce(1, "x", 80, Long.MAX_VALUE);
        net.run(50);

        assertEquals(1, b.node.stored(Family.IPV4).size());
        assertEquals(0, rounds());
        net.run(10_000);
        assertEquals(1, rounds());
        assertEquals(1, a.node.announcements().get(0).copies());
    }

    @Test
    void whoAnswersLateIsAnnouncedToAsWell() {
        Host slow = meetAnother();
        // Two packets to it are lost, and the third is not.
        long until = net.now() + 250;
        net.carries = packet -> net.now() > until || !packet.to().equals(slow.endpoint());
        announce(1, "x", 80, Long.MAX_VALUE);
        net.run(200);
        assertEquals(1, b.node.stored(Family.IPV4).size());
        assertEquals(0, slow.node.stored(Family.IPV4).size());

        net.run(5000);
        assertEquals(1, slow.node.stored(Family.IPV4).size());
        assertEquals(1, rounds());
        assertEquals(2, a.node.announcements().get(0).copies());
    }

    @Test
    void singleAnnouncementEndsWhenItIsStored() {
        meet();
        announce(1, "x", 80, 0);
        net.run(1000);

        assertEquals(1, rounds());
        assertEquals(1, a.said(Output.AnnouncementEnded.class).size());
        assertEquals(List.of(), a.node.announcements());
        assertEquals(1, b.node.stored(Family.IPV4).size());
    }

    @Test
    void singleAnnouncementIsGivenUpIfNobodyIsMet() {
        announce(1, "x", 80, 0);
        net.run(6 * MINUTE);

        assertEquals(List.of(), a.node.announcements());
    }

    @Test
    void lifetimeEndsAnAnnouncement() {
        meet();
        announce(1, "x", 80, 30 * MINUTE);
        net.run(31 * MINUTE);

        assertEquals(2, rounds());
        assertEquals(List.of(), a.node.announcements());
    }

    @Test
    void singleAnnouncementLeavesAPermanentOneAsItIs() {
        meet();
        announce(1, "x", 80, Long.MAX_VALUE);
        net.run(5000);
        int before = rounds();
        announce(2, "x", 0, 0);
        net.run(1000);

        assertEquals(before + 1, rounds());
        net.run(21 * MINUTE);
        assertEquals(before + 2, rounds());
        assertEquals(Long.MAX_VALUE, a.node.announcements().get(0).endsAt());
    }

    @Test
    void sameNameAndPortHasTheNewLifetimeAndAnotherPortIsAnotherOne() {
        announce(1, "x", 80, Long.MAX_VALUE);
        announce(2, "x", 80, 30 * MINUTE);
        announce(3, "x", 81, Long.MAX_VALUE);

        assertEquals(
                List.of(80, 81),
                a.node.announcements().stream().map(AnnouncementView::port).toList());
        assertEquals(0, a.said(Output.AnnouncementEnded.class).size());
        meet();
        net.run(5000);
        assertEquals(2, b.node.stored(Family.IPV4).get(0).peers().size());
    }

    @Test
    void portZeroDrawsAPortAndKeepsIt() {
        announce(1, "x", 0, Long.MAX_VALUE);
        int port = a.node.announcements().get(0).port();
        announce(2, "x", 0, Long.MAX_VALUE);

        assertNotEquals(0, port);
        assertEquals(
                List.of(port),
                a.node.announcements().stream().map(AnnouncementView::port).toList());
    }

    @Test
    void withdrawnNameIsNotAnnouncedAgain() {
        meet();
        announce(1, "x", 80, Long.MAX_VALUE);
        announce(2, "x", 81, Long.MAX_VALUE);
        net.run(5000);
        int before = rounds();
        a.give(new Input.Withdraw(TestNet.name("x")));
        net.run(30 * MINUTE);

        assertEquals(before, rounds());
        assertEquals(List.of(), a.node.announcements());
    }

    @Test
    void everythingCanBeAnnouncedAgainNow() {
        meet();
        announce(1, "x", 80, Long.MAX_VALUE);
        announce(2, "y", 81, Long.MAX_VALUE);
        net.run(5000);
        a.give(new Input.AnnounceAll());
        net.run(1000);

        assertEquals(4, rounds());
    }

    @Test
    void announcementsAreBounded() {
        for (int i = 1; i <= 4; i++) {
            announce(i, "name" + i, 80, Long.MAX_VALUE);
        }

        assertEquals(3, a.node.announcements().size());
        assertEquals(List.of(new Output.Refused(4)), a.said(Output.Refused.class));
    }

    @Test
    void networkThatComesBackIsNoticed() {
        meet();
        net.run(MINUTE);
        net.carries = packet -> false;
        announce(1, "x", 80, Long.MAX_VALUE);
        net.run(10 * MINUTE);
        assertEquals(0, a.node.announcements().get(0).copies());
        assertEquals(List.of(new Output.Lonely(Family.IPV4)), a.said(Output.Lonely.class));

        net.carries = packet -> true;
        net.run(2 * MINUTE);
        assertEquals(1, a.node.announcements().get(0).copies());
        assertEquals(2, a.said(Output.Joined.class).size());
    }

    private void meet() {
        a.give(new Input.Meet(b.endpoint()));
        net.run(1000);
    }

    /** Meets b and another node. */
    private Host meetAnother() {
        Host other = net.add(3, "192.0.2.3:6881");
        a.give(new Input.Meet(other.endpoint()));
        meet();
        return other;
    }

    private void announce(long ticket, String name, int port, long lifetime) {
        a.give(new Input.Announce(ticket, TestNet.name(name), port, lifetime));
    }

    private int rounds() {
        return a.said(Output.AnnouncementStored.class).size();
    }
}
