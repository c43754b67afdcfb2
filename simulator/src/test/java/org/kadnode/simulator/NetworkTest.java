package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;

class NetworkTest {

    private static final int DATAGRAMS = 1000;

    private final Addresses addresses = new Addresses();
    private final EventQueue queue = new EventQueue();
    private final Endpoint from = addresses.next(Family.IPV4, new SplittableRandom(1));
    private final Endpoint to = addresses.next(Family.IPV4, new SplittableRandom(2));

    @Property(tries = 20)
    void keepsTheOrderOfAPathWithoutFaults(@ForAll long seed) {
        List<Integer> arrived = sendThrough(network("--nodes 2 --seed " + seed));
        assertEquals(IntStream.range(0, DATAGRAMS).boxed().toList(), arrived);
    }

    @Test
    void losesTheGivenShare() {
        Network network = network("--nodes 2 --loss 0.2");
        int arrived = sendThrough(network).size();
        assertEquals(DATAGRAMS, arrived + network.traffic().lost());
        assertEquals(0.8 * DATAGRAMS, arrived, 0.05 * DATAGRAMS);
    }

    @Test
    void duplicatesTheGivenShare() {
        Network network = network("--nodes 2 --duplicate 0.2");
        int arrived = sendThrough(network).size();
        assertEquals(DATAGRAMS, arrived - network.traffic().duplicated());
        assertEquals(1.2 * DATAGRAMS, arrived, 0.05 * DATAGRAMS);
    }

    @Test
    void letsTheGivenShareBeOvertaken() {
        Network network = network("--nodes 2 --reorder 0.2");
        List<Integer> arrived = sendThrough(network);
        List<Integer> sent = IntStream.range(0, DATAGRAMS).boxed().toList();
        assertNotEquals(sent, arrived);
        assertEquals(sent, arrived.stream().sorted().toList());
        assertEquals(0.2 * DATAGRAMS, (double) network.traffic().heldBack(), 0.05 * DATAGRAMS);
    }

    @Test
    void reachesNobodyWhereNobodyIs() {
        Network network = network("--nodes 2");
        network.send(0, from, to, ByteBuffer.wrap(new byte[] {1}));
        network.connect(to, (now, source, payload) -> fail("it arrived"));
        network.disconnect(to);
        drain();
        assertEquals(1, network.traffic().unreached());
    }

    @Test
    void copiesWhatItIsGiven() {
        Network network = network("--nodes 2 --latency fixed:100");
        List<String> arrived = new ArrayList<>();
        network.connect(to, (now, source, payload) -> arrived.add(now + " " + source + " " + Arrays.toString(payload)));
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}).position(1).limit(3);
        network.send(7, from, to, buffer);
        buffer.put(1, (byte) 8);
        drain();
        assertEquals(List.of("57 " + from + " [1, 2]"), arrived);
    }

    @Test
    void givesAnEndpointToOneOnly() {
        Network network = network("--nodes 2");
        network.connect(to, (now, source, payload) -> {});
        assertThrows(IllegalStateException.class, () -> network.connect(to, (now, source, payload) -> {}));
    }

    private Network network(String options) {
        return new Network(Runs.scenario(options), queue, new Trace(), new SplittableRandom(1));
    }

    /** Sends numbered datagrams, one each millisecond, and tells the numbers of those that arrive. */
    private List<Integer> sendThrough(Network network) {
        List<Integer> arrived = new ArrayList<>();
        network.connect(
                to,
                (now, source, payload) -> arrived.add(ByteBuffer.wrap(payload).getInt()));
        for (int i = 0; i < DATAGRAMS; i++) {
            network.send(i, from, to, ByteBuffer.allocate(Integer.BYTES).putInt(0, i));
        }
        drain();
        network.disconnect(to);
        return arrived;
    }

    private void drain() {
        while (queue.nextTime() != Long.MAX_VALUE) {
            long now = queue.nextTime();
            queue.take().happen(now);
        }
    }
}
