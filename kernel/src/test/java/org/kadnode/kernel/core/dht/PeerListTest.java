package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;

class PeerListTest {

    @Property(tries = 200)
    void holdsWhatAMapWouldHold(@ForAll long seed, @ForAll Family family) {
        Random random = new Random(seed);
        PeerList list = new PeerList(family);
        Map<Endpoint, Long> model = new LinkedHashMap<>();
        for (int now = 0; now < 400; now++) {
            Endpoint peer = peer(family, random.nextInt(5), random.nextInt(3), 1 + random.nextInt(4));
            switch (random.nextInt(8)) {
                case 0 -> {
                    List<Endpoint> gone = new ArrayList<>();
                    list.expire(now, gone::add);
                    List<Endpoint> expected = new ArrayList<>();
                    for (Map.Entry<Endpoint, Long> each : model.entrySet()) {
                        if (each.getValue() <= now) {
                            expected.add(each.getKey());
                        }
                    }
                    assertEquals(expected, gone, "seed " + seed);
                    model.keySet().removeAll(gone);
                }
                case 1 -> {
                    if (!model.isEmpty()) {
                        Endpoint first = model.keySet().iterator().next();
                        assertEquals(first, list.removeFirst(), "seed " + seed);
                        model.remove(first);
                    }
                }
                case 2 -> {
                    List<Endpoint> ofSource = model.keySet().stream()
                            .filter(each -> each.address()
                                    .source()
                                    .equals(peer.address().source()))
                            .toList();
                    assertEquals(
                            ofSource.size() >= 4,
                            list.removeFirstOf(peer.address().source(), 4),
                            "seed " + seed);
                    if (ofSource.size() >= 4) {
                        model.remove(ofSource.getFirst());
                    }
                }
                default -> {
                    boolean known = model.remove(peer) != null;
                    assertEquals(known, list.renew(peer, false, now + 50), "seed " + seed);
                    if (!known) {
                        list.add(peer, false, now + 50);
                    }
                    model.put(peer, now + 50L);
                }
            }
            assertEquals(List.copyOf(model.keySet()), list.all(), "seed " + seed);
            assertEquals(model.size(), list.size(), "seed " + seed);
            int when = now;
            assertEquals(
                    model.entrySet().stream()
                            .filter(each ->
                                    each.getValue() > when && each.getKey().port() != 1)
                            .map(Map.Entry::getKey)
                            .toList(),
                    list.some(now, 1000, each -> each.port() != 1, random),
                    "seed " + seed);
        }
    }

    @Test
    void everyPeerIsAmongSomeOnceInAWhile() {
        PeerList list = new PeerList(Family.IPV4);
        for (int i = 0; i < 10; i++) {
            list.add(peer(Family.IPV4, i, 0, 80), false, 1);
        }
        Random random = new Random(4);
        Set<Endpoint> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            List<Endpoint> some = list.some(0, 3, each -> true, random);
            assertEquals(3, Set.copyOf(some).size());
            seen.addAll(some);
        }
        assertTrue(seen.containsAll(list.all()));
    }

    private static Endpoint peer(Family family, int network, int host, int port) {
        return new Endpoint(
                family == Family.IPV4
                        ? Address.v4(0xcb007100 + network)
                        : new Address(0x20010db800000000L + network, host),
                port);
    }
}
