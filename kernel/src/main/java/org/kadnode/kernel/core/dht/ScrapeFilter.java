package org.kadnode.kernel.core.dht;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.kadnode.kernel.core.model.Address;

/** The addresses of a swarm as a Bloom filter of 2048 bits and two hash functions, from which its size is estimated (BEP 33). */
final class ScrapeFilter {

    private static final int BYTES = 256;
    private static final int BITS = BYTES * Byte.SIZE;

    private final byte[] bits = new byte[BYTES];
    private final MessageDigest sha1;

    ScrapeFilter() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new AssertionError(everyPlatformHasIt);
        }
    }

    void add(Address address) {
        byte[] bytes = new byte[address.family().addressLength()];
        address.write(bytes, 0);
        byte[] digest = sha1.digest(bytes);
        set(digest[0], digest[1]);
        set(digest[2], digest[3]);
    }

    private void set(byte low, byte high) {
        int index = ((low & 0xff) | ((high & 0xff) << Byte.SIZE)) % BITS;
        bits[index / Byte.SIZE] |= (byte) (1 << (index % Byte.SIZE));
    }

    /** The filter as it is sent. */
    byte[] bytes() {
        return bits;
    }
}
