package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.krpc.KrpcDecoder;
import org.kadnode.kernel.core.krpc.KrpcEncoder;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.Opaque;

/** How the atlas is filled. Every node that is asked names eight others, and answers after 20 milliseconds. */
class UpkeepTest {

    private static final Id SELF = new Id(0, 0, 0);

    private final Random random = new Random(1);
    private final RoutingTable table = new RoutingTable(SELF, Limits.DEFAULT);
    private final Deque<Sent> sent = new ArrayDeque<>();
    private final List<Long> times = new ArrayList<>();
    private final Transactions transactions = new Transactions(
            1024, random, new KrpcEncoder(SELF, 1024), Set.of(), (target, payload) -> send(target, payload));
    private final Upkeep upkeep = new Upkeep(() -> SELF, Limits.DEFAULT, random, table, transactions, new Pace());
    private long now = 1000;
    private boolean down;

    private record Sent(long at, Endpoint target, Opaque transaction) {}

    @Test
    void largeNetworkIsChartedQuicklyAndThenAtTheCommonPace() {
        meetNeighbours(20);
        upkeep.begin(now);
        run(10_000);
        assertTrue(upkeep.isCharting());
        assertEquals(200.0, (double) times.size(), 5.0);
        times.clear();
        run(60_000);
        assertEquals(60_000.0 / Pace.INTERVAL_MILLIS, (double) times.size(), 2.0);
        assertTrue(upkeep.near(Id.random(random)).stream().anyMatch(known -> known.roundTrip() == 20));
    }

    @Test
    void smallNetworkIsNotCharted() {
        meetNeighbours(5);
        upkeep.begin(now);
        run(60_000);
        assertFalse(upkeep.isCharting());
        assertEquals(List.of(), times);
    }

    @Test
    void networkThatGrowsIsChartedLater() {
        meetNeighbours(5);
        upkeep.begin(now);
        run(60_000);
        meetNeighbours(20);
        run(60_000);
        assertTrue(upkeep.isCharting());
        assertTrue(times.size() > 200);
    }

    @Test
    void contactsAreKeptWhileNobodyAtAllAnswers() {
        meetNeighbours(20);
        upkeep.begin(now);
        run(60_000);
        Id target = Id.random(random);
        long before = contacts(target);
        down = true;
        run(60 * 60_000);
        assertEquals(before, contacts(target));
        assertTrue(before > 0);
    }

    private long contacts(Id target) {
        return upkeep.near(target).stream()
                .filter(known -> known.roundTrip() != Transactions.UNKNOWN)
                .count();
    }

    /** Eight nodes that share so many bits with us. */
    private void meetNeighbours(int bits) {
        for (int i = 0; i < 8; i++) {
            table.replied(now, new NodeInfo(SELF.randomAt(bits, random), endpoint()));
        }
    }

    private void run(long millis) {
        long end = now + millis;
        while (true) {
            long answerAt = sent.isEmpty() ? Long.MAX_VALUE : sent.getFirst().at + 20;
            long wakeAt = Math.min(upkeep.wakeAt(), transactions.wakeAt());
            long next = Math.min(answerAt, wakeAt);
            if (next > end) {
                now = end;
                return;
            }
            now = next;
            if (answerAt <= wakeAt) {
                answer(sent.removeFirst());
            } else {
                transactions.expire(now, (endpoint, method) -> {});
                upkeep.wake(now);
            }
        }
    }

    private void send(Endpoint target, ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        times.add(now);
        if (!down) {
            Message.Query query = (Message.Query) new KrpcDecoder().decode(bytes, bytes.length);
            sent.addLast(new Sent(now, target, query.transaction()));
        }
    }

    private void answer(Sent query) {
        List<NodeInfo> named = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            named.add(new NodeInfo(Id.random(random), endpoint()));
        }
        // The endpoint tells the id, so that somebody who is asked again is the same.
        Id sender = Id.random(new Random(query.target.hashCode()));
        Message.Response response = new Message.Response(
                query.transaction, sender, named, List.of(), Opaque.NONE, Optional.empty(), Optional.empty());
        transactions.replied(
                now,
                query.target,
                response,
                (when, source, answer, roundTrip) ->
                        upkeep.replied(when, new NodeInfo(answer.sender(), source), answer.nodes(), roundTrip));
    }

    private Endpoint endpoint() {
        return new Endpoint(Address.v4(0x01000000 + random.nextInt(1 << 24)), 6881);
    }
}
