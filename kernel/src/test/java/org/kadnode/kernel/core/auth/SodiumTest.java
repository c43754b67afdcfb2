package org.kadnode.kernel.core.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;

/** Ed25519 beside libsodium: the same keys, the same signatures, the same verdicts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SodiumTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final int KEYS = 200;

    /** The order of the base point: a scalar is the same as one by this much larger. */
    private static final BigInteger ORDER =
            BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));

    /** The prime of the field, by which a coordinate can be too large. */
    private static final BigInteger PRIME = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));

    /** Points of order 1, 2, 4 and 8, in their proper form or not, without the sign bit. */
    private static final List<String> SMALL_ORDER = List.of(
            "0000000000000000000000000000000000000000000000000000000000000000",
            "0100000000000000000000000000000000000000000000000000000000000000",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
            "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);
    private Sodium sodium;

    @BeforeAll
    void compile() throws Exception {
        sodium = Sodium.compile();
    }

    @AfterAll
    void delete() throws Exception {
        // Where there is no libsodium the tests are skipped, and this is called all the same.
        if (sodium != null) {
            sodium.close();
        }
    }

    @Test
    void keysAndSignaturesAreTheSame() throws Exception {
        List<String> requests = new ArrayList<>();
        List<String> ours = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            byte[] half = bytes(32);
            byte[] message = bytes(i);
            SecretKey key = Ed25519.ofSeed(half);
            requests.add("sign " + HEX.formatHex(half) + " " + HEX.formatHex(message));
            ours.add(key.secretHex() + " " + HEX.formatHex(Ed25519.sign(key, message)));
        }

        assertEquals(sodium.answers(requests), ours, "seed " + seed);
    }

    @Test
    void verdictsOnGoodAndOnBrokenSignaturesAreTheSame() throws Exception {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            SecretKey key = Ed25519.ofSeed(bytes(32));
            byte[] message = bytes(i);
            Claim good = Claim.of(key.publicKey().bytes(), Ed25519.sign(key, message), message);
            claims.add(good);
            claims.add(good.withScalar(good.scalar().add(ORDER)));
            claims.add(good.withScalar(good.scalar().setBit(253 + random.nextInt(3))));
            claims.add(good.withScalar(BigInteger.ZERO));
            claims.add(good.withR(bytes(32)));
            claims.add(good.withBit(random.nextInt(512)));
            claims.add(Claim.of(bytes(32), good.signature.bytes(), message));
        }

        List<Boolean> verdicts = assertSameVerdicts(claims);
        assertEquals(KEYS, verdicts.stream().filter(good -> good).count(), "seed " + seed);
    }

    /** With one of these as key or as R there are signatures that need no secret, or fit many messages. */
    @Test
    void verdictsOnPointsOfSmallOrderAreTheSame() throws Exception {
        SecretKey key = Ed25519.ofSeed(bytes(32));
        List<byte[]> points = smallOrder();
        List<Claim> claims = new ArrayList<>();
        for (byte[] r : points) {
            List<byte[]> keys = new ArrayList<>(points);
            keys.add(key.publicKey().bytes());
            keys.add(bytes(32));
            for (byte[] publicKey : keys) {
                for (int i = 0; i < 8; i++) {
                    byte[] message = bytes(i);
                    Claim claim = Claim.of(publicKey, concat(r, new byte[32]), message);
                    claims.add(claim);
                    claims.add(claim.withScalar(BigInteger.ONE));
                    claims.add(claim.withScalar(ORDER));
                    claims.add(claim.withScalar(new BigInteger(252, random)));
                    // What the owner of the key could compute: right, but for R.
                    claims.add(claim.withScalar(
                            claim.challenge().multiply(scalarOf(key)).mod(ORDER)));
                }
            }
        }
        for (byte[] publicKey : points) {
            byte[] message = bytes(16);
            claims.add(Claim.of(publicKey, Ed25519.sign(key, message), message));
        }

        assertFalse(assertSameVerdicts(claims).contains(true), "seed " + seed);
    }

    /** Coordinates from the prime on have a smaller twin; only that one may be used. */
    @Test
    void verdictsOnCoordinatesThatAreTooLargeAreTheSame() throws Exception {
        SecretKey key = Ed25519.ofSeed(bytes(32));
        byte[] message = bytes(32);
        Claim good = Claim.of(key.publicKey().bytes(), Ed25519.sign(key, message), message);
        List<Claim> claims = new ArrayList<>();
        for (int above = 0; above < 19; above++) {
            for (int sign = 0; sign < 2; sign++) {
                byte[] point = littleEndian(PRIME.add(BigInteger.valueOf(above)));
                point[31] |= (byte) (sign << 7);
                claims.add(good.withR(point));
                claims.add(Claim.of(point, good.signature.bytes(), message));
                claims.add(Claim.of(point, concat(point, new byte[32]), message));
                BigInteger scalar = good.withR(point).challenge().multiply(scalarOf(key));
                claims.add(good.withR(point).withScalar(scalar.mod(ORDER)));
            }
        }

        assertFalse(assertSameVerdicts(claims).contains(true), "seed " + seed);
    }

    /**
     * The sum of an honest point and one of small order: only who made such a key can sign for it. Of those signatures
     * libsodium accepts a few, for chance decides; we accept none.
     */
    @Test
    void keysAndPointsWithASmallPartVerifyNothing() throws Exception {
        List<byte[]> small = smallOrder().stream()
                .filter(point -> (point[31] & 0x7f) == 0x05 || (point[31] & 0x7f) == 0x7a || point[0] == (byte) 0xec)
                .toList();
        List<String> sums = new ArrayList<>();
        List<SecretKey> keys = new ArrayList<>();
        List<SecretKey> nonces = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            keys.add(Ed25519.ofSeed(bytes(32)));
            nonces.add(Ed25519.ofSeed(bytes(32)));
            String addend = HEX.formatHex(small.get(i % small.size()));
            sums.add("add " + keys.get(i).publicKey() + " " + addend);
            sums.add("add " + nonces.get(i).publicKey() + " " + addend);
        }
        List<String> points = sodium.answers(sums);
        List<Claim> proper = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            byte[] properKey = keys.get(i).publicKey().bytes();
            byte[] properR = nonces.get(i).publicKey().bytes();
            byte[] mixedKey = HEX.parseHex(points.get(2 * i));
            byte[] mixedR = HEX.parseHex(points.get(2 * i + 1));
            proper.add(signed(properKey, properR, keys.get(i), nonces.get(i)));
            proper.add(signed(properKey, mixedR, keys.get(i), nonces.get(i)));
            assertFalse(verdict(signed(mixedKey, properR, keys.get(i), nonces.get(i))), "seed " + seed);
            assertFalse(verdict(signed(mixedKey, mixedR, keys.get(i), nonces.get(i))), "seed " + seed);
        }

        List<Boolean> verdicts = assertSameVerdicts(proper);
        assertEquals(KEYS, verdicts.stream().filter(good -> good).count(), "seed " + seed);
    }

    /** RFC 8032, 5.1.6, with points that need not be those that belong to the secrets. */
    private Claim signed(byte[] publicKey, byte[] r, SecretKey key, SecretKey nonce) throws Exception {
        Claim claim = Claim.of(publicKey, concat(r, new byte[32]), bytes(16));
        BigInteger product = claim.challenge().multiply(scalarOf(key));
        return claim.withScalar(scalarOf(nonce).add(product).mod(ORDER));
    }

    private static boolean verdict(Claim claim) {
        return Ed25519.verify(PublicKey.of(claim.publicKey.bytes()), claim.message.bytes(), claim.signature.bytes());
    }

    private List<Boolean> assertSameVerdicts(List<Claim> claims) throws Exception {
        List<Boolean> theirs = sodium
                .answers(claims.stream().map(claim -> "verify " + claim).toList())
                .stream()
                .map("1"::equals)
                .toList();
        for (int i = 0; i < claims.size(); i++) {
            Claim claim = claims.get(i);
            assertEquals(theirs.get(i), verdict(claim), "seed " + seed + ", claim " + i + ": " + claim);
        }
        return theirs;
    }

    /** A signature and what it is said to sign. */
    private record Claim(Opaque publicKey, Opaque signature, Opaque message) {

        static Claim of(byte[] publicKey, byte[] signature, byte[] message) {
            return new Claim(Opaque.of(publicKey), Opaque.of(signature), Opaque.of(message));
        }

        byte[] r() {
            return Arrays.copyOf(signature.bytes(), 32);
        }

        BigInteger scalar() {
            return number(Arrays.copyOfRange(signature.bytes(), 32, 64));
        }

        Claim withScalar(BigInteger scalar) {
            return new Claim(publicKey, Opaque.of(concat(r(), littleEndian(scalar))), message);
        }

        Claim withR(byte[] r) {
            return new Claim(publicKey, Opaque.of(concat(r, littleEndian(scalar()))), message);
        }

        Claim withBit(int bit) {
            byte[] flipped = signature.bytes().clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            return new Claim(publicKey, Opaque.of(flipped), message);
        }

        /** RFC 8032, 5.1.6: the hash k by which the secret scalar is multiplied. */
        BigInteger challenge() throws Exception {
            return number(sha512(concat(concat(r(), publicKey.bytes()), message.bytes())))
                    .mod(ORDER);
        }

        @Override
        public String toString() {
            return HEX.formatHex(publicKey.bytes()) + " " + HEX.formatHex(signature.bytes()) + " "
                    + HEX.formatHex(message.bytes());
        }
    }

    private static List<byte[]> smallOrder() {
        List<byte[]> points = new ArrayList<>();
        for (String hex : SMALL_ORDER) {
            byte[] other = HEX.parseHex(hex);
            other[31] |= (byte) 0x80;
            points.add(HEX.parseHex(hex));
            points.add(other);
        }
        return points;
    }

    /** RFC 8032, 5.1.5: the secret number that belongs to a key. */
    private static BigInteger scalarOf(SecretKey key) throws Exception {
        byte[] half = Arrays.copyOf(sha512(Arrays.copyOf(key.secretBytes(), 32)), 32);
        return number(half).clearBit(0).clearBit(1).clearBit(2).clearBit(255).setBit(254);
    }

    private static byte[] sha512(byte[] bytes) throws Exception {
        return MessageDigest.getInstance("SHA-512").digest(bytes);
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static BigInteger number(byte[] littleEndian) {
        ByteBuffer words = ByteBuffer.wrap(littleEndian).order(ByteOrder.LITTLE_ENDIAN);
        BigInteger number = BigInteger.ZERO;
        for (int shift = 0; words.hasRemaining(); shift += 8) {
            number = number.or(BigInteger.valueOf(words.get() & 0xff).shiftLeft(shift));
        }
        return number;
    }

    private static byte[] littleEndian(BigInteger number) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < 32; i++) {
            bytes[i] = number.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }
}
