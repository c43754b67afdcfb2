package org.kadnode.kernel.core.dht;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;

/**
 * The peers that others announced to us.
 *
 * <p>Nobody can shut others out: a source has a share of the places, and a few ports under one identifier;
 * where an identifier is full, the peer that was not heard of for the longest time gives way; and when there
 * is no room for another identifier, the one farthest from our own id does, since for near ones we are among
 * the few that are asked.
 */
final class PeerStore {

    /** How long an announcement counts: as long as with KadNode 1.0, a little over its 30 minutes. */
    static final long LIFETIME_MILLIS = 32 * 60_000;

    /** Ports of one source under one identifier: programs, or people behind one router. */
    private static final int PORTS_PER_SOURCE = 8;

    /** How long the same identifiers are told. */
    static final int SAMPLE_SECONDS = 3600;

    /** Identifiers in a sample: with nodes of both families, more do not fit into an answer. */
    private static final int MOST_SAMPLES = 20;

    private Id self;
    private final Limits limits;
    private final RandomGenerator random;
    private TreeMap<Id, PeerList> swarms;
    private final SourceCounts peersBySource;
    private int peers;
    private final List<Id> sample = new ArrayList<>();
    private long nextSampleAt;

    PeerStore(Id self, Limits limits, RandomGenerator random) {
        this.self = self;
        this.limits = limits;
        this.random = random;
        this.peersBySource = new SourceCounts(random);
        this.swarms = new TreeMap<>(self::compareDistance);
    }

    /** Our own id is another one now, and with it what is near. */
    void moveTo(Id id) {
        self = id;
        TreeMap<Id, PeerList> before = swarms;
        swarms = new TreeMap<>(id::compareDistance);
        swarms.putAll(before);
    }

    /**
     * Stores a peer, or prolongs its time.
     *
     * @return false if there is no room
     */
    boolean put(long now, Id id, Endpoint peer, boolean seed) {
        PeerList known = swarms.get(id);
        if (known != null && known.renew(peer, seed, now + LIFETIME_MILLIS)) {
            return true;
        }
        Address source = peer.address().source();
        if (!makeRoom(id, known, source)) {
            return false;
        }
        swarms.computeIfAbsent(id, first -> new PeerList(peer.family())).add(peer, seed, now + LIFETIME_MILLIS);
        peersBySource.add(source);
        peers++;
        return true;
    }

    private boolean makeRoom(Id id, @Nullable PeerList known, Address source) {
        if (known != null && known.removeFirstOf(source, PORTS_PER_SOURCE)) {
            forgotten(source);
            return true;
        }
        if (peersBySource.of(source) >= limits.storedPeersPerSource()) {
            return false;
        }
        if (known != null && (known.size() >= limits.storedPeersPerIdentifier() || peers >= limits.storedPeers())) {
            forgotten(known.removeFirst().address().source());
            return true;
        }
        if (known == null && (swarms.size() >= limits.storedIdentifiers() || peers >= limits.storedPeers())) {
            Map.Entry<Id, PeerList> farthest = Objects.requireNonNull(swarms.lastEntry());
            if (self.compareDistance(id, farthest.getKey()) > 0) {
                return false;
            }
            swarms.remove(farthest.getKey());
            farthest.getValue().all().forEach(peer -> forgotten(peer.address().source()));
        }
        return true;
    }

    private void forgotten(Address source) {
        peers--;
        peersBySource.subtract(source);
    }

    /** Some peers of an identifier. */
    List<Endpoint> get(long now, Id id, int most, Predicate<Endpoint> which) {
        PeerList swarm = swarms.get(id);
        return swarm == null ? List.of() : swarm.some(now, most, which, random);
    }

    /**
     * Adds the addresses of an identifier's peers to one of two filters (BEP 33).
     *
     * @return false if there are none
     */
    boolean scrape(long now, Id id, ScrapeFilter seeds, ScrapeFilter others) {
        PeerList swarm = swarms.get(id);
        if (swarm == null) {
            return false;
        }
        swarm.scrape(now, seeds, others);
        return true;
    }

    /**
     * Some identifiers with peers, drawn anew once an {@link #SAMPLE_SECONDS interval}, so that who asks all the time learns no
     * more (BEP 51).
     */
    List<Id> sample(long now) {
        if (swarms.size() <= MOST_SAMPLES) {
            return List.copyOf(swarms.keySet());
        }
        if (sample.isEmpty() || now >= nextSampleAt) {
            nextSampleAt = now + SAMPLE_SECONDS * 1000L;
            sample.clear();
            int seen = 0;
            for (Id id : swarms.keySet()) {
                // Each of those seen so far is in it with the same probability.
                int place = random.nextInt(seen + 1);
                if (seen < MOST_SAMPLES) {
                    sample.add(id);
                } else if (place < MOST_SAMPLES) {
                    sample.set(place, id);
                }
                seen++;
            }
        }
        return sample;
    }

    /** Drops what has expired. */
    void expire(long now) {
        for (Iterator<PeerList> all = swarms.values().iterator(); all.hasNext(); ) {
            PeerList swarm = all.next();
            swarm.expire(now, peer -> forgotten(peer.address().source()));
            if (swarm.size() == 0) {
                all.remove();
            }
        }
    }

    int identifiers() {
        return swarms.size();
    }

    int peers() {
        return peers;
    }

    List<StoredView> view() {
        List<StoredView> view = new ArrayList<>();
        swarms.forEach((id, swarm) -> view.add(new StoredView(id, swarm.all())));
        return view;
    }
}
