package org.kadnode.kernel.core.krpc;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.bencode.BencodeWriter;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/**
 * Writes {@link Message}s, byte for byte as KadNode 1.0 does. One encoder belongs to one node; each
 * packet overwrites the one before.
 *
 * <pre>
 *   d1:ad2:id20:ID6:target20:Te1:q9:find_node1:t4:TTTT1:v4:KN001:y1:qe
 *   d1:rd2:id20:ID5:nodes208:...e1:t2:aa1:v4:KN001:y1:re
 *   d1:eli203e...e1:t2:aa1:v4:KN001:y1:ee
 * </pre>
 *
 * <p>Packets stay within the size of BEP 32, with one exception: BEP 44 allows values that leave no room
 * for anything else, and whoever took one must be able to hand it out. So what goes with a value is kept
 * small: nodes are named only as far as they fit, and where the value alone fills the packet, none. The
 * largest such packet still fits into what every IPv6 link carries in one piece (1280 bytes with headers),
 * unless the asker chose a transaction id of more than 20 bytes.
 */
public final class KrpcEncoder {

    /** Client and version in every packet: "KN", then two zero bytes. */
    private static final byte[] VERSION = {'K', 'N', 0, 0};

    /** What the largest answer takes beside its values: 8 nodes of each family, id, token, a long t, ip. */
    private static final int RESERVED = 732;

    /** The keys of both families of nodes, with the lengths of what follows. */
    private static final int NODES_KEYS = 23;

    /** The end of an answer, without the transaction id: 2 ends, t, v, y and the last end. */
    private static final int ANSWER_END = 32;

    private Id self;
    private final int packetBytes;
    private final BencodeWriter writer;

    /**
     * An encoder.
     *
     * @param self id of the node that speaks
     * @param packetBytes longest payload, at least 1024
     */
    public KrpcEncoder(Id self, int packetBytes) {
        this.self = self;
        this.packetBytes = packetBytes;
        this.writer = new BencodeWriter(packetBytes + RESERVED + Item.LONGEST_VALUE);
    }

    /**
     * Speaks for a node whose id is another one now.
     *
     * @param id the new id
     */
    public void moveTo(Id id) {
        self = id;
    }

    /**
     * A query.
     *
     * @param transaction 4 bytes, as KadNode 1.0 and its engine expect
     * @param method what is asked
     * @param want families of nodes wanted in the answer; empty leaves the key out
     * @return the packet, valid until the next call
     */
    public ByteBuffer query(int transaction, Message.Method method, Set<Family> want) {
        writer.clear().dict().text("a").dict();
        if (method instanceof Message.Method.Put put) {
            put.cas().ifPresent(cas -> writer.text("cas").integer(cas));
        }
        writer.text("id");
        id(self);
        String name = switch (method) {
            case Message.Method.Ping ping -> "ping";
            case Message.Method.FindNode find -> {
                writer.text("target");
                id(find.target());
                yield "find_node";
            }
            case Message.Method.GetPeers get -> {
                writer.text("info_hash");
                id(get.infohash());
                yield "get_peers";
            }
            case Message.Method.AnnouncePeer announce -> {
                writer.text("info_hash");
                id(announce.infohash());
                // Never implied_port: KadNode 1.0 would take its 1 for the port.
                writer.text("port").integer(announce.port().orElseThrow());
                writer.text("token").bytes(announce.token().bytes());
                yield "announce_peer";
            }
            case Message.Method.Get get -> {
                get.seq().ifPresent(seq -> writer.text("seq").integer(seq));
                writer.text("target");
                id(get.target());
                yield "get";
            }
            case Message.Method.Put put -> {
                put(put);
                yield "put";
            }
            case Message.Method.SampleInfohashes sample ->
                throw new IllegalArgumentException("not a question of ours: " + method);
            case Message.Method.Foreign foreign ->
                throw new IllegalArgumentException("not a question of ours: " + method);
        };
        boolean lookup = method instanceof Message.Method.FindNode
                || method instanceof Message.Method.GetPeers
                || method instanceof Message.Method.Get;
        if (lookup && !want.isEmpty()) {
            writer.text("want").list();
            if (want.contains(Family.IPV4)) {
                writer.text("n4");
            }
            if (want.contains(Family.IPV6)) {
                writer.text("n6");
            }
            writer.end();
        }
        writer.end().text("q").text(name).text("t");
        int at = writer.space(Integer.BYTES);
        for (int i = 0; i < Integer.BYTES; i++) {
            writer.array()[at + i] = (byte) (transaction >>> (24 - 8 * i));
        }
        return finish("q");
    }

    /** The keys after the id, in their order. */
    private void put(Message.Method.Put put) {
        Item.Mutable mutable = put.item() instanceof Item.Mutable one ? one : null;
        if (mutable != null) {
            writer.text("k").bytes(mutable.key().bytes());
            if (mutable.salt().length() > 0) {
                writer.text("salt").bytes(mutable.salt().bytes());
            }
            writer.text("seq").integer(mutable.seq());
            writer.text("sig").bytes(mutable.signature().bytes());
        }
        writer.text("token").bytes(put.token().bytes());
        writer.text("v").encoded(put.item().value().bytes());
    }

    /**
     * Whom an answer is for.
     *
     * @param transaction the one of the question
     * @param endpoint where the question came from, which the answer tells (BEP 42)
     */
    public record Asker(Opaque transaction, Endpoint endpoint) {}

    /**
     * An answer.
     *
     * @param asker who asked
     * @param nodes4 IPv4 nodes; an empty list leaves the key out
     * @param nodes6 IPv6 nodes; likewise
     * @param token empty leaves the key out
     * @param values peers, as many as fit; an empty list leaves the key out
     * @return the packet, valid until the next call
     */
    public ByteBuffer response(
            Asker asker, List<NodeInfo> nodes4, List<NodeInfo> nodes6, Opaque token, List<Endpoint> values) {
        begin(asker.endpoint(), nodes4, nodes6, null);
        if (token.length() > 0) {
            writer.text("token").bytes(token.bytes());
        }
        if (!values.isEmpty()) {
            writer.text("values").list();
            int room = packetBytes - asker.transaction().length() - ANSWER_END;
            for (Endpoint value : values) {
                int size = Endpoint.compactLength(value.family());
                if (writer.length() + size + 3 > room) {
                    break;
                }
                value.write(writer.array(), writer.space(size));
            }
            writer.end();
        }
        return answer(asker);
    }

    /**
     * An answer with an item (BEP 44). Beside one that fills the packet the asker's address is left out.
     *
     * @param asker who asked
     * @param nodes4 IPv4 nodes, as many as fit
     * @param nodes6 IPv6 nodes, likewise
     * @param token to be shown with another item
     * @param item the item
     * @return the packet, valid until the next call
     */
    public ByteBuffer item(Asker asker, List<NodeInfo> nodes4, List<NodeInfo> nodes6, Opaque token, Item item) {
        Endpoint told = asker.endpoint();
        int bare = whole(asker, told, List.of(), List.of(), token, item).remaining();
        if (bare > packetBytes) {
            return whole(asker, null, List.of(), List.of(), token, item);
        }
        Nearest fitting = new Nearest(nodes4, nodes6).within(packetBytes - bare);
        return whole(asker, told, fitting.nodes4, fitting.nodes6, token, item);
    }

    /** Nodes of both families, the nearest first. */
    private record Nearest(List<NodeInfo> nodes4, List<NodeInfo> nodes6) {

        /** As many as fit with their keys. */
        private Nearest within(int bytes) {
            int room = bytes - NODES_KEYS;
            int four = nodes4.size();
            int six = nodes6.size();
            while (four + six > 0
                    && four * NodeInfo.compactLength(Family.IPV4) + six * NodeInfo.compactLength(Family.IPV6) > room) {
                if (six >= four) {
                    six--;
                } else {
                    four--;
                }
            }
            return new Nearest(nodes4.subList(0, four), nodes6.subList(0, six));
        }
    }

    private ByteBuffer whole(
            Asker asker,
            @Nullable Endpoint told,
            List<NodeInfo> nodes4,
            List<NodeInfo> nodes6,
            Opaque token,
            Item item) {
        Item.Mutable mutable = item instanceof Item.Mutable one ? one : null;
        begin(told, nodes4, nodes6, mutable == null ? null : mutable.key());
        if (mutable != null) {
            writer.text("seq").integer(mutable.seq());
            writer.text("sig").bytes(mutable.signature().bytes());
        }
        writer.text("token").bytes(token.bytes()).text("v").encoded(item.value().bytes());
        return answer(asker);
    }

    /**
     * An answer to somebody who has the stored item already (BEP 44).
     *
     * @param asker who asked
     * @param nodes4 IPv4 nodes; an empty list leaves the key out
     * @param nodes6 IPv6 nodes; likewise
     * @param token to be shown with another item
     * @param seq the number of the stored item
     * @return the packet, valid until the next call
     */
    public ByteBuffer sequence(Asker asker, List<NodeInfo> nodes4, List<NodeInfo> nodes6, Opaque token, long seq) {
        begin(asker.endpoint(), nodes4, nodes6, null);
        writer.text("seq").integer(seq).text("token").bytes(token.bytes());
        return answer(asker);
    }

    /**
     * An answer that tells about how many peers there are, instead of some of them (BEP 33).
     *
     * @param asker who asked
     * @param nodes4 IPv4 nodes, as many as fit
     * @param nodes6 IPv6 nodes, likewise
     * @param token to be shown with an announcement
     * @param seeds those who have all of it, as 256 bytes of a Bloom filter
     * @param peers the others, likewise
     * @return the packet, valid until the next call
     */
    public ByteBuffer scrape(
            Asker asker, List<NodeInfo> nodes4, List<NodeInfo> nodes6, Opaque token, byte[] seeds, byte[] peers) {
        int bare = scraped(asker, new Nearest(List.of(), List.of()), token, seeds, peers)
                .remaining();
        return scraped(asker, new Nearest(nodes4, nodes6).within(packetBytes - bare), token, seeds, peers);
    }

    private ByteBuffer scraped(Asker asker, Nearest nearest, Opaque token, byte[] seeds, byte[] peers) {
        begin(asker.endpoint());
        writer.text("BFpe").bytes(peers).text("BFsd").bytes(seeds).text("id");
        id(self);
        nodes("nodes", Family.IPV4, nearest.nodes4);
        nodes("nodes6", Family.IPV6, nearest.nodes6);
        writer.text("token").bytes(token.bytes());
        return answer(asker);
    }

    /**
     * An answer with some of the infohashes of which the node stores peers (BEP 51).
     *
     * @param asker who asked
     * @param nodes4 IPv4 nodes; an empty list leaves the key out
     * @param nodes6 IPv6 nodes; likewise
     * @param interval seconds after which others are told
     * @param count how many infohashes there are
     * @param samples some of them, at most 20
     * @return the packet, valid until the next call
     */
    public ByteBuffer samples(
            Asker asker, List<NodeInfo> nodes4, List<NodeInfo> nodes6, int interval, int count, List<Id> samples) {
        begin(asker.endpoint());
        writer.text("id");
        id(self);
        writer.text("interval").integer(interval);
        nodes("nodes", Family.IPV4, nodes4);
        nodes("nodes6", Family.IPV6, nodes6);
        writer.text("num").integer(count).text("samples");
        int at = writer.space(samples.size() * Id.LENGTH);
        for (int i = 0; i < samples.size(); i++) {
            samples.get(i).write(writer.array(), at + i * Id.LENGTH);
        }
        return answer(asker);
    }

    /** The beginning of an answer, up to where the keys of the different answers part. */
    private void begin(@Nullable Endpoint told, List<NodeInfo> nodes4, List<NodeInfo> nodes6, @Nullable PublicKey key) {
        begin(told);
        writer.text("id");
        id(self);
        if (key != null) {
            writer.text("k").bytes(key.bytes());
        }
        nodes("nodes", Family.IPV4, nodes4);
        nodes("nodes6", Family.IPV6, nodes6);
    }

    private void begin(@Nullable Endpoint told) {
        writer.clear().dict();
        if (told != null) {
            writer.text("ip");
            told.write(writer.array(), writer.space(Endpoint.compactLength(told.family())));
        }
        writer.text("r").dict();
    }

    private ByteBuffer answer(Asker asker) {
        writer.end().text("t").bytes(asker.transaction().bytes());
        return finish("r");
    }

    /**
     * An error as answer.
     *
     * @param transaction the one of the question
     * @param error what is wrong with the question
     * @return the packet, valid until the next call
     */
    public ByteBuffer failure(Opaque transaction, KrpcError error) {
        writer.clear()
                .dict()
                .text("e")
                .list()
                .integer(error.code())
                .text(error.text())
                .end();
        writer.text("t").bytes(transaction.bytes());
        return finish("e");
    }

    private ByteBuffer finish(String kind) {
        return writer.text("v").bytes(VERSION).text("y").text(kind).end().view();
    }

    private void id(Id id) {
        id.write(writer.array(), writer.space(Id.LENGTH));
    }

    private void nodes(String key, Family family, List<NodeInfo> nodes) {
        if (nodes.isEmpty()) {
            return;
        }
        int size = NodeInfo.compactLength(family);
        writer.text(key);
        int at = writer.space(nodes.size() * size);
        for (int i = 0; i < nodes.size(); i++) {
            nodes.get(i).id().write(writer.array(), at + i * size);
            nodes.get(i).endpoint().write(writer.array(), at + i * size + Id.LENGTH);
        }
    }
}
