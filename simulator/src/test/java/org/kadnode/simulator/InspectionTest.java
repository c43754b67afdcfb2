package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.NodeConfig;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.plugins.Family;
import org.kadnode.simulator.Swarm.Resident;

class InspectionTest {

    private final SplittableRandom random = new SplittableRandom(1);
    private final World world = World.create(Runs.scenario("--nodes 2"), Limits.DEFAULT, new Trace(), random);
    private final Inspection inspection = new Inspection(world);
    private final Addresses addresses = new Addresses();
    private final Endpoint endpoint = addresses.next(Family.IPV4, random);

    @Test
    void isContentWithANewNode() {
        inspection.staying(0, resident());
        assertEquals(List.of(), world.checks().violations());
        assertEquals(1, inspection.tables().nodes());
    }

    @Test
    void findsATableThatIsTooFull() {
        World tightWorld = World.create(Runs.scenario("--nodes 2"), Runs.TIGHT, new Trace(), random);
        Resident resident = resident();
        resident.host()
                .tell(0, new Input.Block(addresses.next(Family.IPV4, random).address()));
        resident.host()
                .tell(0, new Input.Block(addresses.next(Family.IPV4, random).address()));
        new Inspection(tightWorld).leaving(0, resident);
        assertTrue(tightWorld.checks().violations().getFirst().endsWith("blocked addresses: 2 of at most 1"));
    }

    @Test
    void findsThatNodesSentGarbage() {
        Resident resident = resident();
        resident.host().tell(0, new Input.Datagram(0, endpoint, ByteBuffer.wrap(new byte[] {'x'})));
        inspection.leaving(0, resident);
        assertTrue(world.checks().violations().getFirst().endsWith("garbage received: 1 of at most 0"));
    }

    private Resident resident() {
        Node node = new Node(
                new NodeConfig(Id.random(random), EnumSet.of(Family.IPV4), 6881, true, Limits.DEFAULT), random);
        return new Resident(new Host(world, List.of(endpoint), node::handle, (now, host, output) -> {}), node);
    }
}
