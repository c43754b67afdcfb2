package org.kadnode.simulator;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;

/**
 * Millions of nodes that take no memory: who is where, and when, follows from a seed by hashing.
 *
 * <p>The identifiers are cut into cells, each with some slots in it (a Poisson law). A slot is a node that is there, or
 * one that is not any more and that others still name. With churn the two alternate; each time it comes back it has
 * another id and another address. An address tells cell, slot and life, so a datagram finds its node.
 *
 * <pre>
 *   number of a node: | cell: 2 to 20 bits | slot: 6 bits | life: 5 bits |
 *   its address: the number scrambled, in 31 bits of 1.0.0.0 to 130.255.255.255
 * </pre>
 */
final class Population {

    private static final int SLOT_BITS = 6;
    private static final int LIFE_BITS = 5;
    private static final int MOST_SLOTS = 1 << SLOT_BITS;
    private static final int MOST_CELL_BITS = 20;

    /** Nodes that are there, in a cell. */
    private static final int ALIVE_PER_CELL = 8;

    private static final int NUMBER_MASK = 0x7fffffff;
    private static final int FACTOR = 0x5bd1e995;
    private static final int INVERSE = inverse(FACTOR);

    /** What came before the run, in milliseconds: announcements are older than it. */
    private static final long PAST = 4 * 3_600_000;

    private final long seed;
    private final double dead;
    private final int cellBits;
    private final double[] slotShares = new double[MOST_SLOTS];
    private final Sessions sessions;

    /**
     * A node at some time.
     *
     * @param number cell, slot and life in one
     * @param id its id
     * @param alive whether it is there and answers
     */
    record Somebody(int number, Id id, boolean alive) {}

    /**
     * A population.
     *
     * @param size nodes that are there at any time; the next power of two is taken
     * @param dead share of the nodes that others name but that are not there, 0 to 0.9
     * @param churn how long nodes stay
     * @param seed what everything follows from
     */
    Population(long size, double dead, Churn churn, long seed) {
        this.seed = seed;
        this.dead = dead;
        cellBits =
                Math.clamp(64 - Long.numberOfLeadingZeros(Math.max(size / ALIVE_PER_CELL, 1) - 1), 2, MOST_CELL_BITS);
        double mean = ALIVE_PER_CELL / (1 - dead);
        double share = Math.exp(-mean);
        double sum = share;
        for (int slots = 0; slots < MOST_SLOTS; slots++) {
            slotShares[slots] = sum;
            share *= mean / (slots + 1);
            sum += share;
        }
        sessions = new Sessions(churn, dead);
    }

    /** How many first bits of an identifier tell its cell. */
    int cellBits() {
        return cellBits;
    }

    /** How many nodes are there at any time, on average. */
    long size() {
        return (long) ALIVE_PER_CELL << cellBits;
    }

    /** The cell of an identifier. */
    int cellOf(Id id) {
        return (int) (id.high() >>> (Long.SIZE - cellBits));
    }

    /** All that others may name in a cell: nodes that are there, and of other slots the last that was. */
    List<Somebody> in(int cell, long now) {
        int slots = slots(cell);
        List<Somebody> all = new ArrayList<>(slots);
        for (int slot = 0; slot < slots; slot++) {
            all.add(at(cell, slot, now));
        }
        return all;
    }

    /** Who is at one of the places in a cell: some number, of which a rest is taken. Nobody if the cell is empty. */
    Optional<Somebody> in(int cell, int place, long now) {
        int slots = slots(cell);
        return slots == 0 ? Optional.empty() : Optional.of(at(cell, Integer.remainderUnsigned(place, slots), now));
    }

    /** The nodes nearest to a target that are there, nearest first. */
    List<Somebody> nearest(Id target, int most, long now) {
        List<Somebody> found = new ArrayList<>();
        int cells = 1 << cellBits;
        for (int i = 0; i < cells && found.size() < most; i++) {
            in(cellOf(target) ^ i, now).stream()
                    .filter(Somebody::alive)
                    .sorted(byDistance(target))
                    .forEach(found::add);
        }
        return found.size() > most ? found.subList(0, most) : found;
    }

    /** Who is at an endpoint; nobody if the node has left, or none was ever there. */
    Optional<Somebody> at(Endpoint endpoint, long now) {
        int number = numberOf(endpoint.address());
        int cell = number >>> (SLOT_BITS + LIFE_BITS);
        int slot = (number >>> LIFE_BITS) & (MOST_SLOTS - 1);
        if (cell >= 1 << cellBits || slot >= slots(cell)) {
            return Optional.empty();
        }
        Somebody somebody = at(cell, slot, now);
        return somebody.number == number
                        && somebody.alive
                        && endpointOf(somebody).equals(endpoint)
                ? Optional.of(somebody)
                : Optional.empty();
    }

    /** Where a node is, or was. */
    Endpoint endpointOf(Somebody somebody) {
        int port = 1024 + (int) Long.remainderUnsigned(hash(somebody.number, 3), 0xffff - 1024);
        return new Endpoint(addressOf(somebody.number), port);
    }

    /** What others name a node by. */
    NodeInfo infoOf(Somebody somebody) {
        return new NodeInfo(somebody.id, endpointOf(somebody));
    }

    /** Something about a node that stays so, from all 64-bit numbers. */
    long hash(long about, long what) {
        return mix(mix(seed ^ (about * 0x9e3779b97f4a7c15L)) + what);
    }

    static Comparator<Somebody> byDistance(Id target) {
        return (a, b) -> target.compareDistance(a.id, b.id);
    }

    private int slots(int cell) {
        double drawn = (hash(cell, 1) >>> 11) * 0x1p-53;
        int slots = 0;
        while (slots < MOST_SLOTS - 1 && slotShares[slots] < drawn) {
            slots++;
        }
        return slots;
    }

    private Somebody at(int cell, int slot, long now) {
        int place = ((cell << SLOT_BITS) | slot) << LIFE_BITS;
        int life = 0;
        boolean alive;
        if (sessions.endless()) {
            alive = (hash(place, 2) >>> 11) * 0x1p-53 >= dead;
        } else {
            int states = sessions.states(new SplittableRandom(hash(place, 2)), now + PAST);
            alive = (states & 1) == 0;
            life = Math.min(states >>> 1, (1 << LIFE_BITS) - 1);
        }
        int number = place | life;
        long first = hash(number, 4);
        long cellMask = -1L >>> cellBits;
        Id id = new Id(
                ((long) cell << (Long.SIZE - cellBits)) | (first & cellMask), hash(number, 5), (int) hash(number, 6));
        return new Somebody(number, id, alive);
    }

    /** The first bytes 0, 10 and 127 are no ordinary address space. */
    static Address addressOf(int number) {
        int bits = scrambled(number, FACTOR);
        int first = bits >>> 24;
        int moved = first == 0 ? 128 : first == 10 ? 129 : first == 127 ? 130 : first;
        return Address.v4((moved << 24) | (bits & 0xffffff));
    }

    /** The inverse of {@link #addressOf}; any number for another address. */
    static int numberOf(Address address) {
        int bits = (int) address.low();
        int first = bits >>> 24;
        int moved = first == 128 ? 0 : first == 129 ? 10 : first == 130 ? 127 : first & 0x7f;
        return scrambled((moved << 24) | (bits & 0xffffff), INVERSE);
    }

    /** A bijection of 31-bit numbers; with the inverse of the factor its inverse. */
    private static int scrambled(int number, int factor) {
        int mixed = number ^ (number >>> 16);
        mixed = (mixed * factor) & NUMBER_MASK;
        mixed ^= mixed >>> 16;
        mixed = (mixed * factor) & NUMBER_MASK;
        return mixed ^ (mixed >>> 16);
    }

    /** The number that an odd one must be multiplied with to give 1, modulo 2^32 (Newton's iteration). */
    private static int inverse(int odd) {
        int inverse = odd;
        for (int i = 0; i < 5; i++) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }

    /** Scrambles bits (the finalizer of SplitMix64). */
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
