package org.kadnode.kernel.core.dht;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;

/**
 * The tokens that prove that who announces a peer or puts an item has asked us before, for the same
 * identifier and from the same address (BEP 5, BEP 44).
 *
 * <pre>
 *   token = first 8 bytes of SHA-1(secret: 16 bytes | address: 16 bytes | identifier: 20 bytes)
 * </pre>
 *
 * A secret serves 5 minutes and is accepted for 5 more. The token does not depend on the port, which a
 * router may change between question and announcement.
 */
final class Tokens {

    static final int LENGTH = 8;
    static final long ROTATION_MILLIS = 5 * 60_000;

    private final RandomGenerator random;
    private byte[] current;
    private byte[] previous;
    private long rotatedAt;

    Tokens(RandomGenerator random) {
        this.random = random;
        this.current = secret();
        this.previous = secret();
        this.rotatedAt = Long.MIN_VALUE;
    }

    Opaque issue(long now, Address address, Id infohash) {
        rotate(now);
        return Opaque.of(token(current, address, infohash));
    }

    boolean isValid(long now, Opaque token, Address address, Id infohash) {
        rotate(now);
        // isEqual takes the same time for every wrong token.
        return MessageDigest.isEqual(token.bytes(), token(current, address, infohash))
                || MessageDigest.isEqual(token.bytes(), token(previous, address, infohash));
    }

    private void rotate(long now) {
        if (rotatedAt == Long.MIN_VALUE) {
            rotatedAt = now;
        }
        long periods = (now - rotatedAt) / ROTATION_MILLIS;
        if (periods > 0) {
            previous = periods == 1 ? current : secret();
            current = secret();
            rotatedAt += periods * ROTATION_MILLIS;
        }
    }

    private byte[] secret() {
        byte[] secret = new byte[16];
        random.nextBytes(secret);
        return secret;
    }

    private static byte[] token(byte[] secret, Address address, Id infohash) {
        ByteBuffer input = ByteBuffer.allocate(secret.length + 16 + Id.LENGTH);
        input.put(secret).putLong(address.high()).putLong(address.low()).put(infohash.bytes());
        return Arrays.copyOf(Id.sha1(input.array()).bytes(), LENGTH);
    }
}
