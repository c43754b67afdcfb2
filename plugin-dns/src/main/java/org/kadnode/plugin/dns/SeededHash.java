package org.kadnode.plugin.dns;

/**
 * A hash from a secret start (FNV-1a), for tables whose places nobody elsewhere shall be able to choose. Mixed at the end,
 * because the lower bits choose the place.
 */
final class SeededHash {

    private SeededHash() {}

    /** The hash of the first bytes of an array. */
    static int of(int seed, byte[] bytes, int length) {
        int hash = seed;
        for (int i = 0; i < length; i++) {
            hash = (hash ^ bytes[i]) * 0x01000193;
        }
        hash ^= hash >>> 16;
        hash *= 0x85ebca6b;
        return hash ^ (hash >>> 13);
    }
}
