package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.krpc.KrpcDecoder;
import org.kadnode.kernel.core.krpc.KrpcEncoder;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.simulator.Population.Somebody;

class CrowdTest {

    private static final Endpoint ASKER = new Endpoint(Address.v4(0xc8000001), 6881);

    private final Population population = new Population(1 << 20, 0.35, Churn.NONE, 1);
    private final Crowd crowd = new Crowd(population);
    private final KrpcEncoder encoder = new KrpcEncoder(new Id(1, 2, 3), 1024);

    @Test
    void whoIsThereAnswersAndWhoIsNotDoesNot() {
        for (int cell = 0; cell < 100; cell++) {
            for (Somebody one : population.in(cell, 0)) {
                Optional<Message> answer = ask(one, new Message.Method.Ping());
                assertEquals(one.alive(), answer.isPresent());
                answer.ifPresent(message -> {
                    Message.Response response = (Message.Response) message;
                    assertEquals(one.id(), response.sender());
                    assertEquals(Optional.of(ASKER), response.asker());
                });
            }
        }
    }

    /** Each step leads a few bits nearer, until all who are there and nearest are named. */
    @Property(tries = 20)
    void stepsLeadToTheNearest(@ForAll long seed) {
        Id target = Id.random(new SplittableRandom(seed));
        Somebody at = someAlive(seed);
        int common = at.id().commonBits(target);
        for (int step = 0; step < 8; step++) {
            List<NodeInfo> named =
                    response(at, new Message.Method.FindNode(target)).nodes();
            assertEquals(Crowd.BUCKET, named.size(), () -> "seed " + seed);
            Optional<Somebody> next = named.stream()
                    .flatMap(node -> population.at(node.endpoint(), 0).stream())
                    .min(Population.byDistance(target));
            if (next.isPresent() && target.compareDistance(next.get().id(), at.id()) < 0) {
                at = next.get();
            }
        }
        int reached = population.nearest(target, 20, 0).indexOf(at);
        assertTrue(reached >= 0, () -> "seed " + seed + ", from " + common + " bits");
    }

    @Test
    void deadNodesAreNamedAsOftenAsWanted() {
        int named = 0;
        int dead = 0;
        for (int i = 0; i < 1000; i++) {
            Id target = Id.random(new SplittableRandom(i));
            for (NodeInfo node :
                    response(someAlive(i), new Message.Method.FindNode(target)).nodes()) {
                named++;
                dead += population.at(node.endpoint(), 0).isEmpty() ? 1 : 0;
            }
        }
        assertEquals(0.35, (double) dead / named, 0.02);
    }

    @Test
    void mostOfTheNearestHoldTheValueAndNobodyElse() {
        int holders = 0;
        for (int i = 0; i < 200; i++) {
            Id target = Id.random(new SplittableRandom(i));
            List<Somebody> nearest = population.nearest(target, 30, 0);
            for (int rank = 0; rank < nearest.size(); rank++) {
                List<Endpoint> values = response(nearest.get(rank), new Message.Method.GetPeers(target))
                        .values();
                assertTrue(values.isEmpty() || values.equals(List.of(crowd.valueOf(target))));
                assertTrue(values.isEmpty() || rank < 8, "one of rank " + rank);
                holders += values.size();
            }
        }
        assertEquals(0.95 * 8 * 200, holders, 40);
    }

    @Test
    void withChurnHoldersBecomeFewer() {
        Population churning = new Population(1 << 14, 0.35, Churn.of("weibull:0.6:30"), 1);
        Crowd restless = new Crowd(churning);
        int holders = 0;
        for (int i = 0; i < 200; i++) {
            Id target = Id.random(new SplittableRandom(i));
            for (Somebody near : churning.nearest(target, 8, 0)) {
                ByteBuffer packet = encoder.query(1, new Message.Method.GetPeers(target), Set.of());
                Message message = decode(restless.receive(0, ASKER, churning.endpointOf(near), bytes(packet))
                        .orElseThrow());
                holders += ((Message.Response) message).values().size();
            }
        }
        assertTrue(holders > 200 && holders < 0.85 * 8 * 200, () -> "holders");
    }

    @Test
    void onlyTheTokenThatWasGivenIsTaken() {
        Id target = new Id(4, 5, 6);
        Somebody near = population.nearest(target, 1, 0).getFirst();
        Opaque token = response(near, new Message.Method.GetPeers(target)).token();
        assertTrue(
                ask(near, new Message.Method.AnnouncePeer(target, Optional.of(80), token))
                                .orElseThrow()
                        instanceof Message.Response);
        Opaque other =
                response(near, new Message.Method.GetPeers(new Id(7, 8, 9))).token();
        assertTrue(
                ask(near, new Message.Method.AnnouncePeer(target, Optional.of(80), other))
                                .orElseThrow()
                        instanceof Message.Failure);
    }

    private Somebody someAlive(long seed) {
        return population.nearest(Id.random(new SplittableRandom(~seed)), 1, 0).getFirst();
    }

    private Message.Response response(Somebody asked, Message.Method method) {
        return (Message.Response) ask(asked, method).orElseThrow();
    }

    private Optional<Message> ask(Somebody asked, Message.Method method) {
        return crowd.receive(0, ASKER, population.endpointOf(asked), bytes(encoder.query(1, method, Set.of())))
                .map(CrowdTest::decode);
    }

    private static Message decode(ByteBuffer packet) {
        byte[] bytes = bytes(packet);
        return new KrpcDecoder().decode(bytes, bytes.length);
    }

    private static byte[] bytes(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(packet.position(), bytes);
        return bytes;
    }
}
