package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.HandedOut;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/** Two swarms on one network: nodes with a prefix, and one without. */
class IsolationTest {

    private static final Set<Family> BOTH = EnumSet.allOf(Family.class);
    private static final byte[] PREFIX = {(byte) 0xca, (byte) 0xfe, 'd'};

    private final TestNet net = new TestNet();
    private final List<TestNet.Packet> heard = new ArrayList<>();
    private Host open;
    private Host first;
    private Host second;

    @BeforeEach
    void twoSwarms() {
        open = net.add(1, "192.0.2.1:6881");
        net.isolation = Opaque.of(PREFIX);
        first = net.add(2, "192.0.2.2:6881");
        second = net.add(3, "192.0.2.3:6881");
        net.carries = heard::add;
    }

    @Test
    void nodesWithThePrefixMeetAndNobodyElse() {
        first.meets(open).meets(second);
        open.meets(second);
        net.run(60_000);

        assertEquals(List.of(second.endpoint()), first.node.goodNodes(Family.IPV4, 8, net.now()));
        assertEquals(List.of(first.endpoint()), second.node.goodNodes(Family.IPV4, 8, net.now()));
        assertEquals(List.of(), open.node.goodNodes(Family.IPV4, 8, net.now()));
        assertTrue(open.node.counters().garbage() > 0);
        assertTrue(second.node.counters().garbage() > 0);
    }

    @Test
    void everyPacketBeginsWithThePrefixAlsoThoseThatProveAName() {
        SecretKey key = Ed25519.generate(new Random(42));
        first.meets(second);
        net.run(1000);
        first.give(new Input.Announce(
                1,
                naming(KeyRing.Entry.of(KeyPattern.ALL, key)).parse("one.p2p").orElseThrow(),
                0,
                Long.MAX_VALUE));
        net.run(1000);
        second.give(new Input.Resolve(
                2,
                naming(KeyRing.Entry.of(KeyPattern.ALL, key.publicKey()))
                        .parse("one.p2p")
                        .orElseThrow(),
                BOTH));
        net.run(1000);

        assertEquals(List.of(new HandedOut(2, first.endpoint(), Proof.LEGACY)), second.handedOut());
        assertTrue(heard.stream()
                .allMatch(packet -> packet.payload().slice(0, PREFIX.length).equals(ByteBuffer.wrap(PREFIX))));
    }

    private static Naming naming(KeyRing.Entry entry) {
        return new Naming(".p2p", KeyRing.EMPTY.plus(entry), true);
    }

    @Test
    void aDatagramShorterThanThePrefixIsGarbage() {
        first.give(new Input.Datagram(0, second.endpoint(), ByteBuffer.wrap(PREFIX, 0, 2)));
        first.give(new Input.Datagram(0, second.endpoint(), ByteBuffer.wrap(PREFIX)));

        assertEquals(2, first.node.counters().garbage());
    }
}
