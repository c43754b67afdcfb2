package org.kadnode.kernel.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;

/**
 * Who claims to own a name, and in which order they are asked to prove it. A node that names many claimants
 * does not keep those of others from their turn: only a few for each witness are asked at a time, and of those
 * who wait the one with the most witnesses is next.
 */
final class Claims {

    /** Claimants that one witness named and that are being asked. */
    private static final int MOST_PER_WITNESS = 8;

    /** Claimants who wait. */
    private static final int MOST_WAITING = 256;

    private final int mostAsked;
    private final Map<Endpoint, Set<Endpoint>> waiting = new LinkedHashMap<>();
    private final Map<Endpoint, Set<Endpoint>> asked = new HashMap<>();

    /**
     * Nobody.
     *
     * @param mostAsked claimants that are asked at a time
     */
    Claims(int mostAsked) {
        this.mostAsked = mostAsked;
    }

    /** Somebody was named as an owner. */
    void add(Endpoint claimant, Endpoint witness) {
        Set<Endpoint> witnesses = asked.get(claimant);
        if (witnesses == null) {
            witnesses = waiting.get(claimant);
        }
        if (witnesses == null) {
            if (waiting.size() >= MOST_WAITING) {
                return;
            }
            witnesses = new HashSet<>();
            waiting.put(claimant, witnesses);
        }
        // More than these say nothing new, and must not fill the memory.
        if (witnesses.size() < MOST_PER_WITNESS) {
            witnesses.add(witness);
        }
    }

    /** Takes the next who is to be asked, if there is room for one. */
    Optional<Endpoint> next() {
        if (asked.size() >= mostAsked) {
            return Optional.empty();
        }
        Map<Endpoint, Integer> busy = new HashMap<>();
        asked.values().forEach(witnesses -> witnesses.forEach(witness -> busy.merge(witness, 1, Integer::sum)));
        Endpoint best = null;
        int most = 0;
        for (Map.Entry<Endpoint, Set<Endpoint>> entry : waiting.entrySet()) {
            int free = (int) entry.getValue().stream()
                    .filter(witness -> busy.getOrDefault(witness, 0) < MOST_PER_WITNESS)
                    .count();
            if (free > most) {
                most = free;
                best = entry.getKey();
            }
        }
        if (best == null) {
            return Optional.empty();
        }
        asked.put(best, new HashSet<>(waiting.getOrDefault(best, Set.of())));
        waiting.remove(best);
        return Optional.of(best);
    }

    /** Somebody was judged. */
    void judged(Endpoint claimant) {
        asked.remove(claimant);
    }

    /** Whether somebody of a family is still to be judged. */
    boolean isOpen(Family family) {
        List<Endpoint> all = new ArrayList<>(waiting.keySet());
        all.addAll(asked.keySet());
        return all.stream().anyMatch(claimant -> claimant.family() == family);
    }
}
