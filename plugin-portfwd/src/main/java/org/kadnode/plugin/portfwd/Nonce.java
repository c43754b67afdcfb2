package org.kadnode.plugin.portfwd;

import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * The 12 random bytes by which PCP knows whose a mapping is (RFC 6887, section 11.1): the same for all its life, and never
 * told to anybody but the gateway.
 */
record Nonce(long first, int last) {

    static final int BYTES = 12;

    static Nonce random(RandomGenerator random) {
        return new Nonce(random.nextLong(), random.nextInt());
    }

    static Nonce read(ByteBuffer in) {
        return new Nonce(in.getLong(), in.getInt());
    }

    void write(ByteBuffer out) {
        out.putLong(first).putInt(last);
    }

    /** Not the bytes, which are a secret. */
    @Override
    public String toString() {
        return "Nonce";
    }
}
