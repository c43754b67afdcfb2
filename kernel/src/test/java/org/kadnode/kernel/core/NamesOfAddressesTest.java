package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.Family;

/** Which of the names that were asked for lead to an address. */
class NamesOfAddressesTest {

    private static final Set<Family> BOTH = EnumSet.allOf(Family.class);
    private static final long FOREVER = Long.MAX_VALUE;
    private static final long MINUTE = 60_000;
    private static final SecretKey KEY = Ed25519.generate(new Random(42));
    private static final String KEY_NAME = KEY.publicKey().toZBase32();
    private static final Naming NAMING = naming(KEY);

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
    void nameInARecordIsToldAsItWasAskedForLast() {
        announce("node1.p2p");
        announce(KEY.secretHex());
        for (String name : List.of(
                "Node1", KEY_NAME + ".p2p", KEY.publicKey() + ".P2P", KEY_NAME.toUpperCase(Locale.ROOT) + ".")) {
            ask(name);
        }
        assertEquals(List.of(KEY_NAME, "node1.p2p"), namesOf(owner));

        ask("NODE1.p2p.");
        assertEquals(List.of("node1.p2p", KEY_NAME), namesOf(owner));

        ask(KEY.publicKey().toString());
        assertEquals(List.of(KEY_NAME + ".p2p", "node1.p2p"), namesOf(owner));
    }

    @Test
    void secretKeyIsNotTold() {
        announce(KEY.secretHex());
        ask(KEY.secretHex());

        assertEquals(List.of(KEY_NAME + ".p2p"), namesOf(owner));
    }

    @Test
    void namesWhoseOwnerHasSignedTheChallengeAreTold() {
        Host old = addWithoutRecords("node1", "www." + KEY_NAME);
        ask("node1.p2p");
        ask("WWW." + KEY_NAME);

        assertEquals(List.of("www." + KEY_NAME, "node1.p2p"), namesOf(old));
    }

    /** Anybody can announce it. */
    @Test
    void nameWithoutOwnerIsNotTold() {
        owner.give(new Input.Announce(1, TestNet.name("plain"), 80, FOREVER));
        net.run(1000);
        asker.give(new Input.Resolve(1, TestNet.name("plain"), BOTH));
        net.run(1000);

        assertEquals(1, asker.handedOut().size());
        assertEquals(List.of(), asker.node.names(owner.endpoint().address(), new Naming(".p2p"), net.now()));
    }

    @Test
    void onlyWhatWasAskedForIsTold() {
        announce("node1.p2p");
        announce("node2.p2p");
        ask("node1.p2p");

        assertEquals(List.of("node1.p2p"), namesOf(owner));
        assertEquals(List.of(), namesOf(store));
    }

    @Test
    void nameIsToldForNoLongerThanItsAddressIsHandedOut() {
        announce("node1.p2p");
        ask("node1.p2p");
        net.run(5 * MINUTE);

        assertEquals(List.of(), namesOf(owner));
    }

    @Test
    void announcedAddressIsForgottenAfterTwentyMinutes() {
        Host old = addWithoutRecords("node1");
        ask("node1.p2p");
        net.remove(old);
        net.run(19 * MINUTE);
        assertEquals(List.of("node1.p2p"), namesOf(old));

        net.run(2 * MINUTE);
        assertEquals(List.of(), namesOf(old));
    }

    @Test
    void ownAddressDoesNotCount() {
        announce("node1.p2p");
        owner.give(new Input.Resolve(1, NAMING.parse("node1.p2p").orElseThrow(), BOTH));

        assertEquals(
                TestNet.endpoint("127.0.0.1:7000"), owner.handedOut().getFirst().address());
        assertEquals(
                List.of(), owner.node.names(TestNet.endpoint("127.0.0.1:7000").address(), NAMING, net.now()));
    }

    @Test
    void blockedAddressHasNoNames() {
        announce("node1.p2p");
        ask("node1.p2p");
        asker.give(new Input.Block(owner.endpoint().address()));

        assertEquals(List.of(), namesOf(owner));
    }

    @Test
    void nameThatMeansSomethingElseByNowIsNotTold() {
        announce("node1.p2p");
        ask("node1.p2p");
        Naming others = naming(Ed25519.generate(new Random(43)));

        for (Naming changed : List.of(others, new Naming(".p2p"))) {
            assertEquals(List.of(), asker.node.names(owner.endpoint().address(), changed, net.now()));
        }
    }

    @Test
    void namesAreBoundedAndTheLastAskedForComeFirst() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            names.add("n" + i + ".p2p");
            announce(names.getLast());
        }
        names.forEach(this::ask);
        // What others do is no reason to be told first.
        owner.give(new Input.AnnounceAll());
        net.run(5000);

        assertEquals(names.reversed().subList(0, 16), namesOf(owner));
    }

    /** A machine that does not know its address, and so publishes none. */
    private Host addWithoutRecords(String... names) {
        Host host = net.add(4, "192.0.2.4:7000");
        host.give(new Input.Meet(store.endpoint()));
        net.run(MINUTE);
        for (String name : names) {
            host.give(new Input.Announce(1, NAMING.parse(name).orElseThrow(), 0, FOREVER));
            net.run(1000);
        }
        return host;
    }

    private void announce(String name) {
        owner.give(new Input.Announce(1, NAMING.parse(name).orElseThrow(), 0, FOREVER));
        net.run(1000);
    }

    private void ask(String name) {
        asker.give(new Input.Resolve(1, NAMING.parse(name).orElseThrow(), BOTH));
        net.run(1000);
        asker.give(new Input.Release(1));
    }

    private List<String> namesOf(Host host) {
        return asker.node.names(host.endpoint().address(), NAMING, net.now());
    }

    private static Naming naming(SecretKey key) {
        return new Naming(".p2p", KeyRing.EMPTY.plus(KeyRing.Entry.of(KeyPattern.ALL, key)), true);
    }
}
