package org.kadnode.kernel.core.dht;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.dht.BucketView.Standing;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;

/**
 * The contacts of a node, in buckets by the length of the prefix that they share with its own id (BEP 5,
 * "Routing Table"). Bucket 0 covers the far half of all identifiers, bucket 1 the next quarter, and so
 * on: near its own id a node knows everybody, far away a few.
 *
 * <p>Only nodes that have answered us get in. A full bucket gives a place away only if one of its
 * contacts is bad; until then newcomers wait in a short list.
 */
final class RoutingTable {

    /** Before every time on any clock, and far from where differences overflow. */
    private static final long LONG_AGO = Long.MIN_VALUE / 4;

    /** A contact that fails is tried again up to so many times more rarely. */
    private static final int MOST_PATIENCE = 12;

    private Id self;
    private final Limits limits;
    private final Bucket[] buckets = new Bucket[Id.BITS];
    private final Map<Endpoint, Contact> byEndpoint = new HashMap<>();

    private static final class Bucket {
        private final List<Contact> contacts = new ArrayList<>();
        private final Deque<NodeInfo> replacements = new ArrayDeque<>();
        private long changedAt = LONG_AGO;

        /** Whether it is to be refreshed though its contacts answer: there may be many more. */
        private boolean due;
    }

    RoutingTable(Id self, Limits limits) {
        this.self = self;
        this.limits = limits;
    }

    /**
     * Our own id is another one now, so all contacts have other places. Those that find theirs taken wait; the latest to
     * answer come first.
     */
    void moveTo(Id id) {
        List<Contact> contacts = new ArrayList<>(byEndpoint.values());
        contacts.sort(Comparator.comparingLong(Contact::repliedAt).reversed());
        self = id;
        Arrays.fill(buckets, null);
        byEndpoint.clear();
        for (Contact contact : contacts) {
            if (contact.id().equals(self)) {
                continue;
            }
            Bucket bucket = bucketOf(contact.id());
            if (bucket.contacts.size() < limits.bucketSize()) {
                bucket.contacts.add(contact);
                byEndpoint.put(contact.endpoint(), contact);
            } else {
                remember(bucket, contact.info());
            }
        }
    }

    /**
     * A node answered from an endpoint.
     *
     * @return true if it is a new contact
     */
    boolean replied(long now, NodeInfo node) {
        Contact known = byEndpoint.get(node.endpoint());
        if (known != null && known.id().equals(node.id())) {
            known.replied(now);
            bucketOf(node.id()).changedAt = now;
            return false;
        }
        if (node.id().equals(self)) {
            return false;
        }
        if (known != null) {
            // Started again: KadNode 1.0 has a new id each time.
            remove(known);
        }
        Bucket bucket = bucketOf(node.id());
        Optional<Contact> namesake =
                bucket.contacts.stream().filter(c -> c.id().equals(node.id())).findFirst();
        if (namesake.isPresent()) {
            // The id moved to another endpoint, or is stolen. The old place keeps it while it answers.
            if (namesake.get().standing(now) != Standing.BAD) {
                return false;
            }
            remove(namesake.get());
        }
        if (bucket.contacts.size() >= limits.bucketSize()) {
            Optional<Contact> bad = worst(bucket, now).or(() -> unfit(bucket, node, now));
            if (bad.isEmpty()) {
                remember(bucket, node);
                return false;
            }
            remove(bad.get());
        }
        add(now, bucket, new Contact(now, node));
        return true;
    }

    /** Notes that a contact sent a query. Returns false if the node is not a contact. */
    boolean queried(long now, Id id, Endpoint endpoint) {
        Contact known = byEndpoint.get(endpoint);
        if (known == null || !known.id().equals(id)) {
            return false;
        }
        known.queried(now);
        return true;
    }

    /** Whether a node that we have not heard from yet would find a place, or could replace somebody. */
    boolean wants(long now, Id id) {
        Bucket bucket = bucketOf(id);
        if (bucket.contacts.size() < limits.bucketSize()) {
            return true;
        }
        for (int i = 0; i < bucket.contacts.size(); i++) {
            if (bucket.contacts.get(i).standing(now) != Standing.GOOD) {
                return true;
            }
        }
        return false;
    }

    Optional<Contact> contactAt(Endpoint endpoint) {
        return Optional.ofNullable(byEndpoint.get(endpoint));
    }

    /**
     * A contact let a packet unanswered. If it is bad now, somebody who waits for its place is tried.
     *
     * @param ping begins to try a node; if it cannot, the node goes on waiting
     */
    void failed(Endpoint endpoint, Predicate<NodeInfo> ping) {
        Contact contact = byEndpoint.get(endpoint);
        if (contact == null) {
            return;
        }
        contact.failed();
        Deque<NodeInfo> waiting = bucketOf(contact.id()).replacements;
        if (contact.failures() >= Contact.BAD_AFTER && !waiting.isEmpty() && ping.test(waiting.getLast())) {
            waiting.removeLast();
        }
    }

    /** Forgets all contacts at an address, and those who wait. */
    void remove(Address address) {
        List.copyOf(byEndpoint.values()).stream()
                .filter(contact -> contact.endpoint().address().equals(address))
                .forEach(this::remove);
        for (Bucket bucket : buckets) {
            if (bucket != null) {
                bucket.replacements.removeIf(node -> node.endpoint().address().equals(address));
            }
        }
    }

    /** Forgets contacts that were silent for long, but never the last ones: the network may be down. */
    void removeLost(long now, int failures) {
        if (any(c -> c.failures() >= failures) && any(c -> c.standing(now) != Standing.BAD)) {
            List.copyOf(byEndpoint.values()).stream()
                    .filter(c -> c.failures() >= failures)
                    .forEach(this::remove);
        }
    }

    int size() {
        return byEndpoint.size();
    }

    boolean any(Predicate<Contact> which) {
        for (Contact contact : byEndpoint.values()) {
            if (which.test(contact)) {
                return true;
            }
        }
        return false;
    }

    int count(Predicate<Contact> which) {
        int count = 0;
        for (Contact contact : byEndpoint.values()) {
            if (which.test(contact)) {
                count++;
            }
        }
        return count;
    }

    /**
     * Finds the contacts nearest to a target.
     *
     * @param most how many at most
     * @param which how they must stand
     * @param nearest is filled with them, the nearest first; given by the caller, who needs no new one for each question
     */
    void closest(long now, Id target, int most, Predicate<Standing> which, List<NodeInfo> nearest) {
        nearest.clear();
        int common = Math.min(self.commonBits(target), Id.BITS - 1);
        // The target's own bucket holds the nearest; then come all deeper buckets, whose contacts share
        // our prefix, as one group; then the shallower ones, one after the other.
        insert(now, buckets[common], target, most, which, nearest);
        if (nearest.size() < most) {
            for (int i = common + 1; i < Id.BITS; i++) {
                insert(now, buckets[i], target, most, which, nearest);
            }
        }
        for (int i = common - 1; i >= 0 && nearest.size() < most; i--) {
            insert(now, buckets[i], target, most, which, nearest);
        }
    }

    /** A contact that was silent for a while, the longest first, and was not tried lately. */
    Optional<Contact> stalest(long now, long silentFor, long untriedFor) {
        Contact stalest = null;
        for (Contact contact : byEndpoint.values()) {
            boolean due = now - contact.repliedAt() >= silentFor
                    && now - contact.triedAt() >= untriedFor * (1 + Math.min(contact.failures(), MOST_PATIENCE));
            if (due && (stalest == null || contact.repliedAt() < stalest.repliedAt())) {
                stalest = contact;
            }
        }
        return Optional.ofNullable(stalest);
    }

    /** Good contacts that were not tried lately, those first that were silent for the longest time. */
    List<Contact> silent(long now, int most, long untriedFor) {
        return byEndpoint.values().stream()
                .filter(contact -> contact.standing(now) == BucketView.Standing.GOOD)
                .filter(contact -> now - contact.triedAt() >= untriedFor)
                .sorted(Comparator.comparingLong(Contact::repliedAt))
                .limit(most)
                .toList();
    }

    /**
     * An identifier in the range of a bucket in which nothing has changed for a while; the bucket then
     * counts as changed.
     */
    Optional<Id> refreshTarget(long now, long unchangedFor, RandomGenerator random) {
        int deepest = deepest();
        for (int i = 0; i <= deepest; i++) {
            Bucket bucket = bucketAt(i);
            if (bucket.due || now - bucket.changedAt >= unchangedFor) {
                bucket.due = false;
                bucket.changedAt = now;
                return Optional.of(self.randomAt(i, random));
            }
        }
        return Optional.empty();
    }

    /** Makes every bucket due for a refresh, after joining. */
    void refreshAll() {
        int deepest = deepest();
        for (int i = 0; i <= deepest; i++) {
            bucketAt(i).due = true;
        }
    }

    List<BucketView> view(long now) {
        List<BucketView> view = new ArrayList<>();
        for (int i = 0; i < Id.BITS; i++) {
            Bucket bucket = buckets[i];
            if (bucket != null && !bucket.contacts.isEmpty()) {
                view.add(new BucketView(
                        self.lowestAt(i),
                        bucket.contacts.stream()
                                .map(c ->
                                        new BucketView.ContactView(c.id(), c.endpoint(), c.standing(now), c.failures()))
                                .toList()));
            }
        }
        return view;
    }

    /**
     * The deepest bucket that is refreshed by itself: from there on there are fewer contacts than one bucket
     * holds, so a table that splits its buckets (BEP 5) would have one for all of them. The look-up for our
     * own id takes care of these; and whoever places a node next to us cannot make us refresh 160 buckets.
     */
    private int deepest() {
        int contacts = 0;
        int first = -1;
        for (int i = Id.BITS - 1; i >= 0 && contacts < limits.bucketSize(); i--) {
            Bucket bucket = buckets[i];
            if (bucket != null && !bucket.contacts.isEmpty()) {
                contacts += bucket.contacts.size();
                first = i;
            }
        }
        return first;
    }

    private Bucket bucketOf(Id id) {
        return bucketAt(Math.min(self.commonBits(id), Id.BITS - 1));
    }

    private Bucket bucketAt(int index) {
        Bucket bucket = buckets[index];
        if (bucket == null) {
            bucket = new Bucket();
            buckets[index] = bucket;
        }
        return bucket;
    }

    private void add(long now, Bucket bucket, Contact contact) {
        bucket.contacts.add(contact);
        bucket.changedAt = now;
        byEndpoint.put(contact.endpoint(), contact);
    }

    private void remove(Contact contact) {
        bucketOf(contact.id()).contacts.remove(contact);
        byEndpoint.remove(contact.endpoint());
    }

    private void remember(Bucket bucket, NodeInfo node) {
        bucket.replacements.remove(node);
        bucket.replacements.addLast(node);
        if (bucket.replacements.size() > limits.bucketReplacements()) {
            bucket.replacements.removeFirst();
        }
    }

    private static Optional<Contact> worst(Bucket bucket, long now) {
        return bucket.contacts.stream()
                .filter(c -> c.standing(now) == Standing.BAD)
                .max(Comparator.comparingInt(Contact::failures));
    }

    /** Who gives way to a node whose id fits its address (BEP 42): one whose id does not, and that is not good. */
    private static Optional<Contact> unfit(Bucket bucket, NodeInfo node, long now) {
        if (!SecureId.fits(node.id(), node.endpoint().address())) {
            return Optional.empty();
        }
        return bucket.contacts.stream()
                .filter(c -> c.standing(now) != Standing.GOOD)
                .filter(c -> !SecureId.fits(c.id(), c.endpoint().address()))
                .findFirst();
    }

    /**
     * Sorts the contacts of a bucket into a list of the nearest, from whose end those fall that there is no room for. Counts
     * through the bucket, as {@link #wants} does: an iterator for each would be most of what an answer leaves behind.
     */
    private static void insert(
            long now, @Nullable Bucket bucket, Id target, int most, Predicate<Standing> which, List<NodeInfo> nearest) {
        if (bucket == null) {
            return;
        }
        for (int i = 0; i < bucket.contacts.size(); i++) {
            Contact contact = bucket.contacts.get(i);
            int at = nearest.size();
            while (at > 0
                    && target.compareDistance(contact.id(), nearest.get(at - 1).id()) < 0) {
                at--;
            }
            if (at < most && which.test(contact.standing(now))) {
                if (nearest.size() == most) {
                    nearest.removeLast();
                }
                nearest.add(at, contact.info());
            }
        }
    }
}
