package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.Family;

/** A machine behind a router whose address changes: only other nodes can tell it. */
class MovedOwnerTest {

    /** More networks than votes that count. */
    private static final int NODES = 40;

    private static final int HALF_HOUR = 1_800_000;
    private static final SecretKey KEY = Ed25519.generate(new Random(42));
    private static final Name OWNED = name(KeyRing.Entry.of(KeyPattern.ALL, KEY));
    private static final Name WANTED = name(KeyRing.Entry.of(KeyPattern.ALL, KEY.publicKey()));
    private static final String NEW_HOME = "99.9.9.9:7000";

    private final TestNet net = new TestNet();
    private Host owner;
    private Host asker;

    @BeforeEach
    void swarm() {
        Host first = net.add(1, "1.2.1.1:6881");
        asker = first;
        for (int i = 2; i <= NODES; i++) {
            Host node = net.add(i, "1.2." + i + ".1:6881");
            node.give(new Input.Meet(first.endpoint()));
        }
        owner = net.add(100, "99.1.1.1:7000");
        owner.give(new Input.TimeOfDay(TestNet.EPOCH + net.now()));
        owner.give(new Input.Meet(first.endpoint()));
        net.run(HALF_HOUR);
    }

    @Test
    void newAddressIsInTheRecordWithinSeconds() {
        owner.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        // Nothing is due then: no record, no announcement, no look-up of its own id.
        net.run(HALF_HOUR + 300_000);
        assertEquals(List.of(owner.endpoint().address()), owner.node.externalAddresses());

        net.move(owner, NEW_HOME);
        net.run(5000);
        assertEquals(List.of(owner.endpoint().address()), owner.node.externalAddresses());
        asker.give(new Input.TimeOfDay(TestNet.EPOCH + net.now()));
        asker.give(new Input.Resolve(1, WANTED, EnumSet.of(Family.IPV4)));
        net.run(1000);
        assertEquals(
                List.of(owner.endpoint()),
                asker.said(Output.Found.class).stream()
                        .map(Output.Found::address)
                        .toList());
    }

    /** Nothing of it is published, so it is early enough to hear of it when something else is asked. */
    @Test
    void nodeWithoutRecordsAsksNobodyWhereItIs() {
        long before = owner.node.counters().sent();
        net.run(HALF_HOUR);
        long idle = owner.node.counters().sent() - before;
        owner.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        net.run(60_000);
        before = owner.node.counters().sent();
        net.run(HALF_HOUR);
        long watching = owner.node.counters().sent() - before;

        assertTrue(watching > idle + 300, watching + " packets, " + idle + " before");
        assertTrue(watching < idle + 2 * HALF_HOUR / 3000, watching + " packets, " + idle + " before");
    }

    @Test
    void nodeThatKnowsItsAddressAsksNobodyWhereItIs() {
        owner.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        net.run(60_000);
        long before = owner.node.counters().sent();
        net.run(HALF_HOUR);
        long watching = owner.node.counters().sent() - before;
        owner.knowsItself();
        before = owner.node.counters().sent();
        net.run(HALF_HOUR);
        long knowing = owner.node.counters().sent() - before;

        assertTrue(knowing < watching - 300, knowing + " packets, " + watching + " before");
    }

    private static Name name(KeyRing.Entry entry) {
        return new Naming(".p2p", KeyRing.EMPTY.plus(entry), true)
                .parse("node1.p2p")
                .orElseThrow();
    }
}
