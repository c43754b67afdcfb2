package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.HandedOut;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.auth.AuthPacket;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/** Names under a key: only who has the secret half is handed out. */
class KeyedNamesTest {

    private static final Set<Family> BOTH = EnumSet.allOf(Family.class);
    private static final SecretKey KEY = Ed25519.generate(new Random(42));
    private static final Name OWNED =
            naming(KeyRing.Entry.of(KeyPattern.ALL, KEY)).parse("node1.p2p").orElseThrow();
    private static final Name WANTED = naming(KeyRing.Entry.of(KeyPattern.ALL, KEY.publicKey()))
            .parse("node1.p2p")
            .orElseThrow();

    private final TestNet net = new TestNet();
    private Host store;
    private Host owner;
    private Host asker;

    @BeforeEach
    void threeNodes() {
        store = net.add(1, "192.0.2.1:6881");
        owner = net.add(2, "192.0.2.2:7000").meets(store);
        asker = net.add(3, "192.0.2.3:6881").meets(store);
        net.run(60_000);
    }

    @Test
    void ownerIsFoundByItsFirstAnswerUnderThePortOfItsNode() {
        owner.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        net.run(1000);
        asker.give(new Input.Resolve(1, WANTED, BOTH));
        net.run(100);

        assertEquals(List.of(new HandedOut(1, TestNet.endpoint("192.0.2.2:7000"), Proof.LEGACY)), asker.handedOut());
    }

    @Test
    void lostChallengesAreRepeated() {
        owner.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        net.run(1000);
        int[] lost = {0};
        net.carries = packet ->
                !packet.to().equals(owner.endpoint()) || packet.payload().remaining() != 40 || lost[0]++ >= 4;
        asker.give(new Input.Resolve(1, WANTED, BOTH));
        net.run(5000);

        assertEquals(1, asker.said(Output.Found.class).size());
    }

    @Test
    void impostorIsNeverHandedOutAndTheSearchEnds() {
        SecretKey wrong = Ed25519.generate(new Random(43));
        Name claimed =
                new Name("node1", OWNED.id(), Optional.of(wrong.publicKey()), Optional.of(wrong), Optional.empty());
        owner.give(new Input.Announce(1, claimed, 0, Long.MAX_VALUE));
        store.give(new Input.Announce(1, Name.plain("node1", OWNED.id()), 80, Long.MAX_VALUE));
        net.run(1000);
        asker.give(new Input.Resolve(1, WANTED, BOTH));
        net.run(5000);
        assertEquals(
                Output.Progress.RUNNING,
                asker.said(Output.Searching.class).getLast().progress());
        net.run(10_000);

        assertEquals(List.of(), asker.said(Output.Found.class));
        assertEquals(
                Output.Progress.ENDED,
                asker.said(Output.Searching.class).getLast().progress());
    }

    /** One node on the way names a crowd that nobody answers for. */
    @Test
    void inventedClaimantsDoNotKeepTheOwnerFromItsTurn() {
        Claims claims = new Claims(64);
        for (int i = 0; i < 200; i++) {
            claims.add(TestNet.endpoint("198.51.100.7:" + (1000 + i)), store.endpoint());
        }
        claims.add(owner.endpoint(), store.endpoint());
        claims.add(owner.endpoint(), asker.endpoint());

        int turns = 0;
        while (claims.next().filter(owner.endpoint()::equals).isEmpty()) {
            turns++;
            assertTrue(turns < 10, "the owner waits too long");
        }
    }

    @Test
    void allOwnersOfASharedNameAreFound() {
        owner.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        store.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        net.run(3000);
        asker.give(new Input.Resolve(1, WANTED, BOTH));
        net.run(3000);

        assertEquals(
                Set.of(TestNet.endpoint("192.0.2.1:6881"), TestNet.endpoint("192.0.2.2:7000")),
                Set.copyOf(asker.said(Output.Found.class).stream()
                        .map(Output.Found::address)
                        .toList()));
    }

    @Test
    void announcingAgainKeepsOneEntryAndAPublicKeyWithdrawsIt() {
        owner.give(new Input.Announce(1, OWNED, 8080, Long.MAX_VALUE));
        owner.give(new Input.Announce(2, OWNED, 9090, Long.MAX_VALUE));
        assertEquals(
                List.of(List.of(8080, 9090)),
                owner.node.announcements().stream().map(AnnouncementView::asked).toList());

        owner.give(new Input.Withdraw(WANTED));
        assertEquals(List.of(), owner.node.announcements());
    }

    @Test
    void rawIdentifierOfAnOwnedNameGivesNoWayAroundTheKey() {
        store.give(new Input.Announce(1, Name.plain("node1", OWNED.id()), 80, Long.MAX_VALUE));
        net.run(1000);
        asker.give(new Input.Resolve(1, Name.plain(OWNED.id().toString(), OWNED.id()), BOTH));
        net.run(3000);
        assertEquals(Proof.NONE, asker.said(Output.Found.class).getFirst().proof());

        asker.give(new Input.Resolve(2, WANTED, BOTH));
        net.run(15_000);
        assertTrue(asker.said(Output.Found.class).stream().noneMatch(found -> found.ticket() == 2));
        assertEquals(0, asker.node.results(net.now()).getFirst().addresses().size());
    }

    @Test
    void challengesOfOneSourceAreAnsweredAtALimitedRate() {
        owner.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        net.run(1000);
        long before = owner.node.counters().limited();
        for (int i = 0; i < 100; i++) {
            ByteBuffer challenge = new AuthPacket.Challenge(OWNED.id(), Opaque.of(new byte[16])).encode();
            owner.give(new Input.Datagram(0, TestNet.endpoint("198.51.100.1:6881"), challenge));
        }

        assertEquals(before + 40, owner.node.counters().limited());
    }

    /** 16 bytes are enough for a record with a short value. */
    @Test
    void challengeThatWouldBeARecordIsNotSigned() {
        owner.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        net.run(1000);
        for (String bytes : List.of("3:seqi99e1:v2:ab", "4:salt1:a3:seqi1", "3:seqx99e1:v2:ab")) {
            Opaque random = Opaque.of(bytes.getBytes(StandardCharsets.US_ASCII));
            owner.give(new Input.Datagram(
                    0, TestNet.endpoint("198.51.100.1:6881"), new AuthPacket.Challenge(OWNED.id(), random).encode()));
        }

        assertEquals(2, owner.node.counters().garbage());
    }

    @Test
    void withoutLegacyAuthenticationOwnersDoNotProveTheirNames() {
        net.legacyAuth = false;
        Host silent = net.add(4, "192.0.2.4:6881");
        silent.give(new Input.Meet(store.endpoint()));
        silent.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        net.run(5000);
        asker.give(new Input.Resolve(1, WANTED, BOTH));
        net.run(15_000);

        assertEquals(
                List.of(silent.endpoint()),
                store.node.stored(Family.IPV4).getFirst().peers());
        assertEquals(List.of(), asker.said(Output.Found.class));
    }

    @Test
    void withoutLegacyAuthenticationNamesUnderAKeyAreNotFound() {
        owner.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        net.legacyAuth = false;
        Host trusting = net.add(4, "192.0.2.4:6881");
        trusting.give(new Input.Meet(store.endpoint()));
        net.run(60_000);
        int[] challenges = {0};
        net.carries = packet -> packet.payload().remaining() != 40 || challenges[0]++ < 0;
        trusting.give(new Input.Resolve(1, WANTED, BOTH));
        net.run(5000);

        assertEquals(0, challenges[0]);
        assertEquals(List.of(), trusting.said(Output.Found.class));
        assertEquals(
                Output.Progress.ENDED,
                trusting.said(Output.Searching.class).getLast().progress());
    }

    private static Naming naming(KeyRing.Entry entry) {
        return new Naming(".p2p", KeyRing.EMPTY.plus(entry), true);
    }
}
