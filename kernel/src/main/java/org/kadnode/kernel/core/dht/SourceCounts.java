package org.kadnode.kernel.core.dht;

import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.plugins.Family;

/**
 * How much each source has stored, for any number of sources of one family: an IPv4 address or an IPv6 /64. A table with open
 * addressing, since there can be as many sources as there are things stored, and a map of objects would take more than these.
 */
final class SourceCounts {

    private static final int SMALLEST = 16;

    /** Spreads the bits of a product over its upper half (2^64 divided by the golden ratio). */
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    /** Unknown to others, so that nobody can choose sources that all fall onto one place. */
    private final long seed;

    private long[] sources = new long[SMALLEST];

    /** 0 where a place is free. */
    private int[] counts = new int[SMALLEST];

    private int used;

    SourceCounts(RandomGenerator random) {
        seed = random.nextLong();
    }

    int of(Address source) {
        return counts[placeOf(key(source))];
    }

    void add(Address source) {
        if (4 * (used + 1) > 3 * counts.length) {
            resize(2 * counts.length);
        }
        long key = key(source);
        int place = placeOf(key);
        if (counts[place] == 0) {
            sources[place] = key;
            used++;
        }
        counts[place]++;
    }

    /** Takes one away; there must be one. */
    void subtract(Address source) {
        int place = placeOf(key(source));
        counts[place]--;
        if (counts[place] == 0) {
            used--;
            close(place);
            if (counts.length > SMALLEST && 8 * used < counts.length) {
                resize(counts.length / 2);
            }
        }
    }

    /** Sources that have anything. */
    int sources() {
        return used;
    }

    /** Moves those up that had to look for a place behind the one that is free now. */
    private void close(int gap) {
        int free = gap;
        int mask = counts.length - 1;
        for (int place = (free + 1) & mask; counts[place] != 0; place = (place + 1) & mask) {
            int wanted = first(sources[place]);
            if (((place - wanted) & mask) >= ((place - free) & mask)) {
                sources[free] = sources[place];
                counts[free] = counts[place];
                counts[place] = 0;
                free = place;
            }
        }
    }

    private void resize(int length) {
        long[] oldSources = sources;
        int[] oldCounts = counts;
        sources = new long[length];
        counts = new int[length];
        for (int i = 0; i < oldCounts.length; i++) {
            if (oldCounts[i] != 0) {
                int place = placeOf(oldSources[i]);
                sources[place] = oldSources[i];
                counts[place] = oldCounts[i];
            }
        }
    }

    /** Where a source is, or would be. */
    private int placeOf(long key) {
        int place = first(key);
        while (counts[place] != 0 && sources[place] != key) {
            place = (place + 1) & (counts.length - 1);
        }
        return place;
    }

    private int first(long key) {
        return (int) (((key ^ seed) * SPREAD) >>> (Long.SIZE - Integer.numberOfTrailingZeros(counts.length)));
    }

    private static long key(Address source) {
        return source.family() == Family.IPV4 ? source.low() : source.high();
    }
}
