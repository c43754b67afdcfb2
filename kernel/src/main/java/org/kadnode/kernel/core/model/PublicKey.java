package org.kadnode.kernel.core.model;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** An Ed25519 public key (RFC 8032): what proves the ownership of a name to others. */
public final class PublicKey {

    /** The length, in bytes. */
    public static final int LENGTH = 32;

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");

    private final byte[] bytes;

    private PublicKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a key.
     *
     * @param bytes 32 bytes, copied
     * @return the key; whether it is a point of the curve is found when it is used
     * @throws IllegalArgumentException if there are not 32
     */
    public static PublicKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a public key has 32 bytes, not " + bytes.length);
        }
        return new PublicKey(bytes.clone());
    }

    /**
     * Reads a key.
     *
     * @param hex 64 digits
     * @return the key; empty if the text is anything else
     */
    public static Optional<PublicKey> ofHex(String hex) {
        return HEX.matcher(hex).matches()
                ? Optional.of(new PublicKey(HexFormat.of().parseHex(hex)))
                : Optional.empty();
    }

    /**
     * Reads a key in z-base-32, as the names of pkarr have it.
     *
     * @param text 52 characters in upper or lower case
     * @return the key; empty if the text is anything else
     */
    public static Optional<PublicKey> ofZBase32(String text) {
        return Base32.Z.decode(text, LENGTH).map(PublicKey::new);
    }

    /**
     * Reads a key in any of its spellings. No key is written alike in two of them: the last of 52 characters holds one
     * bit of the key, so it is {@code y} or {@code o} in z-base-32, and {@code 0} or {@code g} in Crockford's.
     *
     * @param text 64 hex digits, or 52 characters of z-base-32 or of Crockford's base 32
     * @return the key; empty if the text is anything else
     */
    public static Optional<PublicKey> parse(String text) {
        return ofHex(text)
                .or(() -> ofZBase32(text))
                .or(() -> Base32.CROCKFORD.decode(text, LENGTH).map(PublicKey::new));
    }

    /**
     * The key in z-base-32, the shortest form that DNS can ask.
     *
     * @return 52 lower-case characters
     */
    public String toZBase32() {
        return Base32.Z.encode(bytes);
    }

    /**
     * The key in Crockford's base 32.
     *
     * @return 52 lower-case characters
     */
    public String toCrockford() {
        return Base32.CROCKFORD.encode(bytes);
    }

    /**
     * The key as bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /**
     * The form that people read, and that KadNode 1.0 digests.
     *
     * @return 64 lower-case hex digits
     */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
