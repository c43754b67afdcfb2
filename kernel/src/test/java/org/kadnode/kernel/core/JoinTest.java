package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.plugins.Family;

/** How a node gets to know a swarm. */
class JoinTest {

    private static final int NODES = 100;

    private final TestNet net = new TestNet();
    private final List<Host> swarm = new ArrayList<>();

    @BeforeEach
    void growSwarm() {
        for (int i = 0; i < NODES; i++) {
            Host host = net.add(i, "198.51.100." + (i + 1) + ":6881");
            if (i > 0) {
                host.give(new Input.Meet(swarm.get(i / 2).endpoint()));
            }
            swarm.add(host);
            net.run(1000);
        }
    }

    @Test
    void newcomerFillsItsFarBucketsAtOnce() {
        Host newcomer = net.add(NODES, "192.0.2.1:6881");
        newcomer.give(new Input.Meet(swarm.getFirst().endpoint()));
        net.run(10_000);

        List<Integer> sizes = newcomer.node.buckets(Family.IPV4, net.now()).stream()
                .map(bucket -> bucket.contacts().size())
                .toList();
        // Half of all nodes belong into the first bucket, a quarter into the next, and each holds 8.
        assertTrue(sizes.get(0) == 8 && sizes.get(1) == 8, sizes::toString);
    }

    @Test
    void newcomerWhoMetAnotherNewcomerSoonKnowsTheSwarm() {
        Host first = net.add(NODES, "192.0.2.1:6881");
        Host second = net.add(NODES + 1, "192.0.2.2:6881");
        first.give(new Input.Meet(second.endpoint()));
        net.run(10_000);
        assertTrue(contacts(first) == 1, "there is nobody else");

        second.give(new Input.Meet(swarm.getFirst().endpoint()));
        net.run(60_000);
        assertTrue(contacts(first) >= 8, () -> "knows " + contacts(first));
    }

    private int contacts(Host host) {
        return host.node.dht(Family.IPV4, net.now()).nodes();
    }
}
