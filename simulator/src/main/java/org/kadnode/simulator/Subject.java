package org.kadnode.simulator;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.krpc.KrpcDecoder;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;

/** A node under test, and a look at what it sends and hears. */
final class Subject implements Host.Machine {

    /** The first minute is for joining; after it begins the upkeep. */
    private static final long JOINING = 60_000;

    private static final long SECOND = 1000;

    /** Seconds over which a rate of packets is taken. */
    private static final int SPAN = 10;

    private final Node node;
    private final KrpcDecoder decoder = new KrpcDecoder();
    private final long joinedAt;
    private final Map<Id, Effort> efforts = new HashMap<>();
    private final Map<Opaque, Announcement> unacknowledged = new HashMap<>();
    private final Set<Endpoint> known = new HashSet<>();
    private final Rate packets = new Rate(SPAN);
    private final Rate newHosts = new Rate(1);
    private boolean used;
    private long sent;
    private long sentJoining;
    private long now;

    /** What was spent on an identifier. */
    static final class Effort {
        private int messages;
        private final Map<Endpoint, Long> acknowledged = new HashMap<>();

        /** Queries sent for it that ask for peers, repeated ones too. */
        int messages() {
            return messages;
        }

        /** Who has acknowledged an announcement, and when. */
        Map<Endpoint, Long> acknowledged() {
            return acknowledged;
        }
    }

    private record Announcement(Id infohash, Endpoint target) {}

    /** How often something happens in a span of time: the most of all spans, one beginning where the last ends. */
    private static final class Rate {
        private final long span;
        private long current;
        private long count;
        private long most;

        private Rate(long seconds) {
            span = seconds * SECOND;
        }

        private void add(long now) {
            if (now / span != current) {
                current = now / span;
                count = 0;
            }
            count++;
            most = Math.max(most, count);
        }
    }

    /**
     * A node that begins.
     *
     * @param node the node
     * @param now the virtual time, in milliseconds
     */
    Subject(Node node, long now) {
        this.node = node;
        joinedAt = now;
    }

    Node node() {
        return node;
    }

    /** The node gets something to do: what it sends from now on is no upkeep. Returns what was sent for it so far. */
    Effort use(Id infohash) {
        used = true;
        return efforts.computeIfAbsent(infohash, each -> new Effort());
    }

    /** Datagrams sent before the first use. */
    long sent() {
        return sent;
    }

    /** Of these, those in the first minute. */
    long sentJoining() {
        return sentJoining;
    }

    /** The most datagrams in ten seconds of the upkeep. */
    long mostPackets() {
        return packets.most;
    }

    /** The most hosts in a second of the upkeep to which nothing had been sent before. */
    long mostNewHosts() {
        return newHosts.most;
    }

    @Override
    public long handle(long time, Input input, Consumer<? super Output> out) {
        now = time;
        if (input instanceof Input.Datagram datagram && !unacknowledged.isEmpty()) {
            hear(datagram.source(), datagram.payload());
        }
        return node.handle(time, input, output -> {
            if (output instanceof Output.Send send) {
                say(send.target(), send.payload());
            }
            out.accept(output);
        });
    }

    private void say(Endpoint target, ByteBuffer payload) {
        boolean fresh = known.add(target);
        if (!used) {
            sent++;
            if (now - joinedAt < JOINING) {
                sentJoining++;
            } else {
                packets.add(now);
                if (fresh) {
                    newHosts.add(now);
                }
            }
            return;
        }
        if (decode(payload) instanceof Message.Query query) {
            if (query.method() instanceof Message.Method.GetPeers get && efforts.containsKey(get.infohash())) {
                use(get.infohash()).messages++;
            } else if (query.method() instanceof Message.Method.AnnouncePeer announce) {
                unacknowledged.put(query.transaction(), new Announcement(announce.infohash(), target));
            }
        }
    }

    private void hear(Endpoint source, ByteBuffer payload) {
        if (decode(payload) instanceof Message.Response response) {
            Announcement announcement = unacknowledged.get(response.transaction());
            if (announcement != null && announcement.target.equals(source)) {
                unacknowledged.remove(response.transaction());
                use(announcement.infohash).acknowledged.putIfAbsent(source, now);
            }
        }
    }

    private Message decode(ByteBuffer payload) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(payload.position(), bytes);
        return decoder.decode(bytes, bytes.length);
    }
}
