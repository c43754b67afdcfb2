package org.kadnode.kernel.core.dht;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;

/**
 * The peers of one identifier, the longest unheard first, each with the time at which it expires and whether it is a seed
 * (BEP 33). All in one array, compact as on the wire: 14 bytes a peer of IPv4, 26 of IPv6.
 */
final class PeerList {

    private static final int FEW = 2;

    private final Family family;
    private final int compact;
    private final int entry;

    /** The first bytes of an entry that name its source: an IPv4 address or an IPv6 /64. */
    private final int sourceLength;

    private byte[] bytes;
    private int size;

    PeerList(Family family) {
        this.family = family;
        compact = Endpoint.compactLength(family);
        entry = compact + Long.BYTES;
        sourceLength = family == Family.IPV4 ? family.addressLength() : Long.BYTES;
        bytes = new byte[FEW * entry];
    }

    int size() {
        return size;
    }

    /** Whether a peer is there; if so, it is now what it says, expires later, and is the last. */
    boolean renew(Endpoint peer, boolean seed, long expiresAt) {
        byte[] wanted = new byte[compact];
        peer.write(wanted, 0);
        for (int at = 0; at < size * entry; at += entry) {
            if (Arrays.equals(bytes, at, at + compact, wanted, 0, compact)) {
                remove(at, 1);
                add(peer, seed, expiresAt);
                return true;
            }
        }
        return false;
    }

    /** Adds a peer that is not there. */
    void add(Endpoint peer, boolean seed, long expiresAt) {
        int at = size * entry;
        if (at == bytes.length) {
            // By half, since there are many such arrays, and most stay small.
            bytes = Arrays.copyOf(bytes, at + entry * ((size + 1) / 2));
        }
        peer.write(bytes, at);
        ByteBuffer.wrap(bytes).putLong(at + compact, (expiresAt << 1) | (seed ? 1 : 0));
        size++;
    }

    /** Removes the peer that was not heard of for the longest time. */
    Endpoint removeFirst() {
        Endpoint first = peer(0);
        remove(0, 1);
        return first;
    }

    /** Removes the one of a source's peers that was not heard of for the longest time, if the source has so many. */
    boolean removeFirstOf(Address source, int many) {
        byte[] wanted = new byte[family.addressLength()];
        source.source().write(wanted, 0);
        int first = -1;
        int count = 0;
        for (int at = 0; at < size * entry; at += entry) {
            if (Arrays.equals(bytes, at, at + sourceLength, wanted, 0, sourceLength)) {
                first = first < 0 ? at : first;
                count++;
            }
        }
        if (count < many) {
            return false;
        }
        remove(first, 1);
        return true;
    }

    /** Removes those that have expired. */
    void expire(long now, Consumer<? super Endpoint> gone) {
        int expired = 0;
        while (expired < size && expiresAt(expired) <= now) {
            gone.accept(peer(expired));
            expired++;
        }
        remove(0, expired);
    }

    /** Some of the peers that count and are wanted, in their order, beginning anywhere if there are more than wanted. */
    List<Endpoint> some(long now, int most, Predicate<Endpoint> which, RandomGenerator random) {
        List<Endpoint> found = new ArrayList<>(Math.min(most, size));
        int start = size > most ? random.nextInt(size) : 0;
        for (int i = 0; i < size && found.size() < most; i++) {
            int place = (start + i) % size;
            if (expiresAt(place) > now) {
                Endpoint peer = peer(place);
                if (which.test(peer)) {
                    found.add(peer);
                }
            }
        }
        return found;
    }

    /** Adds the addresses of the peers that count to one of two filters. */
    void scrape(long now, ScrapeFilter seeds, ScrapeFilter others) {
        for (int i = 0; i < size; i++) {
            if (expiresAt(i) > now) {
                (isSeed(i) ? seeds : others).add(peer(i).address());
            }
        }
    }

    List<Endpoint> all() {
        List<Endpoint> all = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            all.add(peer(i));
        }
        return all;
    }

    private Endpoint peer(int index) {
        return Endpoint.read(family, bytes, index * entry);
    }

    private long expiresAt(int index) {
        return word(index) >> 1;
    }

    private boolean isSeed(int index) {
        return (word(index) & 1) != 0;
    }

    private long word(int index) {
        return ByteBuffer.wrap(bytes).getLong(index * entry + compact);
    }

    private void remove(int at, int peers) {
        int end = at + peers * entry;
        System.arraycopy(bytes, end, bytes, at, size * entry - end);
        size -= peers;
        if (3 * size * entry < bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(FEW, size) * entry);
        }
    }
}
