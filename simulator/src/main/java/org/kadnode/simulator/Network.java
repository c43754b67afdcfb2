package org.kadnode.simulator;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.simulator.Trace.Fate;

/**
 * What lies between the nodes. A path keeps its latency and its order; only the named faults of the
 * {@link Scenario} change that.
 */
final class Network {

    /** Who gets the datagrams of an endpoint. */
    @FunctionalInterface
    interface Receiver {

        /**
         * Takes a datagram.
         *
         * @param now the virtual time, in milliseconds
         * @param source its sender
         * @param payload its bytes; shared with its duplicate, so not to be changed
         */
        void receive(long now, Endpoint source, byte[] payload);
    }

    /** Who gets the datagrams of all other endpoints. */
    @FunctionalInterface
    interface Elsewhere {

        /**
         * Takes a datagram.
         *
         * @param now the virtual time, in milliseconds
         * @param source its sender
         * @param target where it was sent to
         * @param payload its bytes, not to be changed
         * @return the bytes of the answer, empty for none; nothing at all if nobody is there
         */
        Optional<ByteBuffer> receive(long now, Endpoint source, Endpoint target, byte[] payload);
    }

    /** How much later than its original a duplicate arrives at most, in milliseconds. */
    private static final int DUPLICATE_DELAY = 200;
    /** How long a datagram is held back at most, in milliseconds, to be overtaken by others. */
    private static final int REORDER_DELAY = 1000;

    private static final ByteBuffer NO_ANSWER = ByteBuffer.allocate(0);

    private final Scenario scenario;
    private final EventQueue queue;
    private final Trace trace;
    private final RandomGenerator random;
    private final long pathSeed;
    private final Map<Endpoint, Receiver> receivers = new HashMap<>();
    private Elsewhere elsewhere = (now, source, target, payload) -> Optional.empty();
    private long sent;
    private long sentBytes;
    private long lost;
    private long duplicated;
    private long heldBack;
    private long unreached;

    /**
     * A network without nodes.
     *
     * @param scenario its faults
     * @param queue where datagrams wait while they are under way
     * @param trace takes down every one
     * @param random decides which are hit by faults
     */
    Network(Scenario scenario, EventQueue queue, Trace trace, RandomGenerator random) {
        this.scenario = scenario;
        this.queue = queue;
        this.trace = trace;
        this.random = random;
        pathSeed = random.nextLong();
    }

    /**
     * Connects an endpoint.
     *
     * @param endpoint one that nobody has
     * @param receiver who gets its datagrams
     */
    void connect(Endpoint endpoint, Receiver receiver) {
        if (receivers.put(endpoint, receiver) != null) {
            throw new IllegalStateException(endpoint + " is somebody's already");
        }
    }

    /**
     * Disconnects an endpoint: what is under way to it will reach nobody.
     *
     * @param endpoint the endpoint
     */
    void disconnect(Endpoint endpoint) {
        receivers.remove(endpoint);
    }

    /**
     * Connects all endpoints to which nothing is connected.
     *
     * @param others who gets their datagrams
     */
    void connectRest(Elsewhere others) {
        elsewhere = others;
    }

    /**
     * Sends a datagram.
     *
     * @param now the virtual time, in milliseconds
     * @param from its sender
     * @param to its target
     * @param payload the bytes between position and limit, which are copied
     */
    void send(long now, Endpoint from, Endpoint to, ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        sent++;
        sentBytes += bytes.length;
        trace.datagram(now, Fate.SENT, from, to, bytes);
        if (happens(scenario.loss())) {
            lost++;
            trace.datagram(now, Fate.LOST, from, to, bytes);
            return;
        }
        long arrival = now + scenario.latency().oneWay(pathSeed, from, to);
        transport(arrival, from, to, bytes);
        if (happens(scenario.duplicate())) {
            duplicated++;
            transport(arrival + random.nextInt(DUPLICATE_DELAY + 1), from, to, bytes);
        }
    }

    /**
     * What has passed so far.
     *
     * @return the counters
     */
    Traffic traffic() {
        return new Traffic(sent, sentBytes, lost, duplicated, heldBack, unreached);
    }

    private void transport(long arrival, Endpoint from, Endpoint to, byte[] bytes) {
        long time = arrival;
        if (happens(scenario.reorder())) {
            heldBack++;
            time += random.nextInt(1, REORDER_DELAY + 1);
        }
        queue.add(time, now -> arrive(now, from, to, bytes));
    }

    private void arrive(long now, Endpoint from, Endpoint to, byte[] bytes) {
        Receiver receiver = receivers.get(to);
        Optional<ByteBuffer> answer =
                receiver == null ? elsewhere.receive(now, from, to, bytes) : Optional.of(NO_ANSWER);
        if (answer.isEmpty()) {
            unreached++;
            trace.datagram(now, Fate.UNREACHED, from, to, bytes);
            return;
        }
        trace.datagram(now, Fate.ARRIVED, from, to, bytes);
        if (receiver != null) {
            receiver.receive(now, from, bytes);
        } else if (answer.get().hasRemaining()) {
            send(now, to, from, answer.get());
        }
    }

    private boolean happens(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    /**
     * Counts datagrams.
     *
     * @param sent those that were sent
     * @param bytes their payload
     * @param lost how many of those sent got lost
     * @param duplicated how many of those sent arrived twice
     * @param heldBack how many of those sent and their duplicates were held back
     * @param unreached how many of those sent and their duplicates reached nobody
     */
    record Traffic(long sent, long bytes, long lost, long duplicated, long heldBack, long unreached) {}
}
