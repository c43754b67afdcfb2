package org.kadnode.kernel.core.model;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An Ed25519 secret key as libsodium keeps it.
 *
 * <pre>
 *   | seed: 32 bytes | public key: 32 bytes |
 * </pre>
 *
 * Its text form shows only the public half, so that no log and no error message can give it away.
 */
public final class SecretKey {

    /** The length, in bytes. */
    public static final int LENGTH = 64;

    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{128}");

    private final byte[] bytes;

    private SecretKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a key.
     *
     * @param seed the secret half, 32 bytes
     * @param publicKey the public half
     * @return the key
     * @throws IllegalArgumentException if the seed has not 32 bytes
     */
    public static SecretKey of(byte[] seed, PublicKey publicKey) {
        if (seed.length != LENGTH - PublicKey.LENGTH) {
            throw new IllegalArgumentException("a seed has 32 bytes, not " + seed.length);
        }
        byte[] bytes = Arrays.copyOf(seed, LENGTH);
        System.arraycopy(publicKey.bytes(), 0, bytes, seed.length, PublicKey.LENGTH);
        return new SecretKey(bytes);
    }

    /**
     * Reads a key.
     *
     * @param hex 128 digits
     * @return the key; empty if the text is anything else
     */
    public static Optional<SecretKey> ofHex(String hex) {
        return HEX.matcher(hex).matches()
                ? Optional.of(new SecretKey(HexFormat.of().parseHex(hex)))
                : Optional.empty();
    }

    /**
     * The public half.
     *
     * @return the key that others know
     */
    public PublicKey publicKey() {
        return PublicKey.of(Arrays.copyOfRange(bytes, LENGTH - PublicKey.LENGTH, LENGTH));
    }

    /**
     * The key as bytes: seed, then public key. To be overwritten after use.
     *
     * @return a copy
     */
    public byte[] secretBytes() {
        return bytes.clone();
    }

    /**
     * The form that is shown only to those who ask for it.
     *
     * @return 128 lower-case hex digits
     */
    public String secretHex() {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SecretKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return publicKey().hashCode();
    }

    @Override
    public String toString() {
        return "secret key of " + publicKey();
    }
}
