package org.kadnode.kernel.core;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.kadnode.kernel.core.model.Address;

/**
 * The address of one family at which the world sees us, by the votes of nodes that we asked something (BEP 42,
 * {@code ip}). What we find out here we sign, so no few nodes may decide it: a network has one vote, its latest, and the
 * address needs the majority of the latest votes and several of them. One vote is enough for an address that this
 * machine has itself, or that the gateway before it says to have.
 */
final class ExternalAddress {

    /** Networks whose votes count: the latest that voted. Few, so that a new address is believed soon. */
    static final int MOST_VOTES = 32;

    /** Votes that an address needs of which nobody else knows. */
    private static final int LEAST_VOTES = 3;

    /** Least recent first. */
    private final Map<Address, Address> votes = new LinkedHashMap<>();

    private Set<Address> local = Set.of();
    private Optional<Address> gateway = Optional.empty();
    private Optional<Address> elected = Optional.empty();

    /**
     * A node has told where it sees us.
     *
     * @return whether {@link #elected} is another one now
     */
    boolean vote(Address voter, Address seen) {
        // Removed first, so that a vote that is repeated counts as a late one.
        votes.remove(voter.network());
        votes.put(voter.network(), seen);
        if (votes.size() > MOST_VOTES) {
            votes.remove(votes.keySet().iterator().next());
        }
        return elect();
    }

    /**
     * The addresses of this machine have changed. What was voted for an address that is gone counts no more.
     *
     * @return whether {@link #elected} is another one now
     */
    boolean local(Set<Address> addresses) {
        Set<Address> before = local;
        local = Set.copyOf(addresses);
        return without(seen -> before.contains(seen) && !local.contains(seen));
    }

    /**
     * The address of the gateway is another one: what was voted for its old one counts no more. It alone decides nothing:
     * there can be a further gateway before it.
     *
     * @return whether {@link #elected} is another one now
     */
    boolean gateway(Optional<Address> address) {
        Optional<Address> before = gateway;
        gateway = address;
        // A gateway that nobody asks any more can still be there.
        return without(seen -> address.isPresent() && before.equals(Optional.of(seen)) && !address.equals(before));
    }

    /** Whether {@link #elected} is another one when votes for some addresses are gone. */
    private boolean without(Predicate<Address> lost) {
        votes.values().removeIf(lost);
        boolean gone = elected.filter(lost).isPresent();
        if (gone) {
            elected = Optional.empty();
        }
        return elect() || gone;
    }

    /**
     * How many of the latest votes in a row are for one and the same other address than the elected one: a few say that
     * we have moved, or that a few nodes lie.
     */
    int dissent() {
        if (elected.isEmpty()) {
            return 0;
        }
        List<Address> latest = List.copyOf(votes.values()).reversed();
        return (int) latest.stream()
                .takeWhile(seen -> seen.equals(latest.getFirst()) && !seen.equals(elected.get()))
                .count();
    }

    /** Whether the elected address is known from votes alone, so that nobody but other nodes can tell when it changes. */
    boolean isHearsay() {
        return elected.isPresent() && !local.contains(elected.get());
    }

    /** The address; empty as long as it is not sure. */
    Optional<Address> elected() {
        return elected;
    }

    private int leastVotes(Address address) {
        return local.contains(address) || gateway.equals(Optional.of(address)) ? 1 : LEAST_VOTES;
    }

    private boolean elect() {
        Map<Address, Integer> counts = new HashMap<>();
        votes.values().forEach(seen -> counts.merge(seen, 1, Integer::sum));
        Optional<Address> winner = counts.entrySet().stream()
                .filter(entry -> 2 * entry.getValue() > votes.size())
                .filter(entry -> entry.getValue() >= leastVotes(entry.getKey()))
                .map(Map.Entry::getKey)
                .findFirst();
        // An election without a winner leaves the old one in office.
        Optional<Address> next = winner.or(() -> elected);
        boolean changed = !next.equals(elected);
        elected = next;
        return changed;
    }
}
