package org.kadnode.kernel.core.model;

import java.util.Arrays;

/**
 * What tells a mutable item of the DHT from all others (BEP 44): the key that signs it, and a salt.
 *
 * @param key whose it is
 * @param salt tells the items of one key apart, at most 64 bytes; empty for none
 */
public record RecordKey(PublicKey key, Opaque salt) {

    /**
     * Where the item is stored and searched for.
     *
     * @return SHA-1 of key and salt, computed anew
     */
    public Id target() {
        byte[] input = Arrays.copyOf(key.bytes(), PublicKey.LENGTH + salt.length());
        System.arraycopy(salt.bytes(), 0, input, PublicKey.LENGTH, salt.length());
        return Id.sha1(input);
    }
}
