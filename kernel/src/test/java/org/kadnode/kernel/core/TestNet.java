package org.kadnode.kernel.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/** A few nodes on a perfect network with virtual time: every packet takes 10 milliseconds. */
final class TestNet {

    private static final long DELAY = 10;

    /** When the time of these nodes begins, in milliseconds since 1970. */
    static final long EPOCH = 1_700_000_000_000L;

    private static final Naming NAMING = new Naming(".p2p");

    private final Map<Endpoint, Host> hosts = new HashMap<>();
    private final PriorityQueue<Packet> packets = new PriorityQueue<>();
    private final List<Host> all = new ArrayList<>();
    private long now = 1000;
    private long sequence;

    /** Decides which packets arrive. */
    Predicate<Packet> carries = packet -> true;

    /** Whether nodes that are added from now on prove names under a key. */
    boolean legacyAuth = true;

    /** What sets the swarm of nodes apart that are added from now on. */
    Opaque isolation = Opaque.NONE;

    record Packet(long at, long sequence, Endpoint from, Endpoint to, ByteBuffer payload)
            implements Comparable<Packet> {
        @Override
        public int compareTo(Packet other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
        }
    }

    /** An {@link Output.Found} for those who do not ask for how long it counts. */
    record HandedOut(long ticket, Endpoint address, Proof proof) {}

    /** A node with what it said so far. */
    final class Host {
        final Node node;
        List<Endpoint> endpoints;
        final List<Output> said = new ArrayList<>();
        private long wakeAt = Long.MAX_VALUE;

        private Host(Node node, List<Endpoint> endpoints) {
            this.node = node;
            this.endpoints = endpoints;
        }

        Endpoint endpoint() {
            return endpoints.get(0);
        }

        /** Lets the node join through another one. */
        Host meets(Host other) {
            give(new Input.Meet(other.endpoint()));
            return this;
        }

        /** Tells the node what the shell would tell it, and what it needs to publish records. */
        Host knowsItself() {
            give(new Input.TimeOfDay(EPOCH + now));
            give(new Input.LocalAddresses(
                    endpoints.stream().map(Endpoint::address).collect(Collectors.toSet())));
            return this;
        }

        void give(Input input) {
            wakeAt = node.handle(now, input, output -> {
                if (output instanceof Output.Send send) {
                    post(this, send);
                } else {
                    said.add(output);
                }
            });
        }

        List<HandedOut> handedOut() {
            return said(Output.Found.class).stream()
                    .map(found -> new HandedOut(found.ticket(), found.address(), found.proof()))
                    .toList();
        }

        <T extends Output> List<T> said(Class<T> kind) {
            return said.stream().filter(kind::isInstance).map(kind::cast).toList();
        }
    }

    long now() {
        return now;
    }

    Host add(int seed, String... endpoints) {
        return add(seed, Limits.DEFAULT, endpoints);
    }

    Host add(int seed, Limits limits, String... endpoints) {
        // Random would give neighbouring seeds neighbouring ids.
        SplittableRandom random = new SplittableRandom(seed);
        List<Endpoint> own = List.of(endpoints).stream().map(TestNet::endpoint).toList();
        Set<Family> families = Set.copyOf(own.stream().map(Endpoint::family).toList());
        Id id = Id.random(random);
        NodeConfig config =
                new NodeConfig(id, families, own.get(0).port(), legacyAuth, id.label(), Set.of(), isolation, limits);
        Host host = new Host(new Node(config, random), own);
        own.forEach(endpoint -> hosts.put(endpoint, host));
        all.add(host);
        return host;
    }

    /** Takes a host off the network: packets to it are lost, and it does nothing. */
    void remove(Host host) {
        host.endpoints.forEach(hosts::remove);
        all.remove(host);
    }

    /** Gives a host another address: packets to the old one are lost, and nobody tells it. */
    void move(Host host, String endpoint) {
        host.endpoints.forEach(hosts::remove);
        host.endpoints = List.of(endpoint(endpoint));
        host.endpoints.forEach(each -> hosts.put(each, host));
    }

    /** Lets so much time pass. */
    void run(long millis) {
        long end = now + millis;
        while (true) {
            long packetAt = packets.isEmpty() ? Long.MAX_VALUE : packets.peek().at;
            long wakeAt = all.stream().mapToLong(host -> host.wakeAt).min().orElse(Long.MAX_VALUE);
            long next = Math.min(packetAt, wakeAt);
            if (next > end) {
                now = end;
                return;
            }
            now = Math.max(now, next);
            if (packetAt <= wakeAt) {
                deliver(packets.remove());
            } else {
                List.copyOf(all).stream()
                        .filter(host -> host.wakeAt <= now)
                        .forEach(host -> host.give(new Input.Wake()));
            }
        }
    }

    private void deliver(Packet packet) {
        Host host = hosts.get(packet.to());
        if (host != null && carries.test(packet)) {
            host.give(new Input.Datagram(0, packet.from(), packet.payload()));
        }
    }

    private void post(Host from, Output.Send send) {
        Endpoint source = from.endpoints.stream()
                .filter(endpoint -> endpoint.family() == send.target().family())
                .findFirst()
                .orElseThrow();
        ByteBuffer copy = ByteBuffer.allocate(send.payload().remaining())
                .put(send.payload().duplicate())
                .flip();
        packets.add(new Packet(now + DELAY, sequence++, source, send.target(), copy));
    }

    static Name name(String text) {
        return NAMING.parse(text).orElseThrow();
    }

    /** Reads {@code 192.0.2.1:6881} or {@code [2001:db8::1]:6881}. */
    static Endpoint endpoint(String text) {
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon).replace("[", "").replace("]", "");
        // A literal address is not looked up anywhere.
        return Endpoint.of(new java.net.InetSocketAddress(host, Integer.parseInt(text.substring(colon + 1))));
    }
}
