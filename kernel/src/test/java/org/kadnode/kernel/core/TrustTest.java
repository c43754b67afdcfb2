package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.core.record.Machine;
import org.kadnode.kernel.core.record.Zone;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/** For how long an address goes on being handed out, as is told with it. */
class TrustTest {

    private static final Set<Family> BOTH = EnumSet.allOf(Family.class);
    private static final long FOREVER = Long.MAX_VALUE;
    private static final long MINUTE = 60_000;
    private static final long ROUND_TRIP = 20;
    private static final Name PLAIN = TestNet.name("x");
    private static final SecretKey KEY = Ed25519.generate(new Random(42));
    private static final Naming NAMING =
            new Naming(".p2p", KeyRing.EMPTY.plus(KeyRing.Entry.of(new KeyPattern("node1", false), KEY)), true);
    private static final Name OWNED = NAMING.parse("node1.p2p").orElseThrow();

    /** Nine tenths of the TTL of what is written for machines. */
    private static final long RECORD_LIFETIME = 270_000;

    private final TestNet net = new TestNet();
    private Host store;
    private Host owner;
    private Host asker;

    @BeforeEach
    void threeNodes() {
        store = net.add(1, "192.0.2.1:6881").knowsItself();
        owner = net.add(2, "192.0.2.2:7000").knowsItself().meets(store);
        asker = net.add(3, "192.0.2.3:6881").knowsItself().meets(store);
        net.run(MINUTE);
    }

    @Test
    void announcedAddressHasTwentyMinutesFromWhenItWasFound() {
        announce(PLAIN);
        assertEquals(found(Proof.NONE, 20 * MINUTE), ask(PLAIN, 1000));
        long foundAt = net.now() - 1000 + ROUND_TRIP;

        net.run(9 * MINUTE);

        assertEquals(found(Proof.NONE, 20 * MINUTE - (net.now() - foundAt)), ask(PLAIN, 0));
    }

    @Test
    void addressThatIsFoundAgainHasItsTwentyMinutesAgain() {
        announce(PLAIN);
        ask(PLAIN, 1000);
        net.run(11 * MINUTE);
        ask(PLAIN, 1000);

        assertEquals(found(Proof.NONE, 20 * MINUTE - 1000 + ROUND_TRIP), ask(PLAIN, 0));
    }

    @Test
    void addressWithoutTrustIsHandedOutNoMore() {
        announce(PLAIN);
        ask(PLAIN, 1000);
        net.remove(owner);
        net.remove(store);

        net.run(20 * MINUTE);

        assertEquals(List.of(), asker.node.results(net.now()).getFirst().addresses());
    }

    @Test
    void addressOfWhoHasPassedAChallengeHasTwentyMinutesToo() {
        Host old = net.add(5, "192.0.2.5:7000");
        old.give(new Input.Meet(store.endpoint()));
        net.run(MINUTE);
        old.give(new Input.Announce(1, OWNED, 0, FOREVER));
        net.run(1000);

        List<Output.Found> found = ask(OWNED, 1000);

        assertEquals(List.of(new Output.Found(1, old.endpoint(), Proof.LEGACY, 20 * MINUTE)), found);
    }

    @Test
    void addressInARecordHasWhatIsLeftOfItsTtl() {
        announce(OWNED);
        assertEquals(found(Proof.RECORD, RECORD_LIFETIME), ask(OWNED, 1000));
        long foundAt = net.now() - 1000 + ROUND_TRIP;
        net.run(100_000);

        assertEquals(found(Proof.RECORD, RECORD_LIFETIME - (net.now() - foundAt)), ask(OWNED, 0));
    }

    /** Those who could have it are asked in vain, which is no news of a newer one. */
    @Test
    void recordThatIsNotFoundAgainHasNoMoreThanTwentyMinutes() {
        announce(OWNED);
        ask(OWNED, 1000);
        long foundAt = net.now() - 1000 + ROUND_TRIP;
        net.remove(owner);
        net.carries = packet -> !StandardCharsets.ISO_8859_1
                .decode(packet.payload().duplicate())
                .toString()
                .contains("1:q3:get");
        net.run(19 * MINUTE);

        long trust = ask(OWNED, 30_000).getFirst().trust();

        long age = 20 * MINUTE - trust;
        assertTrue(
                age >= net.now() - 30_000 - foundAt && age < net.now() - foundAt, () -> "told as " + age + " ms old");
    }

    /** A zone can have any TTL, but what it says of a machine counts for three hours. */
    @Test
    void addressInAZoneHasNoLongerThanTheEntryOfItsMachine() throws Exception {
        Zone zone = Zone.parse("www.node1.p2p. 86400 A {ipv4}\n", "p2p");
        String origin = OWNED.record().orElseThrow().origin();
        owner.give(new Input.Zones(
                List.of(new Input.Zones.Owned(OWNED.record().orElseThrow(), KEY, zone.renamed("node1.p2p", origin)))));
        net.run(3000);
        long writtenAt = owner.node.records().getFirst().seq() / 1_000_000;

        List<Output.Found> found = ask(NAMING.parse("www.node1.p2p").orElseThrow(), 1000);

        long age = (TestNet.EPOCH + net.now() - 1000) / 1000 - writtenAt;
        assertEquals(
                List.of(TimeUnit.SECONDS.toMillis(Machine.LIFETIME - age)),
                found.stream().map(Output.Found::trust).toList());
    }

    @Test
    void ownAddressHasAMinute() {
        owner.give(new Input.Announce(1, PLAIN, 80, FOREVER));
        owner.give(new Input.Resolve(1, PLAIN, BOTH));

        assertEquals(
                List.of(new Output.Found(1, TestNet.endpoint("127.0.0.1:80"), Proof.OWN, MINUTE)),
                owner.said(Output.Found.class));
    }

    private void announce(Name name) {
        owner.give(new Input.Announce(1, name, 7000, FOREVER));
        net.run(1000);
    }

    /** What a request is told within some milliseconds. */
    private List<Output.Found> ask(Name name, long millis) {
        asker.said.clear();
        asker.give(new Input.Resolve(1, name, BOTH));
        net.run(millis);
        asker.give(new Input.Release(1));
        return asker.said(Output.Found.class);
    }

    private List<Output.Found> found(Proof proof, long trust) {
        return List.of(new Output.Found(1, owner.endpoint(), proof, trust));
    }
}
