package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.HandedOut;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.core.record.Resource;
import org.kadnode.kernel.core.record.Zone;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/** Records under a key, from those who publish them to those who resolve names. */
class SignedRecordsTest {

    private static final Set<Family> BOTH = EnumSet.allOf(Family.class);
    private static final long FOREVER = Long.MAX_VALUE;
    private static final int HOUR = 3_600_000;
    private static final int TXT = 16;
    private static final SecretKey KEY = Ed25519.generate(new Random(42));
    private static final Naming OWNERS = naming(KeyRing.Entry.of(KeyPattern.ALL, KEY));
    private static final Naming SEEKERS = naming(KeyRing.Entry.of(KeyPattern.ALL, KEY.publicKey()));
    private static final Name OWNED = OWNERS.parse("node1.p2p").orElseThrow();
    private static final Name WANTED = SEEKERS.parse("node1.p2p").orElseThrow();

    private final TestNet net = new TestNet();
    private Host store;
    private Host owner;
    private Host asker;

    @BeforeEach
    void threeNodes() {
        store = net.add(1, "192.0.2.1:6881").knowsItself();
        owner = net.add(2, "192.0.2.2:7000").knowsItself().meets(store);
        asker = net.add(3, "192.0.2.3:6881").knowsItself().meets(store);
        net.run(60_000);
    }

    @Test
    void addressIsHandedOutAsTheRecordHasIt() {
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(1000);
        ask(asker, 1);

        assertEquals(List.of(new HandedOut(1, owner.endpoint(), Proof.RECORD)), found(asker, 1));
        RecordView signed = asker.said(Output.Signed.class).getFirst().record();
        assertTrue(signed.exists());
        assertEquals(
                List.of("node1.p2p"),
                signed.resources().stream().map(Resource::name).distinct().toList());
        assertEquals(2, owner.node.records().getFirst().copies());
    }

    @Test
    void recordIsEnoughWithoutTheChallengesOfKadNode1() {
        net.legacyAuth = false;
        Host strict = net.add(4, "192.0.2.4:6881").knowsItself().meets(store);
        net.run(60_000);
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(1000);
        ask(strict, 1);

        assertEquals(List.of(new HandedOut(1, owner.endpoint(), Proof.RECORD)), found(strict, 1));
    }

    @Test
    void portOfAServiceStandsInTheRecordWhileTheDhtPortIsAnnounced() {
        owner.give(new Input.Announce(1, OWNED, 8080, FOREVER));
        net.run(1000);
        ask(asker, 1);

        assertEquals(List.of(new Endpoint(owner.endpoint().address(), 8080)), addresses(asker, 1));
        assertEquals(
                List.of(owner.endpoint()),
                store.node.stored(Family.IPV4).getFirst().peers());
    }

    @Test
    void keyItselfIsANameWhoseRecordHasNoSalt() {
        Name own = new Naming(".p2p").parse(KEY.secretHex() + ".p2p").orElseThrow();
        owner.give(new Input.Announce(1, own, 0, FOREVER));
        net.run(1000);
        Name typed = new Naming(".p2p").parse(KEY.publicKey().toZBase32()).orElseThrow();
        asker.give(new Input.Resolve(1, typed, BOTH));
        net.run(1000);

        assertEquals(List.of(new HandedOut(1, owner.endpoint(), Proof.RECORD)), found(asker, 1));
    }

    /** Whoever is asked to prove a name with the true key, but does not stand in the record, has relayed the challenge. */
    @Test
    void whoRelaysTheChallengeIsNotHandedOutBesideARecord() {
        Host relay = net.add(5, "192.0.2.5:6881");
        relay.give(new Input.Meet(store.endpoint()));
        net.run(5000);
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        relay.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(5000);
        for (int ticket = 1; ticket < 20; ticket++) {
            ask(asker, ticket);
            assertEquals(List.of(owner.endpoint()), addresses(asker, ticket), "request " + ticket);
            asker.give(new Input.Release(ticket));
            net.run(97_000);
        }
    }

    @Test
    void machinesThatShareANameAreAllInItsRecordHoweverTheyMeet() {
        List<Host> owners = new ArrayList<>(List.of(owner));
        for (int i = 4; i < 8; i++) {
            owners.add(net.add(i, "192.0.2." + i + ":7000").knowsItself().meets(store));
        }
        net.run(60_000);
        owners.forEach(each -> each.give(new Input.Announce(1, OWNED, 0, FOREVER)));
        net.run(30_000);
        ask(asker, 1);

        assertEquals(owners.stream().map(Host::endpoint).collect(Collectors.toSet()), Set.copyOf(addresses(asker, 1)));
    }

    /** They put their records to each other. None of them may go on handing out the other's first one. */
    @Test
    void machinesThatShareANameHoldItsLatestRecord() {
        Host other = net.add(4, "192.0.2.4:7000").knowsItself().meets(store);
        net.run(60_000);
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        other.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(30_000);
        net.legacyAuth = false;
        for (Host holder : List.of(owner, other)) {
            Host late = net.add(holder == owner ? 8 : 9, "192.0.2." + (holder == owner ? 8 : 9) + ":6881")
                    .knowsItself();
            List<Endpoint> alone = List.of(late.endpoint(), holder.endpoint());
            net.carries = packet ->
                    !(packet.from().equals(late.endpoint()) || packet.to().equals(late.endpoint()))
                            || (alone.contains(packet.from()) && alone.contains(packet.to()));
            late.give(new Input.Meet(holder.endpoint()));
            late.give(new Input.Resolve(1, WANTED, BOTH));
            // Before the holder, who has met somebody new, puts the record again.
            net.run(60);

            assertEquals(Set.of(owner.endpoint(), other.endpoint()), Set.copyOf(addresses(late, 1)));
            net.remove(late);
        }
    }

    @Test
    void machineThatLeavesIsTakenOutAndTheOtherStays() {
        Host other = net.add(4, "192.0.2.4:7000").knowsItself().meets(store);
        net.run(60_000);
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        other.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(20_000);
        owner.give(new Input.Withdraw(OWNED));
        net.run(20_000);
        ask(asker, 1);

        assertEquals(List.of(other.endpoint()), addresses(asker, 1));
        assertEquals(List.of(), owner.node.records());
        net.run(2 * HOUR);
        ask(asker, 2);
        assertEquals(List.of(other.endpoint()), addresses(asker, 2));
    }

    /** What was announced once is there for its time, and is not looked after. */
    @Test
    void singleAnnouncementIsSignedOnce() {
        owner.give(new Input.Announce(1, OWNED, 8080, 0));
        net.run(20_000);
        assertEquals(List.of(), owner.node.announcements());
        assertEquals(List.of(), owner.node.records());
        ask(asker, 1);
        assertEquals(
                List.of(new HandedOut(1, new Endpoint(owner.endpoint().address(), 8080), Proof.RECORD)),
                found(asker, 1));
        asker.give(new Input.Release(1));
        net.run(3L * HOUR);
        ask(asker, 2);
        assertEquals(List.of(), addresses(asker, 2));
    }

    /**
     * A round of publishing may share a look-up that has found the record of another machine before the round began. A
     * node that is gone draws the look-up out, and nobody gets a record into the store of the other machine.
     */
    @Test
    void machineThatResolvesTheNameWhilePublishingItLosesNobody() {
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(20_000);
        Endpoint others = TestNet.endpoint("192.0.2.4:7000");
        net.carries =
                packet -> !packet.to().equals(others) || !text(packet.payload()).contains("1:q3:put");
        Host other = net.add(4, others.toString()).knowsItself().meets(store);
        Host gone = net.add(5, "192.0.2.5:7000").knowsItself().meets(store);
        net.run(60_000);
        net.remove(gone);
        other.give(new Input.Resolve(1, OWNED, BOTH));
        net.run(30);
        assertEquals(List.of(owner.endpoint()), addresses(other, 1));
        other.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(20_000);
        ask(asker, 1);

        assertEquals(Set.of(owner.endpoint(), other.endpoint()), Set.copyOf(addresses(asker, 1)));
    }

    @Test
    void machineThatIsSwitchedOffIsForgottenInTime() {
        Host other = net.add(4, "192.0.2.4:7000").knowsItself().meets(store);
        net.run(60_000);
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        other.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(20_000);
        net.remove(owner);
        net.run(HOUR);
        ask(asker, 1);
        assertEquals(Set.of(owner.endpoint(), other.endpoint()), Set.copyOf(addresses(asker, 1)));

        asker.give(new Input.Release(1));
        net.run(3L * HOUR);
        ask(asker, 2);
        assertEquals(List.of(other.endpoint()), addresses(asker, 2));
    }

    @Test
    void recordOutlivesTwoHoursAsLongAsItsOwnerLooksAfterIt() {
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        for (int hours = 0; hours < 12; hours++) {
            net.run(HOUR);
            ask(asker, hours);
            assertEquals(List.of(owner.endpoint()), addresses(asker, hours), "after " + hours + " hours");
            asker.give(new Input.Release(hours));
        }
    }

    /** Stores forget after two hours (BEP 44): whoever waits until then leaves a gap. */
    @Test
    void recordIsPutAgainBeforeItIsForgotten() {
        List<Long> puts = new ArrayList<>();
        net.carries = packet -> {
            if (packet.to().equals(store.endpoint()) && text(packet.payload()).contains("1:q3:put")) {
                puts.add(net.now());
            }
            return true;
        };
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(12L * HOUR);

        assertTrue(puts.size() > 5, puts::toString);
        for (int i = 1; i < puts.size(); i++) {
            assertTrue(puts.get(i) - puts.get(i - 1) < 2 * HOUR - 60_000, puts::toString);
        }
    }

    @Test
    void newAddressReplacesTheOldOneOnceTheRecordHasHadItsTime() {
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(1000);
        ask(asker, 1);
        assertEquals(List.of(owner.endpoint()), addresses(asker, 1));
        asker.give(new Input.Release(1));

        owner.give(new Input.Withdraw(OWNED));
        net.remove(owner);
        Host moved = net.add(6, "192.0.2.66:7000").knowsItself().meets(store);
        moved.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(301_000);
        ask(asker, 2);
        assertTrue(addresses(asker, 2).contains(moved.endpoint()), addresses(asker, 2)::toString);
    }

    /** The record is found in the IPv4 DHT, whatever family of addresses it names. */
    @Test
    void addressesOfAFamilyInWhichTheNodeTakesNoPartAreFoundInRecords() throws Exception {
        Name name = OWNERS.parse("six.p2p").orElseThrow();
        Zone zone = Zone.parse("six.p2p. AAAA 2001:db8::6\n", "p2p");
        owner.give(new Input.Zones(List.of(new Input.Zones.Owned(
                name.record().orElseThrow(),
                KEY,
                zone.renamed("six.p2p", name.record().orElseThrow().origin())))));
        net.run(3000);
        asker.give(new Input.Resolve(1, name, EnumSet.of(Family.IPV6)));
        net.run(3000);

        assertEquals(List.of(TestNet.endpoint("[2001:db8::6]:0")), addresses(asker, 1));
    }

    @Test
    void nodeWithoutAnAddressOrTheTimePublishesNothing() {
        Host lost = net.add(7, "192.0.2.7:6881");
        lost.give(new Input.Meet(store.endpoint()));
        lost.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(60_000);
        assertEquals(-1, lost.node.records().getFirst().seq());

        lost.knowsItself();
        net.run(5000);
        assertTrue(lost.node.records().getFirst().seq() > TestNet.EPOCH * 1000);
    }

    @Test
    void zoneIsSignedAndBelowTheNameToo() throws Exception {
        Zone zone = Zone.parse("$ORIGIN node1.p2p.\n@ TXT \"hello\"\nwww CNAME @\nftp A {ipv4}\n", "p2p");
        String origin = OWNED.record().orElseThrow().origin();
        owner.give(new Input.Zones(
                List.of(new Input.Zones.Owned(OWNED.record().orElseThrow(), KEY, zone.renamed("node1.p2p", origin)))));
        owner.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(3000);
        Naming one = naming(KeyRing.Entry.of(new KeyPattern("node1", false), KEY.publicKey()));

        ask(asker, 1);
        assertTrue(types(asker, 1).contains(TXT), types(asker, 1)::toString);
        asker.give(new Input.Resolve(2, one.parse("www.node1.p2p").orElseThrow(), BOTH));
        asker.give(new Input.Resolve(3, one.parse("ftp.node1.p2p").orElseThrow(), BOTH));
        asker.give(new Input.Resolve(4, one.parse("no.node1.p2p").orElseThrow(), BOTH));
        net.run(3000);
        for (int ticket = 2; ticket < 4; ticket++) {
            assertEquals(
                    List.of(owner.endpoint().address()),
                    addresses(asker, ticket).stream().map(Endpoint::address).toList(),
                    "request " + ticket);
        }
        assertEquals(List.of(), addresses(asker, 4));
        assertFalse(signed(asker, 4).exists());
    }

    private void ask(Host host, int ticket) {
        host.give(new Input.Resolve(ticket, WANTED, BOTH));
        net.run(1000);
    }

    private static RecordView signed(Host host, int ticket) {
        return host.said(Output.Signed.class).stream()
                .filter(signed -> signed.ticket() == ticket)
                .toList()
                .getLast()
                .record();
    }

    private static Set<Integer> types(Host host, int ticket) {
        return signed(host, ticket).resources().stream().map(Resource::type).collect(Collectors.toSet());
    }

    private static List<HandedOut> found(Host host, int ticket) {
        return host.handedOut().stream()
                .filter(found -> found.ticket() == ticket)
                .toList();
    }

    private static List<Endpoint> addresses(Host host, int ticket) {
        return found(host, ticket).stream().map(HandedOut::address).toList();
    }

    private static String text(ByteBuffer payload) {
        return StandardCharsets.ISO_8859_1.decode(payload.duplicate()).toString();
    }

    private static Naming naming(KeyRing.Entry entry) {
        return new Naming(".p2p", KeyRing.EMPTY.plus(entry), true);
    }
}
