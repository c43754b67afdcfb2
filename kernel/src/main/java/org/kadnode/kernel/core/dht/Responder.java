package org.kadnode.kernel.core.dht;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.krpc.KrpcEncoder;
import org.kadnode.kernel.core.krpc.KrpcError;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/** What a node does for others: answers their questions, and keeps what they announce. */
final class Responder {

    /** Between two looks at what has expired. */
    private static final long EXPIRY_MILLIS = 60_000;

    /** Knows the good nodes near a target, of this family and of the other. */
    @FunctionalInterface
    interface Neighbours {
        void closest(long now, Family family, Id target, List<NodeInfo> nearest);
    }

    private final Family family;
    private final Limits limits;
    private final KrpcEncoder encoder;
    private final Neighbours neighbours;
    private final DhtEvents events;
    private final PeerStore store;
    private final ItemStore items;
    private final Tokens tokens;
    private final List<NodeInfo> nodes4 = new ArrayList<>();
    private final List<NodeInfo> nodes6 = new ArrayList<>();
    private long expiryAt = Long.MAX_VALUE;

    Responder(
            Family family,
            Id self,
            Limits limits,
            RandomGenerator random,
            KrpcEncoder encoder,
            Neighbours neighbours,
            DhtEvents events) {
        this.family = family;
        this.limits = limits;
        this.encoder = encoder;
        this.neighbours = neighbours;
        this.events = events;
        store = new PeerStore(self, limits, random);
        items = new ItemStore(self, limits, random);
        tokens = new Tokens(random);
    }

    /** Our own id is another one now. */
    void moveTo(Id self) {
        encoder.moveTo(self);
        store.moveTo(self);
        items.moveTo(self);
    }

    void answer(long now, int channel, Endpoint source, Message.Query query) {
        switch (query.method()) {
            case Message.Method.Ping ping -> acknowledge(channel, source, query);
            case Message.Method.FindNode find ->
                answerNodes(now, channel, source, query, find.target(), Opaque.NONE, List.of());
            case Message.Method.Foreign foreign ->
                answerNodes(now, channel, source, query, foreign.target(), Opaque.NONE, List.of());
            case Message.Method.GetPeers get -> {
                Id id = get.infohash();
                Opaque token = tokens.issue(now, source.address(), id);
                if (!get.scrape() || !answerScrape(now, channel, source, query, id, token)) {
                    List<Endpoint> peers =
                            store.get(now, id, limits.peersPerAnswer(), peer -> peer.isCredible(source.address()));
                    answerNodes(now, channel, source, query, id, token, peers);
                }
            }
            case Message.Method.SampleInfohashes sample -> {
                findNodes(now, source, query, sample.target());
                events.send(
                        channel,
                        source,
                        encoder.samples(
                                asker(source, query),
                                nodes4,
                                nodes6,
                                PeerStore.SAMPLE_SECONDS,
                                store.identifiers(),
                                store.sample(now)));
            }
            case Message.Method.AnnouncePeer announce -> answerAnnounce(now, channel, source, query, announce);
            case Message.Method.Get get -> answerGet(now, channel, source, query, get);
            case Message.Method.Put put -> answerPut(now, channel, source, query, put);
        }
    }

    /** Answers a question that makes no sense. */
    void refuse(int channel, Endpoint source, Opaque transaction, KrpcError error) {
        events.send(channel, source, encoder.failure(transaction, error));
    }

    private static KrpcEncoder.Asker asker(Endpoint source, Message.Query query) {
        return new KrpcEncoder.Asker(query.transaction(), source);
    }

    private void acknowledge(int channel, Endpoint source, Message.Query query) {
        events.send(
                channel, source, encoder.response(asker(source, query), List.of(), List.of(), Opaque.NONE, List.of()));
    }

    private void answerNodes(
            long now,
            int channel,
            Endpoint source,
            Message.Query query,
            Id target,
            Opaque token,
            List<Endpoint> peers) {
        findNodes(now, source, query, target);
        events.send(channel, source, encoder.response(asker(source, query), nodes4, nodes6, token, peers));
    }

    /** Tells about how many peers there are. Returns false if there are none. */
    private boolean answerScrape(long now, int channel, Endpoint source, Message.Query query, Id target, Opaque token) {
        ScrapeFilter seeds = new ScrapeFilter();
        ScrapeFilter others = new ScrapeFilter();
        if (!store.scrape(now, target, seeds, others)) {
            return false;
        }
        findNodes(now, source, query, target);
        events.send(
                channel,
                source,
                encoder.scrape(asker(source, query), nodes4, nodes6, token, seeds.bytes(), others.bytes()));
        return true;
    }

    /** Fills the lists of nodes for an answer. They are used again for each, so that answers leave nothing behind. */
    private void findNodes(long now, Endpoint source, Message.Query query, Id target) {
        findNodes(now, source, query, target, Family.IPV4, nodes4);
        findNodes(now, source, query, target, Family.IPV6, nodes6);
    }

    private void findNodes(
            long now, Endpoint source, Message.Query query, Id target, Family wanted, List<NodeInfo> nodes) {
        nodes.clear();
        if (query.want().isEmpty() ? wanted == family : query.want().contains(wanted)) {
            neighbours.closest(now, wanted, target, nodes);
            for (int i = nodes.size() - 1; i >= 0; i--) {
                Endpoint endpoint = nodes.get(i).endpoint();
                if (!endpoint.isCredible(source.address()) || endpoint.equals(source)) {
                    nodes.remove(i);
                }
            }
        }
    }

    private void answerAnnounce(
            long now, int channel, Endpoint source, Message.Query query, Message.Method.AnnouncePeer announce) {
        Id id = announce.infohash();
        Endpoint peer = new Endpoint(source.address(), announce.port().orElse(source.port()));
        if (!tokens.isValid(now, announce.token(), source.address(), id)) {
            refuse(channel, source, query.transaction(), KrpcError.BAD_TOKEN);
        } else if (peer.port() == 0) {
            refuse(channel, source, query.transaction(), KrpcError.BAD_PORT);
        } else if (!store.put(now, id, peer, announce.seed())) {
            refuse(channel, source, query.transaction(), KrpcError.STORE_FULL);
        } else {
            expiryAt = Math.min(expiryAt, now + EXPIRY_MILLIS);
            acknowledge(channel, source, query);
            events.found(now, id, peer, source);
        }
    }

    private void answerGet(long now, int channel, Endpoint source, Message.Query query, Message.Method.Get get) {
        KrpcEncoder.Asker asker = asker(source, query);
        Opaque token = tokens.issue(now, source.address(), get.target());
        findNodes(now, source, query, get.target());
        Optional<Item> stored = items.get(now, get.target());
        ByteBuffer answer;
        if (stored.isEmpty()) {
            answer = encoder.response(asker, nodes4, nodes6, token, List.of());
        } else if (stored.get() instanceof Item.Mutable item && get.seq().orElse(-1L) >= item.seq()) {
            answer = encoder.sequence(asker, nodes4, nodes6, token, item.seq());
        } else {
            answer = encoder.item(asker, nodes4, nodes6, token, stored.get());
        }
        events.send(channel, source, answer);
    }

    /** What costs least is asked first, and the signature of what is stored already not again. */
    private void answerPut(long now, int channel, Endpoint source, Message.Query query, Message.Method.Put put) {
        Item item = put.item();
        Id target = item.target();
        if (!tokens.isValid(now, put.token(), source.address(), target)) {
            refuse(channel, source, query.transaction(), KrpcError.BAD_WRITE_TOKEN);
            return;
        }
        Optional<KrpcError> objection = items.objection(now, target, put);
        if (objection.isPresent()) {
            refuse(channel, source, query.transaction(), objection.get());
            return;
        }
        if (item instanceof Item.Mutable mutable && !items.get(now, target).equals(Optional.of(item))) {
            if (!events.maySpendSignature(now, source)) {
                return;
            }
            if (!mutable.isGenuine()) {
                refuse(channel, source, query.transaction(), KrpcError.BAD_SIGNATURE);
                return;
            }
        }
        if (items.put(now, target, item, source.address())) {
            expiryAt = Math.min(expiryAt, now + EXPIRY_MILLIS);
            acknowledge(channel, source, query);
            if (item instanceof Item.Mutable mutable) {
                events.itemPut(now, target, mutable, source);
            }
        } else {
            refuse(channel, source, query.transaction(), KrpcError.STORE_FULL);
        }
    }

    /** Drops what has expired. */
    void wake(long now) {
        if (now >= expiryAt) {
            store.expire(now);
            items.expire(now);
            expiryAt = store.peers() == 0 && items.items() == 0 ? Long.MAX_VALUE : now + EXPIRY_MILLIS;
        }
    }

    /** When {@link #wake} has something to do. */
    long wakeAt() {
        return expiryAt;
    }

    PeerStore store() {
        return store;
    }

    ItemStore items() {
        return items;
    }
}
