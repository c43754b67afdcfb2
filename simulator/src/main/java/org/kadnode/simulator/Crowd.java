package org.kadnode.simulator;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.krpc.KrpcDecoder;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.simulator.Population.Somebody;

/**
 * What a {@link Population} answers. Each of its nodes has the table of BEP 5: of each part of the identifiers that is
 * further from it than the one before it knows 8 nodes, or all if there are fewer. Which ones follows from hashing, and
 * whether they are still there from the population.
 *
 * <p>Everybody searches for something that is there: each identifier was announced up to half an hour ago to the nodes that
 * were nearest to it then, of which 19 in 20 took it. Who has left since then has taken it along.
 */
final class Crowd implements Network.Elsewhere {

    /** Contacts in a bucket, nodes in an answer, and copies of an announcement. */
    static final int BUCKET = 8;

    /** Others announce this often, in milliseconds. */
    private static final long ANNOUNCING = 30 * 60_000;

    /** Of so many nodes nearest to an identifier, all but one take what is announced under it. */
    private static final int UNREPLY_AND_ID = 20;

    /** Nodes that share fewer bits than this with a target, less than a cell does, are surely none of the nearest. */
    private static final int NEAR = 5;

    private static final int LONGEST_ANSWER = 512;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Population population;
    private final KrpcDecoder decoder = new KrpcDecoder();
    private final ByteBuffer answer = ByteBuffer.allocate(LONGEST_ANSWER);

    /** A crowd. */
    Crowd(Population population) {
        this.population = population;
    }

    Population population() {
        return population;
    }

    @Override
    public Optional<ByteBuffer> receive(long now, Endpoint source, Endpoint target, byte[] payload) {
        return population
                .at(target, now)
                .map(self -> decoder.decode(payload, payload.length) instanceof Message.Query query
                        ? answer(now, self, source, query)
                        : NOTHING);
    }

    private ByteBuffer answer(long now, Somebody self, Endpoint from, Message.Query query) {
        answer.clear();
        text("d2:ip6:").endpoint(from).text("1:rd2:id20:").raw(self.id().bytes());
        switch (query.method()) {
            case Message.Method.FindNode find -> nodes(closest(now, self, find.target()));
            case Message.Method.Get get ->
                nodes(closest(now, self, get.target())).token(from, get.target());
            case Message.Method.GetPeers get -> {
                nodes(closest(now, self, get.infohash())).token(from, get.infohash());
                if (holds(now, self, get.infohash())) {
                    text("6:valuesl6:").endpoint(valueOf(get.infohash())).text("e");
                }
            }
            case Message.Method.AnnouncePeer announce -> {
                if (!announce.token().equals(Opaque.of(tokenOf(from, announce.infohash())))) {
                    answer.clear();
                    return text("d1:eli203e5:tokene").end(query.transaction(), "e");
                }
            }
            default -> {}
        }
        return text("e").end(query.transaction(), "r");
    }

    /**
     * The nodes that one of the population names: of those in its table the nearest to the target, nearest first.
     *
     * @param now the virtual time, in milliseconds
     * @param self who is asked
     * @param target anything
     */
    List<NodeInfo> closest(long now, Somebody self, Id target) {
        int common = Math.min(self.id().commonBits(target), Id.BITS - 1);
        List<Somebody> found = new ArrayList<>(bucket(now, self, common));
        // As in every table of this kind, whoever is in a deeper bucket is nearer than all in the shallower ones.
        for (int i = common + 1; i < Id.BITS && found.size() < BUCKET && i <= population.cellBits() + NEAR; i++) {
            found.addAll(bucket(now, self, i));
        }
        for (int i = common - 1; i >= 0 && found.size() < BUCKET; i--) {
            found.addAll(bucket(now, self, i));
        }
        return found.stream()
                .sorted(Population.byDistance(target))
                .limit(BUCKET)
                .map(population::infoOf)
                .toList();
    }

    /** Whom a node knows of those that share exactly the first bits with it. */
    private List<Somebody> bucket(long now, Somebody self, int bits) {
        int cellBits = population.cellBits();
        int own = population.cellOf(self.id());
        if (bits >= cellBits) {
            return some(
                    self,
                    population.in(own, now).stream()
                            .filter(one -> one.id().commonBits(self.id()) == bits)
                            .toList());
        }
        // Those that differ in this bit fill whole cells.
        int free = cellBits - bits - 1;
        int first = ((own ^ (1 << free)) >>> free) << free;
        if (free == 0) {
            return some(self, population.in(first, now));
        }
        List<Somebody> known = new ArrayList<>(BUCKET);
        for (int i = 0; i < BUCKET; i++) {
            long drawn = population.hash(self.number(), 100L + (long) bits * BUCKET + i);
            int cell = first | ((int) (drawn >>> 32) & ((1 << free) - 1));
            population
                    .in(cell, (int) drawn, now)
                    .filter(one -> !known.contains(one))
                    .ifPresent(known::add);
        }
        return known;
    }

    private List<Somebody> some(Somebody self, List<Somebody> all) {
        if (all.size() <= BUCKET) {
            return all;
        }
        return all.stream()
                .sorted((a, b) -> Long.compare(
                        population.hash(self.number(), 1000L + a.number()),
                        population.hash(self.number(), 1000L + b.number())))
                .limit(BUCKET)
                .toList();
    }

    private boolean holds(long now, Somebody self, Id infohash) {
        if (self.id().commonBits(infohash) < population.cellBits() - NEAR) {
            return false;
        }
        long phase = Long.remainderUnsigned(population.hash(infohash.high(), 7), ANNOUNCING);
        long announced = Math.floorDiv(now - phase, ANNOUNCING) * ANNOUNCING + phase;
        return Long.remainderUnsigned(population.hash(infohash.high(), self.number()), UNREPLY_AND_ID) != 0
                && population.nearest(infohash, BUCKET, announced).contains(self);
    }

    /** The only peer of an identifier: somebody outside of the DHT. */
    Endpoint valueOf(Id infohash) {
        return new Endpoint(
                Address.v4(0xd0000000 | ((int) infohash.high() & 0x0fffffff)), 1024 + (infohash.low() & 0x3fff));
    }

    private byte[] tokenOf(Endpoint asker, Id infohash) {
        return ByteBuffer.allocate(Long.BYTES)
                .putLong(population.hash(asker.address().low(), infohash.high()))
                .array();
    }

    private Crowd nodes(List<NodeInfo> nodes) {
        byte[] compact = new byte[Id.LENGTH + 6];
        text("5:nodes" + nodes.size() * compact.length + ":");
        for (NodeInfo node : nodes) {
            node.id().write(compact, 0);
            node.endpoint().write(compact, Id.LENGTH);
            raw(compact);
        }
        return this;
    }

    private void token(Endpoint asker, Id infohash) {
        text("5:token8:").raw(tokenOf(asker, infohash));
    }

    private Crowd endpoint(Endpoint endpoint) {
        byte[] compact = new byte[Endpoint.compactLength(endpoint.family())];
        endpoint.write(compact, 0);
        return raw(compact);
    }

    private ByteBuffer end(Opaque transaction, String kind) {
        byte[] echoed = transaction.bytes();
        text("1:t" + echoed.length + ":").raw(echoed).text("1:y1:" + kind + "e");
        return answer.flip();
    }

    private Crowd text(String ascii) {
        return raw(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private Crowd raw(byte[] bytes) {
        answer.put(bytes);
        return this;
    }
}
