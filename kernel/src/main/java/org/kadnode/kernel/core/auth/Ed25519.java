package org.kadnode.kernel.core.auth;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;

/**
 * Signatures as libsodium makes and judges them (RFC 8032, Ed25519 without prehash). Beyond the RFC, points
 * are refused that are of small order or have a part of small order, as public key and in a signature: with
 * such a key one signature can fit many messages.
 */
public final class Ed25519 {

    /** The length of a signature, in bytes. */
    public static final int SIGNATURE_LENGTH = 64;

    private static final int SEED_LENGTH = 32;

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
     * <p>BouncyCastle checks a multiple of the equation, which a point with a small part can satisfy by
     * chance. Without such points that is the same as the equation itself.
     *
     * @param key the public key of the claimed signer
     * @param message the signed bytes
     * @param signature 64 bytes; any other length is wrong
     * @return true if libsodium would accept it, and the key has no small part
     */
    public static boolean verify(PublicKey key, byte[] message, byte[] signature) {
        byte[] publicKey = key.bytes();
        return signature.length == SIGNATURE_LENGTH
                && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                        signature, 0, publicKey, 0, message, 0, message.length)
                && org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(publicKey, 0)
                && org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyFull(signature, 0);
    }
}
