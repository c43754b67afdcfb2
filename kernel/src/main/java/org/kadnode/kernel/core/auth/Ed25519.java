package org.kadnode.kernel.core.auth;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;

/**
 * Signatures as libsodium makes and judges them (RFC 8032, Ed25519 without prehash). Beyond the RFC, points
 * of small order are refused, as public key and in a signature: with such a key one signature fits many
 * messages.
 */
public final class Ed25519 {

    /** The length of a signature, in bytes. */
    public static final int SIGNATURE_LENGTH = 64;

    private static final int SEED_LENGTH = 32;

    /**
     * The encodings of points whose order is 1, 2, 4 or 8, and of 0 and 1 as the field's prime more. The
     * sign bit, the highest of the last byte, is 0 here and may be either.
     */
    private static final List<byte[]> SMALL_ORDER = List.of(
            hex("0000000000000000000000000000000000000000000000000000000000000000"),
            hex("0100000000000000000000000000000000000000000000000000000000000000"),
            hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
            hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
            hex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            hex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
            hex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"));

    private Ed25519() {}

    /**
     * Draws a key pair.
     *
     * @param random a secure source
     * @return the secret key, which contains the public one
     */
    public static SecretKey generate(RandomGenerator random) {
        byte[] seed = new byte[SEED_LENGTH];
        random.nextBytes(seed);
        SecretKey key = ofSeed(seed);
        Arrays.fill(seed, (byte) 0);
        return key;
    }

    /**
     * Computes the public key that belongs to a seed.
     *
     * @param seed 32 bytes
     * @return the whole key
     */
    public static SecretKey ofSeed(byte[] seed) {
        byte[] publicKey = new byte[PublicKey.LENGTH];
        org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        return SecretKey.of(seed, PublicKey.of(publicKey));
    }

    /**
     * Whether the public half of a key belongs to its secret half. Signing with a foreign public half
     * would give the secret away.
     *
     * @param key a key from outside
     * @return true if it can be used
     */
    public static boolean isSound(SecretKey key) {
        byte[] bytes = key.secretBytes();
        byte[] seed = Arrays.copyOf(bytes, SEED_LENGTH);
        boolean sound = ofSeed(seed).publicKey().equals(key.publicKey());
        Arrays.fill(bytes, (byte) 0);
        Arrays.fill(seed, (byte) 0);
        return sound;
    }

    /**
     * Signs a message.
     *
     * @param key a sound key
     * @param message any bytes
     * @return 64 bytes
     */
    public static byte[] sign(SecretKey key, byte[] message) {
        byte[] bytes = key.secretBytes();
        byte[] signature = new byte[SIGNATURE_LENGTH];
        org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
                bytes, 0, bytes, SEED_LENGTH, message, 0, message.length, signature, 0);
        Arrays.fill(bytes, (byte) 0);
        return signature;
    }

    /**
     * Judges a signature.
     *
     * @param key the public key of the claimed signer
     * @param message the signed bytes
     * @param signature 64 bytes; any other length is wrong
     * @return true if libsodium would accept it
     */
    public static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        byte[] publicKey = key.bytes();
        return signature.length == SIGNATURE_LENGTH
                && !isSmallOrder(publicKey)
                && !isSmallOrder(signature)
                && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                        signature, 0, publicKey, 0, message, 0, message.length);
    }

    /** Looks at the first 32 bytes. Nothing here is secret, so it may take more or less time. */
    private static boolean isSmallOrder(byte[] point) {
        return SMALL_ORDER.stream()
                .anyMatch(small -> Arrays.equals(small, 0, 31, point, 0, 31) && small[31] == (point[31] & 0x7f));
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
