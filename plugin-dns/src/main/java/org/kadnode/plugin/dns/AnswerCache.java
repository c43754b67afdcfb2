package org.kadnode.plugin.dns;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The answers given lately, by the key of their {@link Question}. Any number of threads read and write it without locks;
 * looking something up allocates nothing.
 *
 * <p>It is a set-associative cache, like those of processors: the hash of a key chooses a set of {@value #WAYS} places, and
 * a new answer takes the place of the one in that set which has expired or has not been asked for the longest. So it is
 * bounded, never grows, and who fills it with rubbish displaces only what is not asked for.
 */
final class AnswerCache {

    /** Places in a set. */
    static final int WAYS = 8;

    /** Larger answers are not kept; they do not fit into a datagram either. In bytes. */
    static final int LARGEST = Inquiry.EDNS_SIZE;

    private final AtomicReferenceArray<@Nullable Held> places;
    private final int sets;
    private final int seed;

    /** An answer in the cache. */
    static final class Held {

        private final int hash;
        private final byte[] key;
        private final Answer answer;
        private final int since;
        private final int staleUntil;

        /** The last second in which it was asked for. Racy: it only has to be about right. */
        private int used;

        /** From when on somebody should look for a newer one, though it is fresh. */
        private volatile int refreshAt;

        /** Until when there is no use in looking for a newer one. */
        private volatile int failedUntil;

        private Held(int hash, byte[] key, Answer answer, int since, int staleFor) {
            this.hash = hash;
            this.key = key;
            this.answer = answer;
            this.since = since;
            this.used = since;
            this.staleUntil = since + answer.lifetime() + staleFor;
            int last = answer.lifetime() / REFRESHED_IN_LAST;
            // Those that came together must not all be due together.
            this.refreshAt = since + answer.lifetime() - last + Math.floorMod(hash, last / 2 + 1);
        }

        /** The question. */
        Question question() {
            return Question.of(key);
        }

        Answer answer() {
            return answer;
        }

        int age(int now) {
            return now - since;
        }

        boolean isFresh(int now) {
            return now - since < answer.lifetime();
        }

        /** Whether it may be given although it has expired, if nothing better is to be had (RFC 8767). */
        boolean isUsable(int now) {
            return now < staleUntil;
        }

        /** Whether the caller, and hardly anybody else, is to look for a newer answer now, before this one expires. */
        boolean claimRefresh(int now) {
            if (now < refreshAt) {
                return false;
            }
            // Two threads may both come through, once in a while; they share the search.
            refreshAt = Integer.MAX_VALUE;
            return true;
        }

        /** Nobody could look for a newer answer now: somebody else may, a second later. */
        void postponeRefresh(int now) {
            refreshAt = now + 1;
        }

        /** No newer answer could be had: for a while nobody needs to try (RFC 8767, section 5). */
        void failed(int now) {
            failedUntil = now + FAILED_FOR;
        }

        boolean hasFailed(int now) {
            return now < failedUntil;
        }

        private boolean isFor(int otherHash, byte[] otherKey, int length) {
            return hash == otherHash && isFor(otherKey, length);
        }

        private boolean isFor(byte[] otherKey, int length) {
            if (key.length != length) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (key[i] != otherKey[i]) {
                    return false;
                }
            }
            return true;
        }

        /** What to give up first: the smallest. */
        private long worth(int now) {
            return isFresh(now) ? used : (long) used - Integer.MAX_VALUE;
        }
    }

    /** An answer is looked for anew in the last quarter of its life, in its first half rather, if it is asked for then. */
    private static final int REFRESHED_IN_LAST = 4;

    /** How long a failure to get a newer answer is remembered, in seconds. */
    private static final int FAILED_FOR = 30;

    /**
     * An empty cache.
     *
     * @param capacity how many answers it can hold, at least; the next power of two times {@value #WAYS} is taken
     * @param seed any number; makes it hard to choose names that all fall into one set
     */
    AnswerCache(int capacity, int seed) {
        this.sets = Integer.highestOneBit(Math.max(1, (capacity - 1) / WAYS)) << (capacity > WAYS ? 1 : 0);
        this.places = new AtomicReferenceArray<>(sets * WAYS);
        this.seed = seed;
    }

    /** How many answers it can hold. */
    int capacity() {
        return places.length();
    }

    /** How many answers it holds, those that have expired included. Counts them. */
    int size() {
        int held = 0;
        for (int place = 0; place < places.length(); place++) {
            held += places.get(place) == null ? 0 : 1;
        }
        return held;
    }

    /**
     * Looks up an answer, fresh or not.
     *
     * @param key an array that begins with the key
     * @param length the length of the key, in bytes
     * @param now seconds since some moment
     */
    @Nullable
    Held find(byte[] key, int length, int now) {
        int hash = SeededHash.of(seed, key, length);
        int first = firstOf(hash);
        for (int place = first; place < first + WAYS; place++) {
            Held held = places.getAcquire(place);
            if (held != null && held.isFor(hash, key, length)) {
                if (held.used != now) {
                    held.used = now;
                }
                return held;
            }
        }
        return null;
    }

    @Nullable
    Held find(ByteBuffer key, int now) {
        return find(bytes(key), key.limit(), now);
    }

    /**
     * Keeps an answer instead of an earlier one to the same question.
     *
     * @param key the key
     * @param now seconds since some moment
     * @param staleFor for how long after its lifetime it may be given if nothing better is to be had, in seconds
     */
    void put(ByteBuffer key, Answer answer, int now, int staleFor) {
        if (answer.lifetime() <= 0 || answer.body().length > LARGEST) {
            return;
        }
        byte[] bytes = bytes(key);
        int hash = SeededHash.of(seed, bytes, bytes.length);
        Held held = new Held(hash, bytes, answer, now, staleFor);
        int first = firstOf(hash);
        int worst = first;
        long least = Long.MAX_VALUE;
        for (int place = first; place < first + WAYS; place++) {
            Held other = places.get(place);
            if (other != null && other.isFor(hash, bytes, bytes.length)) {
                places.set(place, held);
                return;
            }
            long worth = other == null ? Long.MIN_VALUE : other.worth(now);
            if (worth < least) {
                least = worth;
                worst = place;
            }
        }
        places.set(worst, held);
    }

    private static byte[] bytes(ByteBuffer key) {
        byte[] bytes = new byte[key.limit()];
        key.get(0, bytes);
        return bytes;
    }

    /** Forgets answers. */
    void removeIf(Predicate<byte[]> keys) {
        for (int place = 0; place < places.length(); place++) {
            Held held = places.get(place);
            if (held != null && keys.test(held.key)) {
                places.compareAndSet(place, held, null);
            }
        }
    }

    private int firstOf(int hash) {
        return (hash & (sets - 1)) * WAYS;
    }
}
