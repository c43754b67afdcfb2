package org.kadnode.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;

/**
 * A machine with one {@link Node} on it: does for it under virtual time what the shell does under real
 * time, and watches that it keeps to its contract.
 */
final class Host {

    /** The node's one method, see {@link Node#handle}. */
    @FunctionalInterface
    interface Machine {

        /**
         * Takes the time and one input.
         *
         * @param now the virtual time, in milliseconds
         * @param input what happened
         * @param out takes the effects
         * @return when it wants to be woken
         */
        long handle(long now, Input input, Consumer<? super Output> out);
    }

    /** Hears what a node says to its owner. */
    @FunctionalInterface
    interface Listener {

        /**
         * Hears something.
         *
         * @param now the virtual time, in milliseconds
         * @param host who says it
         * @param output anything but {@link Output.Send}
         */
        void hear(long now, Host host, Output output);
    }

    private static final long NEVER = Long.MAX_VALUE;

    /** A put with key, salt, signature, {@code cas} and token around the longest value, 1000 bytes (BEP 44). */
    private static final int LONGEST_WITH_ITEM = 1340;

    /** What a signature begins with in bencode. */
    private static final String SIGNATURE = "3:sig64:";

    private final World world;
    private List<Endpoint> endpoints;
    private final Machine machine;
    private final Listener listener;
    private final Consumer<Output> outputs = this::take;
    private final Event wakeUp = this::wakeUp;

    /** When the node wants to be woken. */
    private long wake = NEVER;
    /** The earliest time for which a wake-up waits in the queue. */
    private long armed = NEVER;
    /** The time of the last call. */
    private long now;

    private boolean called;
    private boolean closed;

    /**
     * Connects a node to the network.
     *
     * @param world where it lives
     * @param endpoints where it is, one endpoint a family; the index is the number of the channel
     * @param machine the node
     * @param listener hears what it says
     */
    Host(World world, List<Endpoint> endpoints, Machine machine, Listener listener) {
        this.world = world;
        this.endpoints = List.copyOf(endpoints);
        this.machine = machine;
        this.listener = listener;
        connect();
    }

    private void connect() {
        for (int i = 0; i < endpoints.size(); i++) {
            int channel = i;
            world.network()
                    .connect(
                            endpoints.get(channel),
                            (time, source, payload) ->
                                    tell(time, new Input.Datagram(channel, source, ByteBuffer.wrap(payload))));
        }
    }

    /**
     * Where the node is.
     *
     * @return one endpoint for each of its families
     */
    List<Endpoint> endpoints() {
        return endpoints;
    }

    /**
     * Where the node takes part.
     *
     * @return its families, at least one
     */
    Set<Family> families() {
        Set<Family> families = EnumSet.noneOf(Family.class);
        endpoints.forEach(endpoint -> families.add(endpoint.family()));
        return families;
    }

    /**
     * Where the node is in one family.
     *
     * @param family the family
     * @return its endpoint, if it takes part there
     */
    Optional<Endpoint> endpoint(Family family) {
        int channel = channelOf(family);
        return channel < 0 ? Optional.empty() : Optional.of(endpoints.get(channel));
    }

    /**
     * Gives the node an input.
     *
     * @param time the virtual time, in milliseconds
     * @param input what happened
     */
    void tell(long time, Input input) {
        if (!(input instanceof Input.Datagram) && !(input instanceof Input.Wake)) {
            world.trace().note(time, this + " is told: " + input);
        }
        now = time;
        called = true;
        wake = machine.handle(time, input, outputs);
        called = false;
        if (wake <= time && input instanceof Input.Wake) {
            world.checks().violated(time, this + " was woken and wants to be woken again at once");
            wake = time + 1;
        }
        arm();
    }

    /**
     * Connects the machine elsewhere. What is under way to it reaches nobody; the node is not told.
     *
     * @param time the virtual time, in milliseconds
     * @param others one endpoint for each of {@link #endpoints}, of the same family
     */
    void move(long time, List<Endpoint> others) {
        world.trace().note(time, this + " moves to " + others);
        endpoints.forEach(world.network()::disconnect);
        endpoints = List.copyOf(others);
        connect();
    }

    /** Takes the node off the network, as if its machine were switched off. */
    void close() {
        closed = true;
        endpoints.forEach(world.network()::disconnect);
    }

    /**
     * Whether the node is on the network.
     *
     * @return false after {@link #close}
     */
    boolean isOpen() {
        return !closed;
    }

    /** The form that people read: its first endpoint. */
    @Override
    public String toString() {
        return endpoints.getFirst().toString();
    }

    /**
     * Sees to it that the node is woken in time. A wake-up that waits in the queue can't be taken out
     * when the node wants to be woken later, so that one finds out when its time comes.
     */
    private void arm() {
        if (wake < armed) {
            armed = Math.max(wake, now);
            world.queue().add(armed, wakeUp);
        }
    }

    private void wakeUp(long time) {
        if (closed || time != armed) {
            return;
        }
        armed = NEVER;
        now = time;
        if (wake <= time) {
            tell(time, new Input.Wake());
        } else {
            arm();
        }
    }

    private void take(Output output) {
        if (!called || closed) {
            world.checks().violated(now, "%s says %s although it was not called".formatted(this, output));
        } else if (output instanceof Output.Send send) {
            transmit(send);
        } else {
            listener.hear(now, this, output);
        }
    }

    private void transmit(Output.Send send) {
        int channel = channelOf(send.target().family());
        if (channel < 0 || (send.channel() != Output.ANY_CHANNEL && send.channel() != channel)) {
            world.checks().violated(now, "%s has no channel for %s".formatted(this, send));
            return;
        }
        int length = send.payload().remaining();
        if (length > world.limits().packetBytes() && (length > LONGEST_WITH_ITEM || !isSigned(send.payload()))) {
            world.checks().violated(now, "%s sends %d bytes".formatted(this, length));
        }
        world.network().send(now, endpoints.get(channel), send.target(), send.payload());
    }

    /** Whether it has the signature of an item: the only ones for whose values packets get longer. */
    private static boolean isSigned(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(SIGNATURE);
    }

    private int channelOf(Family family) {
        for (int channel = 0; channel < endpoints.size(); channel++) {
            if (endpoints.get(channel).family() == family) {
                return channel;
            }
        }
        return -1;
    }
}
