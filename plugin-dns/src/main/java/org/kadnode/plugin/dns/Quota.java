package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLongArray;
import org.kadnode.plugins.Family;

/**
 * How many datagrams of one network are answered in a second. Their senders may not be who they seem to be: more answers
 * than this would make us a weapon against whoever they name. A fixed table of token buckets, chosen by the hash of the
 * network; any thread.
 */
final class Quota {

    /** Answers a second to one network, and at once after a quiet second. */
    static final int RATE = 200;

    private static final int BUCKETS = 4096;
    private static final int MILLIS = 1000;

    /** Bytes that the addresses of one site have in common: 24 bits of IPv4, 56 of IPv6. */
    private static final int SITE_V4 = 3;

    private static final int SITE_V6 = 7;

    /** The time, in milliseconds, at which each bucket is full again. */
    private final AtomicLongArray fullAt = new AtomicLongArray(BUCKETS);

    private final int seed;

    /**
     * Full buckets.
     *
     * @param seed any number; makes it hard to empty the bucket of somebody else's network
     */
    Quota(int seed) {
        this.seed = seed;
    }

    /**
     * Takes an answer from the quota of an address.
     *
     * @param now milliseconds since some moment
     * @return false if nothing is left
     */
    boolean take(InetAddress asker, long now) {
        int bucket = bucketOf(asker);
        // In units of 1/RATE ms; a bucket that is full again in a second is empty.
        long clock = now * RATE;
        while (true) {
            long before = fullAt.get(bucket);
            long after = Math.max(before, clock) + MILLIS;
            if (after - clock > (long) MILLIS * RATE) {
                return false;
            }
            if (fullAt.compareAndSet(bucket, before, after)) {
                return true;
            }
        }
    }

    private int bucketOf(InetAddress asker) {
        int site = Family.of(asker) == Family.IPV4 ? SITE_V4 : SITE_V6;
        return SeededHash.of(seed, asker.getAddress(), site) & (BUCKETS - 1);
    }
}
