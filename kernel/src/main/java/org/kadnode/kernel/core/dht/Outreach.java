package org.kadnode.kernel.core.dht;

import org.kadnode.kernel.core.model.Endpoint;

/**
 * To whom we have sent something lately, and so who can reach us through a NAT or a packet filter that lets in only those who were
 * spoken to. Two Bloom filters, the older of which is thrown away every few minutes: 2 KB, whoever sends however much. Seldom
 * somebody is taken for one of them who is not.
 */
final class Outreach {

    /** As long as a NAT may keep a way open that nobody uses (RFC 4787, section 4.3), and longer than most do. */
    static final long GENERATION_MILLIS = 5 * 60_000;

    private static final int BITS = 8192;

    private long[] recent = new long[BITS / Long.SIZE];
    private long[] older = new long[BITS / Long.SIZE];
    private long begunAt;

    /** Something is sent there. */
    void sentTo(Endpoint target) {
        int hash = mixed(target);
        set(recent, hash & (BITS - 1));
        set(recent, hash >>> 16 & (BITS - 1));
    }

    /** Whether something was sent there in the last 5 to 10 minutes. */
    boolean includes(long now, Endpoint source) {
        age(now);
        int hash = mixed(source);
        return isSet(hash & (BITS - 1)) && isSet(hash >>> 16 & (BITS - 1));
    }

    /** Forgets what is old. To be called now and then, also if nobody asks. */
    void age(long now) {
        if (now - begunAt >= GENERATION_MILLIS) {
            long[] emptied = now - begunAt >= 2 * GENERATION_MILLIS ? new long[recent.length] : recent;
            recent = new long[recent.length];
            older = emptied;
            begunAt = now;
        }
    }

    private static void set(long[] filter, int bit) {
        filter[bit / Long.SIZE] |= 1L << bit;
    }

    private boolean isSet(int bit) {
        return ((recent[bit / Long.SIZE] | older[bit / Long.SIZE]) & 1L << bit) != 0;
    }

    /** All bits of a hash in all others, so that its halves can serve as two. */
    private static int mixed(Endpoint endpoint) {
        int hash = endpoint.hashCode() * 0x9e3779b9;
        hash = (hash ^ hash >>> 15) * 0x85ebca6b;
        return hash ^ hash >>> 13;
    }
}
