package org.kadnode.kernel.core.dht;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
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
 * The peers that others announced to us. When there is no room for another identifier, the one farthest
 * from our own id gives way: for near ones we are among the few that are asked.
 */
final class PeerStore {

    /** How long an announcement counts: as long as with KadNode 1.0, a little over its 30 minutes. */
    static final long LIFETIME_MILLIS = 32 * 60_000;

    private final Id self;
    private final Limits limits;
    private final RandomGenerator random;
    private final TreeMap<Id, Swarm> swarms;
    private final Map<Address, Integer> swarmsBySource = new HashMap<>();
    private int peers;

    /** The peers of one identifier, the longest unheard first, each with the time at which it expires. */
    private static final class Swarm {
        private final Address founder;
        private final LinkedHashMap<Endpoint, Long> peers = new LinkedHashMap<>();

        private Swarm(Address founder) {
            this.founder = founder;
        }
    }

    PeerStore(Id self, Limits limits, RandomGenerator random) {
        this.self = self;
        this.limits = limits;
        this.random = random;
        this.swarms = new TreeMap<>(self::compareDistance);
    }

    /**
     * Stores a peer, or prolongs its time.
     *
     * @return false if there is no room
     */
    boolean put(long now, Id id, Endpoint peer) {
        Swarm swarm = swarms.get(id);
        if (swarm == null) {
            swarm = found(id, peer.address().source());
            if (swarm == null) {
                return false;
            }
        }
        if (swarm.peers.remove(peer) == null) {
            if (swarm.peers.size() >= limits.storedPeersPerIdentifier() || peers >= limits.storedPeers()) {
                return false;
            }
            peers++;
        }
        swarm.peers.put(peer, now + LIFETIME_MILLIS);
        return true;
    }

    private @Nullable Swarm found(Id id, Address founder) {
        if (swarmsBySource.getOrDefault(founder, 0) >= limits.storedIdentifiersPerSource()
                || peers >= limits.storedPeers()) {
            return null;
        }
        if (swarms.size() >= limits.storedIdentifiers()) {
            Map.Entry<Id, Swarm> farthest = Objects.requireNonNull(swarms.lastEntry());
            if (self.compareDistance(id, farthest.getKey()) > 0) {
                return null;
            }
            swarms.remove(farthest.getKey());
            peers -= farthest.getValue().peers.size();
            release(farthest.getValue().founder);
        }
        Swarm swarm = new Swarm(founder);
        swarms.put(id, swarm);
        swarmsBySource.merge(founder, 1, Integer::sum);
        return swarm;
    }

    /** Some peers of an identifier, at random if there are more than wanted. */
    List<Endpoint> get(long now, Id id, int most, Predicate<Endpoint> which) {
        Swarm swarm = swarms.get(id);
        if (swarm == null) {
            return List.of();
        }
        List<Endpoint> found = new ArrayList<>();
        swarm.peers.forEach((peer, expiresAt) -> {
            if (expiresAt > now && which.test(peer)) {
                found.add(peer);
            }
        });
        if (found.size() > most) {
            Collections.shuffle(found, java.util.Random.from(random));
            return found.subList(0, most);
        }
        return found;
    }

    /** Drops what has expired. */
    void expire(long now) {
        for (Iterator<Swarm> all = swarms.values().iterator(); all.hasNext(); ) {
            Swarm swarm = all.next();
            Iterator<Long> times = swarm.peers.values().iterator();
            while (times.hasNext() && times.next() <= now) {
                times.remove();
                peers--;
            }
            if (swarm.peers.isEmpty()) {
                all.remove();
                release(swarm.founder);
            }
        }
    }

    private void release(Address founder) {
        swarmsBySource.computeIfPresent(founder, (source, count) -> count > 1 ? count - 1 : null);
    }

    int identifiers() {
        return swarms.size();
    }

    int peers() {
        return peers;
    }

    List<StoredView> view() {
        List<StoredView> view = new ArrayList<>();
        swarms.forEach((id, swarm) -> view.add(new StoredView(id, List.copyOf(swarm.peers.keySet()))));
        return view;
    }
}
