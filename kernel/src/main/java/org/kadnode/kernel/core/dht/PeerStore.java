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

    private Id self;
    private final Limits limits;
    private final RandomGenerator random;
    private TreeMap<Id, Swarm> swarms;
    private final Map<Address, Integer> peersBySource = new HashMap<>();
    private int peers;

    /** The peers of one identifier, the longest unheard first, each with the time at which it expires. */
    private static final class Swarm {
        private final LinkedHashMap<Endpoint, Long> peers = new LinkedHashMap<>();

        private List<Endpoint> from(Address source) {
            return peers.keySet().stream()
                    .filter(peer -> peer.address().source().equals(source))
                    .toList();
        }
    }

    PeerStore(Id self, Limits limits, RandomGenerator random) {
        this.self = self;
        this.limits = limits;
        this.random = random;
        this.swarms = new TreeMap<>(self::compareDistance);
    }

    /** Our own id is another one now, and with it what is near. */
    void moveTo(Id id) {
        self = id;
        TreeMap<Id, Swarm> before = swarms;
        swarms = new TreeMap<>(id::compareDistance);
        swarms.putAll(before);
    }

    /**
     * Stores a peer, or prolongs its time.
     *
     * @return false if there is no room
     */
    boolean put(long now, Id id, Endpoint peer) {
        Swarm known = swarms.get(id);
        if (known != null && known.peers.remove(peer) != null) {
            known.peers.put(peer, now + LIFETIME_MILLIS);
            return true;
        }
        Address source = peer.address().source();
        if (!makeRoom(id, known, source)) {
            return false;
        }
        swarms.computeIfAbsent(id, first -> new Swarm()).peers.put(peer, now + LIFETIME_MILLIS);
        peersBySource.merge(source, 1, Integer::sum);
        peers++;
        return true;
    }

    private boolean makeRoom(Id id, @Nullable Swarm known, Address source) {
        if (known != null) {
            List<Endpoint> ports = known.from(source);
            if (ports.size() >= PORTS_PER_SOURCE) {
                remove(known, ports.getFirst());
                return true;
            }
        }
        if (peersBySource.getOrDefault(source, 0) >= limits.storedPeersPerSource()) {
            return false;
        }
        if (known != null
                && (known.peers.size() >= limits.storedPeersPerIdentifier() || peers >= limits.storedPeers())) {
            remove(known, known.peers.keySet().iterator().next());
            return true;
        }
        if (known == null && (swarms.size() >= limits.storedIdentifiers() || peers >= limits.storedPeers())) {
            Map.Entry<Id, Swarm> farthest = Objects.requireNonNull(swarms.lastEntry());
            if (self.compareDistance(id, farthest.getKey()) > 0) {
                return false;
            }
            swarms.remove(farthest.getKey());
            List.copyOf(farthest.getValue().peers.keySet()).forEach(peer -> remove(farthest.getValue(), peer));
        }
        return true;
    }

    private void remove(Swarm swarm, Endpoint peer) {
        swarm.peers.remove(peer);
        forgotten(peer);
    }

    private void forgotten(Endpoint peer) {
        peers--;
        peersBySource.computeIfPresent(peer.address().source(), (source, count) -> count > 1 ? count - 1 : null);
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
            Iterator<Map.Entry<Endpoint, Long>> oldest = swarm.peers.entrySet().iterator();
            while (oldest.hasNext()) {
                Map.Entry<Endpoint, Long> next = oldest.next();
                if (next.getValue() > now) {
                    break;
                }
                oldest.remove();
                forgotten(next.getKey());
            }
            if (swarm.peers.isEmpty()) {
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
        swarms.forEach((id, swarm) -> view.add(new StoredView(id, List.copyOf(swarm.peers.keySet()))));
        return view;
    }
}
