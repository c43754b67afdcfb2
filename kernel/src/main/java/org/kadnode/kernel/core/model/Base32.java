package org.kadnode.kernel.core.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * Bytes as letters and digits, five bits each, the most significant first; the last character is filled up with zero
 * bits. 32 bytes become 52 characters, which fit into a DNS label where 64 hex digits do not.
 */
final class Base32 {

    /** z-base-32, with the letters that people confuse least often. */
    static final Base32 Z = new Base32("ybndrfg8ejkmcpqxot1uwisza345h769", "");

    /** Crockford's: I and L are read as 1, O as 0. */
    static final Base32 CROCKFORD = new Base32("0123456789abcdefghjkmnpqrstvwxyz", "i1l1o0");

    private static final int BITS = 5;

    private final String alphabet;
    /** The value of each ASCII character, -1 for those that have none. */
    private final byte[] values = new byte[128];

    /**
     * An alphabet.
     *
     * @param alphabet its 32 characters
     * @param aliases pairs: a character, and the one as which it is read
     */
    private Base32(String alphabet, String aliases) {
        this.alphabet = alphabet;
        Arrays.fill(values, (byte) -1);
        for (int value = 0; value < alphabet.length(); value++) {
            set(alphabet.charAt(value), value);
        }
        for (int i = 0; i < aliases.length(); i += 2) {
            set(aliases.charAt(i), alphabet.indexOf(aliases.charAt(i + 1)));
        }
    }

    private void set(char character, int value) {
        values[character] = (byte) value;
        values[Character.toUpperCase(character)] = (byte) value;
    }

    String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        int buffer = 0;
        int held = 0;
        for (byte each : bytes) {
            buffer = buffer << 8 | (each & 0xff);
            held += 8;
            while (held >= BITS) {
                held -= BITS;
                text.append(alphabet.charAt(buffer >>> held & 31));
            }
            buffer &= (1 << held) - 1;
        }
        if (held > 0) {
            text.append(alphabet.charAt(buffer << (BITS - held) & 31));
        }
        return text.toString();
    }

    /**
     * Reads a text in upper or lower case.
     *
     * @param length how many bytes it must have
     * @return the bytes; empty if it is of another length, holds other characters, or its filling bits are not zero
     */
    Optional<byte[]> decode(String text, int length) {
        if (text.length() != (length * 8 + BITS - 1) / BITS) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        int buffer = 0;
        int held = 0;
        int at = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            int value = character < values.length ? values[character] : -1;
            if (value < 0) {
                return Optional.empty();
            }
            buffer = buffer << BITS | value;
            held += BITS;
            if (held >= 8) {
                held -= 8;
                bytes[at++] = (byte) (buffer >>> held);
                buffer &= (1 << held) - 1;
            }
        }
        return buffer == 0 ? Optional.of(bytes) : Optional.empty();
    }
}
