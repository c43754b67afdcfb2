package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.HandedOut;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/** A name that is claimed, but not by anybody who has proved it. */
class UnverifiedNamesTest {

    private static final Set<Family> BOTH = EnumSet.allOf(Family.class);
    private static final long FOREVER = Long.MAX_VALUE;
    private static final long MINUTE = 60_000;
    private static final int CHALLENGE_BYTES = 40;
    private static final SecretKey KEY = Ed25519.generate(new Random(42));
    private static final Name OWNED = new Naming(
                    ".p2p", KeyRing.EMPTY.plus(KeyRing.Entry.of(KeyPattern.ALL, KEY)), true)
            .parse("node1.p2p")
            .orElseThrow();
    private static final Name WANTED =
            new Name(OWNED.text(), OWNED.id(), OWNED.owner(), Optional.empty(), OWNED.record());
    /** What somebody announces who does not answer the challenge. */
    private static final Name FORGED = Name.plain("node1", OWNED.id());

    private final TestNet net = new TestNet();
    private Host store;
    private Host impostor;
    private Host asker;

    @BeforeEach
    void threeNodes() {
        store = net.add(1, "192.0.2.1:6881").knowsItself();
        impostor = net.add(2, "192.0.2.2:7000").meets(store);
        asker = net.add(3, "192.0.2.3:6881").knowsItself().meets(store);
        net.run(MINUTE);
    }

    @Test
    void nameIsUnverifiedFromTheFirstClaimOnAlsoWhenItHasFailed() {
        impostor.give(new Input.Announce(1, FORGED, 0, FOREVER));
        net.run(1000);
        ask(1);
        assertEquals(List.of(new Output.Unverified(1, true)), asker.said(Output.Unverified.class));
        assertEquals(Output.Progress.RUNNING, progress(asker));

        net.run(20_000);
        assertEquals(List.of(new Output.Unverified(1, true)), asker.said(Output.Unverified.class));
        assertEquals(Output.Progress.ENDED, progress(asker));
    }

    @Test
    void laterRequestIsToldAtOnceAndAgainOnlyWhenItChanges() {
        impostor.give(new Input.Announce(1, FORGED, 0, FOREVER));
        net.run(1000);
        ask(1);
        net.run(20_000);
        asker.give(new Input.Resolve(2, WANTED, BOTH));
        net.run(5 * MINUTE);

        assertEquals(
                List.of(new Output.Unverified(1, true), new Output.Unverified(2, true)),
                asker.said(Output.Unverified.class));
    }

    @Test
    void ownerWhoSignsTheChallengeEndsIt() {
        impostor.give(new Input.Announce(1, FORGED, 0, FOREVER));
        net.run(1000);
        ask(1);
        net.run(20_000);
        // It does not know its address, so it publishes no record.
        Host owner = net.add(4, "192.0.2.4:7000").meets(store);
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(5000);

        assertEquals(List.of(new HandedOut(1, owner.endpoint(), Proof.LEGACY)), asker.handedOut());
        assertEquals(
                List.of(new Output.Unverified(1, true), new Output.Unverified(1, false)),
                asker.said(Output.Unverified.class));
    }

    @Test
    void recordOfTheOwnerEndsIt() {
        impostor.give(new Input.Announce(1, FORGED, 0, FOREVER));
        net.run(1000);
        ask(1);
        net.run(20_000);
        net.carries = packet -> packet.payload().remaining() != CHALLENGE_BYTES;
        Host owner = net.add(4, "192.0.2.4:7000").knowsItself().meets(store);
        net.run(MINUTE);
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(5000);

        assertEquals(
                List.of(new Output.Unverified(1, true), new Output.Unverified(1, false)),
                asker.said(Output.Unverified.class));
    }

    /** The record counts still, though it is handed out again only when the search has ended. */
    @Test
    void nameOfWhichARecordIsKnownIsNotUnverifiedWhileItIsSearchedForAgain() {
        impostor.give(new Input.Announce(1, FORGED, 0, FOREVER));
        Host owner = net.add(4, "192.0.2.4:7000").knowsItself().meets(store);
        net.run(MINUTE);
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(5000);
        ask(1);
        asker.give(new Input.Release(1));
        net.run(6 * MINUTE);
        asker.said.clear();
        ask(2);

        assertEquals(List.of(), asker.said(Output.Unverified.class));
        assertEquals(1, asker.handedOut().size());
    }

    @Test
    void claimIsForgottenAfterTwentyMinutes() {
        // Else the asker would be one of those that store the announcement, for 32 minutes.
        net.carries = packet ->
                !packet.from().equals(impostor.endpoint()) || !packet.to().equals(asker.endpoint());
        impostor.give(new Input.Announce(1, FORGED, 0, 0));
        net.run(1000);
        ask(1);
        asker.give(new Input.Release(1));
        net.remove(impostor);
        net.remove(store);
        net.run(21 * MINUTE);
        asker.said.clear();
        ask(2);

        assertEquals(List.of(), asker.said(Output.Unverified.class));
    }

    @Test
    void nameThatNobodyClaimsIsNotUnverified() {
        ask(1);

        assertEquals(Output.Progress.ENDED, progress(asker));
        assertEquals(List.of(), asker.said(Output.Unverified.class));
    }

    @Test
    void nameWithoutOwnerIsNeverUnverified() {
        impostor.give(new Input.Announce(1, FORGED, 80, FOREVER));
        net.run(1000);
        asker.give(new Input.Resolve(1, FORGED, BOTH));
        net.run(1000);

        assertEquals(1, asker.handedOut().size());
        assertEquals(List.of(), asker.said(Output.Unverified.class));
    }

    @Test
    void nameThatTheNodeAnnouncesItselfIsNotUnverified() {
        impostor.give(new Input.Announce(1, FORGED, 0, FOREVER));
        asker.give(new Input.Announce(1, WANTED, 0, FOREVER));
        net.run(1000);
        ask(1);
        net.run(20_000);

        assertTrue(asker.handedOut().size() > 0);
        assertEquals(List.of(), asker.said(Output.Unverified.class));
    }

    /** Announcements count for nothing there, not even as claims. */
    @Test
    void withoutLegacyAuthenticationNoNameIsUnverified() {
        net.legacyAuth = false;
        Host strict = net.add(5, "192.0.2.5:6881").knowsItself().meets(store);
        net.run(MINUTE);
        impostor.give(new Input.Announce(1, FORGED, 0, FOREVER));
        net.run(1000);
        assertEquals(1, strict.node.stored(Family.IPV4).size());
        strict.give(new Input.Resolve(1, WANTED, BOTH));
        net.run(20_000);

        assertEquals(List.of(), strict.said(Output.Unverified.class));
    }

    private void ask(int ticket) {
        asker.give(new Input.Resolve(ticket, WANTED, BOTH));
        net.run(1000);
    }

    private static Output.Progress progress(Host host) {
        return host.said(Output.Searching.class).getLast().progress();
    }
}
