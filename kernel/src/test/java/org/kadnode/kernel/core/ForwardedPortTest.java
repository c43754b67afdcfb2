package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.Family;

/** A node behind a gateway that passes on what arrives at a port of its own. */
class ForwardedPortTest {

    private static final SecretKey KEY = Ed25519.generate(new Random(42));
    private static final Name OWNED = naming(KeyRing.Entry.of(KeyPattern.ALL, KEY));
    private static final Name WANTED = naming(KeyRing.Entry.of(KeyPattern.ALL, KEY.publicKey()));
    private static final Endpoint OUTSIDE = TestNet.endpoint("192.0.2.2:9000");

    private final TestNet net = new TestNet();
    private Host store;
    private Host owner;
    private Host asker;

    @BeforeEach
    void threeNodes() {
        store = net.add(1, "192.0.2.1:6881").knowsItself();
        owner = net.add(2, "192.0.2.2:7000").meets(store);
        owner.give(new Input.TimeOfDay(TestNet.EPOCH + net.now()));
        asker = net.add(3, "192.0.2.3:6881").knowsItself().meets(store);
        net.run(60_000);
    }

    @Test
    void namesWithAKeyAreAnnouncedWithThePortOutside() {
        forwarded(Optional.of(OUTSIDE));
        announce(OWNED, 0);

        assertEquals(List.of(OUTSIDE), stored());
        assertEquals(9000, owner.node.announcements().getFirst().port());
    }

    @Test
    void whatIsAnnouncedAlreadyIsAnnouncedAnew() {
        announce(OWNED, 0);
        assertEquals(List.of(owner.endpoint()), stored());

        forwarded(Optional.of(OUTSIDE));
        assertEquals(OUTSIDE, stored().getLast());

        forwarded(Optional.empty());
        assertEquals(owner.endpoint(), stored().getLast());
    }

    @Test
    void otherNamesKeepThePortOfTheirService() {
        announce(TestNet.name("plain"), 8080);
        int rounds = owner.said(Output.AnnouncementStored.class).size();

        forwarded(Optional.of(OUTSIDE));

        assertEquals(List.of(new Endpoint(owner.endpoint().address(), 8080)), stored());
        assertEquals(rounds, owner.said(Output.AnnouncementStored.class).size());
    }

    @Test
    void onTheMachineItselfANameLeadsToThePortOfTheNode() {
        forwarded(Optional.of(OUTSIDE));
        announce(OWNED, 0);
        owner.give(new Input.Resolve(2, OWNED, EnumSet.allOf(Family.class)));

        assertEquals(
                new Endpoint(Address.loopback(Family.IPV4), 7000),
                owner.said(Output.Found.class).getFirst().address());
    }

    @Test
    void theRecordHasThePortOutsideOnceOneNodeHasSeenTheAddressOfTheGateway() {
        announce(OWNED, 0);
        assertEquals(List.of(), owner.node.externalAddresses());

        forwarded(Optional.of(OUTSIDE));
        asker.give(new Input.Resolve(1, WANTED, EnumSet.allOf(Family.class)));
        net.run(1000);

        assertEquals(List.of(OUTSIDE.address()), owner.node.externalAddresses());
        assertEquals(
                List.of(OUTSIDE),
                asker.said(Output.Found.class).stream()
                        .map(Output.Found::address)
                        .toList());
    }

    @Test
    void anAddressOfTheGatewayThatNobodyHasSeenIsNotBelieved() {
        announce(OWNED, 0);
        forwarded(Optional.of(TestNet.endpoint("203.0.113.7:9000")));

        assertEquals(List.of(), owner.node.externalAddresses());
        assertEquals(
                List.of(9000), stored().stream().map(Endpoint::port).skip(1).toList());
    }

    @Test
    void changesAreToldOnce() {
        forwarded(Optional.of(OUTSIDE));
        forwarded(Optional.of(OUTSIDE));
        forwarded(Optional.empty());
        forwarded(Optional.empty());
        owner.give(new Input.Forwarded(Family.IPV6, Optional.of(TestNet.endpoint("[2001:db8::1]:9000"))));

        assertEquals(
                List.of(
                        new Output.Forwarded(Family.IPV4, Optional.of(OUTSIDE)),
                        new Output.Forwarded(Family.IPV4, Optional.empty())),
                owner.said(Output.Forwarded.class));
    }

    private void forwarded(Optional<Endpoint> outside) {
        owner.give(new Input.Forwarded(Family.IPV4, outside));
        net.run(3000);
    }

    private void announce(Name name, int port) {
        owner.give(new Input.Announce(1, name, port, Long.MAX_VALUE));
        net.run(3000);
    }

    private List<Endpoint> stored() {
        return store.node.stored(Family.IPV4).getFirst().peers();
    }

    private static Name naming(KeyRing.Entry entry) {
        return new Naming(".p2p", KeyRing.EMPTY.plus(entry), true)
                .parse("node1.p2p")
                .orElseThrow();
    }
}
