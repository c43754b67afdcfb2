package org.kadnode.plugin.dns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.xbill.DNS.Name;

/**
 * What is asked for, and all upon which its answer depends. Two questions with the same key have the same answer.
 *
 * @param name the name, with the case of its letters as asked
 * @param type the type (RFC 1035, section 3.2.2), 1 to 65535
 * @param variant what else the answer depends on: see {@link Variant}
 */
record Question(Name name, int type, int variant) {

    /** Bytes of a key after the name: type and variant. */
    static final int AFTER_NAME = 3;

    /** The longest name in bytes (RFC 1035, section 2.3.4). */
    static final int LONGEST_NAME = 255;

    /** The longest key in bytes: the longest name, type and variant. */
    static final int LONGEST_KEY = LONGEST_NAME + AFTER_NAME;

    /** The name in lower case as on the wire, two bytes of type and one of variant. {@link FastPath} writes the same. */
    ByteBuffer key() {
        byte[] canonical = name.toWireCanonical();
        return ByteBuffer.allocate(canonical.length + AFTER_NAME)
                .put(canonical)
                .putShort((short) type)
                .put((byte) variant)
                .flip();
    }

    /** The question with a key, its name in lower case. */
    static Question of(byte[] key) {
        int end = key.length - AFTER_NAME;
        ByteBuffer rest = ByteBuffer.wrap(key, end, AFTER_NAME);
        try {
            Name name = new Name(Arrays.copyOf(key, end));
            return new Question(name, rest.getShort() & 0xffff, rest.get() & 0xff);
        } catch (IOException e) {
            throw new IllegalArgumentException("not a key", e);
        }
    }

    Question withName(Name other) {
        return new Question(other, type, variant);
    }
}
