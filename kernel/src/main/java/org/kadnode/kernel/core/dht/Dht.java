package org.kadnode.kernel.core.dht;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.dht.BucketView.Standing;
import org.kadnode.kernel.core.krpc.KrpcEncoder;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.RecordKey;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/**
 * The part that a node takes in the DHT of one address family (BEP 5, BEP 32): its contacts, the look-ups
 * under way, and what it answers and stores for others.
 */
public final class Dht {

    private static final int NO_CHANNEL = -1;

    /** Look-ups under way that only freshen buckets. */
    private static final int MOST_REFRESHES = 2;

    /** BEP 5: a bucket in which nothing changed for 15 minutes is refreshed. */
    private static final long REFRESH_MILLIS = 15 * 60_000;

    /** The same while few nodes are known: whom we met may have come a moment before us. */
    private static final long FEW_REFRESH_MILLIS = 60_000;

    /** A contact silent for this long is pinged, so that it stays good. */
    private static final long SILENT_MILLIS = 12 * 60_000;

    /** Between two pings to a silent contact; longer the more often it has failed. */
    private static final long RETRY_MILLIS = 60_000;

    /** The same while nobody answers, so that a network that comes back is noticed soon. */
    private static final long LONELY_RETRY_MILLIS = 5000;

    /** Between two pings to a contact that is not silent, only to hear where it sees us. */
    private static final long PING_AGAIN_MILLIS = 20_000;

    /** How long a visit of a stranger shows that others can reach us. */
    private static final long REACHED_MILLIS = 15 * 60_000;

    /** Unanswered packets in a row after which a contact is forgotten. */
    private static final int LOST_AFTER = 12;

    /** For how long after joining nothing is spared to know enough nodes soon. */
    private static final long HURRY_MILLIS = 60_000;

    /** Between two looks at what needs care. */
    private static final long CARE_MILLIS = 3000;

    /** The same while buckets wait for their refresh, as after joining. */
    private static final long BUSY_CARE_MILLIS = 500;

    private final Family family;
    private Id self;
    private final Limits limits;
    private final RandomGenerator random;
    private final DhtEvents events;
    private final RoutingTable table;
    private final Transactions transactions;
    private final Responder responder;
    private final Searches searches;
    private final Pings pings;
    private final Pace pace = new Pace();
    private final Upkeep upkeep;
    private final Outreach outreach = new Outreach();
    private OptionalLong joinedAt = OptionalLong.empty();
    private long careAt = Long.MAX_VALUE;
    private long selfLookupAt = Long.MAX_VALUE;
    /** When somebody came to whom we had sent nothing. */
    private long strangerAt = Long.MIN_VALUE / 2;
    /** Whether the first look-up for our own id is still to end. */
    private boolean joining;

    /**
     * A node without contacts.
     *
     * @param family the address family
     * @param self the node's id
     * @param want the families of all DHTs of the node; both are asked for if there are two (BEP 32)
     * @param limits the bounds of all tables
     * @param random for ids, tokens and transaction numbers
     * @param events who is told, and sends
     */
    public Dht(Family family, Id self, Set<Family> want, Limits limits, RandomGenerator random, DhtEvents events) {
        this.family = family;
        this.self = self;
        this.limits = limits;
        this.random = random;
        this.events = events;
        KrpcEncoder encoder = new KrpcEncoder(self, limits.packetBytes());
        table = new RoutingTable(self, limits);
        responder = new Responder(family, self, limits, random, encoder, this::closest, events);
        transactions = new Transactions(
                limits.transactions(), random, encoder, want.size() > 1 ? want : Set.of(), (target, payload) -> {
                    outreach.sentTo(target);
                    events.send(NO_CHANNEL, target, payload);
                });
        pings = new Pings(transactions, limits.transactions());
        searches = new Searches(limits, transactions, events, this::startingNodes, this::refreshEnded);
        upkeep = new Upkeep(() -> this.self, limits, random, table, transactions, pace);
    }

    /**
     * The world sees us at an address. If our id does not fit it (BEP 42), we take another one that does, and look for our
     * new neighbours; what we know and store stays.
     *
     * @param now the time
     * @param address our address
     */
    public void seenAs(long now, Address address) {
        if (SecureId.fits(self, address)) {
            return;
        }
        self = SecureId.of(address, random);
        table.moveTo(self);
        responder.moveTo(self);
        if (joinedAt.isPresent()) {
            selfLookupAt = now;
            joining = true;
        }
    }

    /**
     * Pings a node that may be there.
     *
     * @param now the time
     * @param endpoint where
     */
    public void meet(long now, Endpoint endpoint) {
        pings.ping(now, endpoint, Pings.Reason.INTRODUCTION);
    }

    /**
     * Pings good nodes, those first that were silent for the longest time, to hear where they see us.
     *
     * @param now the time
     * @param most how many at most; fewer if they were pinged a short while ago
     */
    public void pingSilent(long now, int most) {
        for (Contact contact : table.silent(now, most, PING_AGAIN_MILLIS)) {
            contact.tried(now);
            pings.ping(now, contact.endpoint(), Pings.Reason.CONTACT);
        }
    }

    /**
     * A node of this family was named in the other DHT. It is met only while few are known.
     *
     * @param now the time
     * @param node the node
     */
    public void heardOf(long now, NodeInfo node) {
        if (table.size() < limits.bucketSize()
                && table.contactAt(node.endpoint()).isEmpty()) {
            pings.ping(now, node.endpoint(), Pings.Reason.STRANGER);
        }
    }

    /**
     * Searches for the peers of an identifier, or joins a search under way.
     *
     * @param now the time
     * @param target the identifier
     * @return false if no node is known or too many look-ups are under way
     */
    public boolean lookup(long now, Id target) {
        return joinedAt.isPresent() && searches.lookup(now, target);
    }

    /**
     * Whoever asked for the peers of an identifier has found enough: the look-up for them ends, if it has found any and
     * nothing is to be announced there.
     *
     * @param now the time
     * @param target the identifier
     */
    public void suffices(long now, Id target) {
        searches.suffices(now, target);
    }

    /**
     * Announces a port under an identifier to the nodes nearest to it.
     *
     * @param now the time
     * @param target the identifier
     * @param port 1 to 65535
     * @return false if no node is known or too many look-ups are under way
     */
    public boolean announce(long now, Id target, int port) {
        return joinedAt.isPresent() && searches.announce(now, target, port);
    }

    /**
     * Searches for the mutable item of a key and salt (BEP 44), or joins a search under way.
     *
     * @param now the time
     * @param record key and salt
     * @return false if no node is known or too many look-ups are under way
     */
    public boolean get(long now, RecordKey record) {
        return joinedAt.isPresent() && searches.get(now, record);
    }

    /**
     * Puts a mutable item where a look-up for it has just ended. Each node takes it only if it still stores what it
     * said then ({@code cas}).
     *
     * @param now the time
     * @param item the item
     * @param places what {@link DhtEvents#itemLookupEnded} told, at most some minutes ago
     */
    public void put(long now, Item.Mutable item, List<Place> places) {
        // We do not ask ourselves, but another publisher may have put an older version here.
        responder.items().renew(now, item);
        searches.put(now, item, places);
    }

    /**
     * A mutable item that was put to us.
     *
     * @param item the item
     * @param local whether somebody on this machine did
     */
    public record StoredItem(Item.Mutable item, boolean local) {}

    /**
     * The mutable item that others put to us.
     *
     * @param now the time
     * @param record its key and salt
     * @return the item; empty if none is stored here
     */
    public Optional<StoredItem> storedItem(long now, RecordKey record) {
        Id target = record.target();
        return responder
                .items()
                .get(now, target)
                .filter(Item.Mutable.class::isInstance)
                .map(Item.Mutable.class::cast)
                .map(item -> new StoredItem(item, responder.items().isLocal(target)));
    }

    private void refreshEnded(long now, Id target) {
        if (joining && target.equals(self)) {
            // It brought the neighbourhood; the far buckets come next (Kademlia, 2.3).
            joining = false;
            upkeep.begin(now);
            if (!upkeep.isCharting()) {
                table.refreshAll();
            }
        }
    }

    private List<Known> startingNodes(long now, Id target) {
        List<NodeInfo> alive = new ArrayList<>();
        table.closest(now, target, 2 * limits.bucketSize(), standing -> standing != Standing.BAD, alive);
        List<Known> known = upkeep.near(target);
        for (NodeInfo node : alive) {
            known.add(new Known(
                    node,
                    table.contactAt(node.endpoint()).map(Contact::roundTrip).orElse(Transactions.UNKNOWN)));
        }
        return known;
    }

    /**
     * A question arrived.
     *
     * @param now the time
     * @param channel where, to answer from the same
     * @param source who asks
     * @param query what
     */
    public void query(long now, int channel, Endpoint source, Message.Query query) {
        if (query.sender().equals(self)) {
            return;
        }
        if (!outreach.includes(now, source)) {
            strangerAt = now;
        }
        responder.answer(now, channel, source, query);
        if (!table.queried(now, query.sender(), source) && !query.readOnly() && table.wants(now, query.sender())) {
            pings.ping(now, source, Pings.Reason.STRANGER);
        }
    }

    /**
     * Answers a question that makes no sense.
     *
     * @param channel where it arrived
     * @param source who asks
     * @param invalid what is wrong
     */
    public void invalid(int channel, Endpoint source, Message.Invalid invalid) {
        responder.refuse(channel, source, invalid.transaction(), invalid.error());
    }

    /**
     * An answer arrived.
     *
     * @param now the time
     * @param source who answers
     * @param response what
     * @return false if it was not asked for
     */
    public boolean response(long now, Endpoint source, Message.Response response) {
        List<NodeInfo> nodes = response.nodes().stream()
                .filter(node ->
                        isCredible(node.endpoint(), source) && !node.id().equals(self))
                .toList();
        Message.Response ours = new Message.Response(
                response.transaction(),
                response.sender(),
                nodes.stream()
                        .filter(node -> node.endpoint().family() == family)
                        .toList(),
                response.values().stream()
                        .filter(peer -> peer.family() == family && isCredible(peer, source))
                        .toList(),
                response.token(),
                response.stored(),
                response.asker());
        boolean awaited = transactions.replied(now, source, ours, this::verified);
        if (awaited) {
            seenAt(now, response.asker(), source);
            nodes.stream()
                    .filter(node -> node.endpoint().family() != family)
                    .forEach(node -> events.heardOf(now, node));
        }
        return awaited;
    }

    private void seenAt(long now, Optional<Endpoint> asker, Endpoint witness) {
        asker.filter(seen -> seen.family() == family && isCredible(seen, witness))
                .ifPresent(seen -> events.seenAt(now, seen, witness));
    }

    private boolean isCredible(Endpoint endpoint, Endpoint witness) {
        return endpoint.isCredible(witness.address()) && !events.isBlocked(endpoint.address());
    }

    /**
     * An error arrived.
     *
     * @param now the time
     * @param source who answers
     * @param failure what
     * @return false if it was not asked for
     */
    public boolean failure(long now, Endpoint source, Message.Failure failure) {
        Optional<Message.Method> refused = transactions.refused(now, source, failure);
        refused.ifPresent(method -> {
            // Who refuses an announcement may be right; who refuses everything is of no use.
            if (!(method instanceof Message.Method.AnnouncePeer)) {
                unanswered(now, source, method);
            }
            Id before = self;
            seenAt(now, failure.asker(), source);
            if (!self.equals(before)) {
                // It may have refused the id that did not fit.
                pings.ping(now, source, Pings.Reason.INTRODUCTION);
            }
        });
        return refused.isPresent();
    }

    /** Somebody whom we asked has answered from where we asked: a node as good as they come. */
    private void verified(long now, Endpoint source, Message.Response response, long roundTrip) {
        NodeInfo node = new NodeInfo(response.sender(), source);
        boolean added = table.replied(now, node);
        upkeep.replied(now, node, response.nodes(), roundTrip);
        Optional<Contact> contact = table.contactAt(source);
        contact.ifPresent(answering -> answering.measured(roundTrip));
        if (contact.isPresent() && joinedAt.isEmpty()) {
            joinedAt = OptionalLong.of(now);
            careAt = now + BUSY_CARE_MILLIS;
            selfLookupAt = now;
            joining = true;
            events.joined(now);
        }
        if (added) {
            events.contactAdded(now);
        }
    }

    /**
     * A packet was not answered. Somebody who waits for the contact's place may get it. Not for questions about items:
     * nodes that do not know BEP 44, such as KadNode 1.0, leave them unanswered and are good nodes all the same.
     */
    private void unanswered(long now, Endpoint endpoint, Message.Method method) {
        if (method instanceof Message.Method.Get || method instanceof Message.Method.Put) {
            return;
        }
        table.failed(endpoint, waiting -> pings.ping(now, waiting.endpoint(), Pings.Reason.CONTACT));
    }

    /**
     * Forgets an address that is blocked from now on.
     *
     * @param address the address
     */
    public void forget(Address address) {
        table.remove(address);
        upkeep.forget(address);
    }

    /**
     * Does what is due: repeats packets, cares for contacts, drops what has expired.
     *
     * @param now the time
     */
    public void wake(long now) {
        outreach.age(now);
        transactions.expire(now, (endpoint, method) -> unanswered(now, endpoint, method));
        searches.wake(now);
        if (now >= selfLookupAt) {
            selfLookupAt = now + (table.size() < limits.bucketSize() ? FEW_REFRESH_MILLIS : REFRESH_MILLIS);
            searches.refresh(now, self, paceOf(now));
        }
        if (now >= careAt) {
            careAt = now + care(now);
        }
        upkeep.wake(now);
        responder.wake(now);
    }

    /**
     * How fast look-ups that only freshen buckets may go. Those for our own id after joining are for all who look for us; the others
     * may hurry, too, in the first minute, unless an atlas takes their place.
     */
    private Optional<Pace> paceOf(long now) {
        boolean young = joinedAt.isPresent() && now - joinedAt.getAsLong() < HURRY_MILLIS;
        return joining || (young && !upkeep.isCharting()) ? Optional.empty() : Optional.of(pace);
    }

    /** Looks after the contacts. Returns when to look again. */
    private long care(long now) {
        table.removeLost(now, LOST_AFTER);
        if (joinedAt.isPresent() && !table.any(c -> c.standing(now) != Standing.BAD)) {
            joinedAt = OptionalLong.empty();
            events.lonely();
        }
        boolean lonely = joinedAt.isEmpty();
        table.stalest(now, lonely ? 0 : SILENT_MILLIS, lonely ? LONELY_RETRY_MILLIS : RETRY_MILLIS)
                .filter(contact -> lonely || pace.take(now))
                .ifPresent(contact -> {
                    contact.tried(now);
                    pings.ping(now, contact.endpoint(), Pings.Reason.CONTACT);
                });
        if (joinedAt.isPresent() && searches.refreshes() < MOST_REFRESHES) {
            Optional<Id> target = table.refreshTarget(now, REFRESH_MILLIS, random);
            target.ifPresent(id -> searches.refresh(now, id, paceOf(now)));
            return target.isPresent() ? BUSY_CARE_MILLIS : CARE_MILLIS;
        }
        return CARE_MILLIS;
    }

    /**
     * When {@link #wake} has something to do.
     *
     * @return a time, {@link Long#MAX_VALUE} for never
     */
    public long wakeAt() {
        return Math.min(
                Math.min(Math.min(transactions.wakeAt(), searches.wakeAt()), selfLookupAt),
                Math.min(Math.min(careAt, upkeep.wakeAt()), responder.wakeAt()));
    }

    /**
     * Since when nodes are known.
     *
     * @return the time; empty while none is
     */
    public OptionalLong joinedAt() {
        return joinedAt;
    }

    private void closest(long now, Family wanted, Id target, List<NodeInfo> nearest) {
        if (wanted == family) {
            closest(now, target, nearest);
        } else {
            events.closest(now, wanted, target, nearest);
        }
    }

    /**
     * Finds the good contacts nearest to a target, at most the size of a bucket.
     *
     * @param now the time
     * @param target the target
     * @param nearest is filled with them, the nearest first
     */
    public void closest(long now, Id target, List<NodeInfo> nearest) {
        table.closest(now, target, limits.bucketSize(), standing -> standing == Standing.GOOD, nearest);
    }

    /**
     * Good contacts from all over the table.
     *
     * @param now the time
     * @param most how many at most
     * @return nearest to ourselves first
     */
    public List<Endpoint> goodNodes(long now, int most) {
        List<NodeInfo> good = new ArrayList<>();
        table.closest(now, self, most, standing -> standing == Standing.GOOD, good);
        return good.stream().map(NodeInfo::endpoint).toList();
    }

    /**
     * The peers that others announced to us.
     *
     * @param now the time
     * @param target the identifier
     * @return at most as many as an answer holds
     */
    public List<Endpoint> stored(long now, Id target) {
        return responder.store().get(now, target, limits.peersPerAnswer(), peer -> !events.isBlocked(peer.address()));
    }

    /**
     * How it is doing.
     *
     * @param now the time
     * @return figures
     */
    public DhtView view(long now) {
        return new DhtView(
                self,
                table.size(),
                table.count(c -> c.standing(now) == Standing.GOOD),
                responder.store().identifiers(),
                responder.store().peers(),
                responder.items().items(),
                responder.items().bytes(),
                searches.active(),
                searches.completed(),
                now - strangerAt < REACHED_MILLIS);
    }

    /**
     * The routing table.
     *
     * @param now the time
     * @return buckets that hold contacts, far ones first
     */
    public List<BucketView> buckets(long now) {
        return table.view(now);
    }

    /**
     * The look-ups under way, and those that are over but whose announcements are not.
     *
     * @return in no order
     */
    public List<LookupView> lookups() {
        return searches.view();
    }

    /**
     * The look-up for peers of an identifier.
     *
     * @param target the identifier
     * @return how it stands; empty if none is under way
     */
    public Optional<LookupView> lookupOf(Id target) {
        return searches.view(target);
    }

    /**
     * The look-up for an item.
     *
     * @param record its key
     * @return how it stands; empty if none is under way
     */
    public Optional<LookupView> lookupOf(RecordKey record) {
        return searches.view(record);
    }

    /**
     * All that is stored for others.
     *
     * @return identifiers near our own id first
     */
    public List<StoredView> stored() {
        return responder.store().view();
    }

    /**
     * Queries of ours that wait for an answer.
     *
     * @return how many
     */
    public int pendingQueries() {
        return transactions.size();
    }
}
