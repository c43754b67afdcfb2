package org.kadnode.kernel.core.auth;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;

class AuthTest {

    private static final SecretKey KEY =
            Ed25519.ofSeed(hex("ed7fc3cfd45e221e5753cfabf31298415ffd39434127be8704027cdd7c49cc37"));
    private static final Id NODE1 = Id.ofHex("33b45523ad2a023a3f985d1925ad74e34804d872");
    private static final String CHALLENGE =
            "41555448" + "33b45523ad2a023a3f985d1925ad74e34804d872" + "a0e6b29d658a7b849a1d8e8c20ed8e5b";
    private static final String ANSWER = "41555448" + "33b45523ad2a023a3f985d1925ad74e34804d872"
            + "27fca0fe0283c52a199a024ddd0299181cc9b0ef662f5f9c1bac88d88d646a87"
            + "9e5c6ed615b1ccfb4387830f6e4b6595d64df4c5b522e48817caa93aee6c1b0e" + "a0e6b29d658a7b849a1d8e8c20ed8e5b";

    /** RFC 8032, 7.1. */
    @ParameterizedTest
    @CsvSource({
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60,"
                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a, '',"
                + "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb,"
                + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c, 72,"
                + "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    })
    void signaturesAreThoseOfTheRfc(String seed, String publicKey, String message, String signature) {
        SecretKey key = Ed25519.ofSeed(hex(seed));

        assertEquals(publicKey, key.publicKey().toString());
        assertArrayEquals(hex(signature), Ed25519.sign(key, hex(message)));
        assertTrue(Ed25519.verify(key.publicKey(), hex(message), hex(signature)));
    }

    @Test
    void answerIsThatOfKadNode1() {
        AuthPacket.Challenge challenge =
                new AuthPacket.Challenge(NODE1, Opaque.of(hex("a0e6b29d658a7b849a1d8e8c20ed8e5b")));
        assertEquals(
                "4567127662d264405b32502ba585cc1ab26d0d4f4edecd88bbfc5ba3839fbbf1",
                KEY.publicKey().toString());
        assertEquals(Optional.of(challenge), decode(CHALLENGE));
        assertArrayEquals(hex(CHALLENGE), challenge.encode().array());

        AuthPacket.Answer answer = AuthPacket.answer(challenge, KEY);

        assertArrayEquals(hex(ANSWER), answer.encode().array());
        assertEquals(Optional.of(answer), decode(ANSWER));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 39, 41, 103, 105})
    void packetsOfOtherLengthsAreNone(int length) {
        byte[] packet = Arrays.copyOf(hex(ANSWER), length);

        assertEquals(Optional.empty(), AuthPacket.decode(packet, length));
    }

    @Property
    void signatureFitsItsKeyAndMessageOnly(
            @ForAll long seed, @ForAll @Size(max = 100) byte[] message, @ForAll @IntRange(max = 511) int bit) {
        SecretKey key = Ed25519.generate(new Random(seed));
        byte[] signature = Ed25519.sign(key, message);
        byte[] longer = Arrays.copyOf(message, message.length + 1);

        assertTrue(Ed25519.isSound(key));
        assertTrue(Ed25519.verify(key.publicKey(), message, signature));
        assertFalse(Ed25519.verify(key.publicKey(), longer, signature));
        assertFalse(Ed25519.verify(KEY.publicKey(), message, signature));
        signature[bit / 8] ^= (byte) (1 << bit % 8);
        assertFalse(Ed25519.verify(key.publicKey(), message, signature));
    }

    /** RFC 8032, 5.1.7: S must be below the group order, else a signature could be changed by adding it. */
    @Test
    void signatureWithALargeScalarIsRefused() {
        byte[] message = {1, 2, 3};
        byte[] signature = Ed25519.sign(KEY, message);
        BigInteger order = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
        byte[] scalar = Arrays.copyOfRange(signature, 32, 64);
        byte[] more = reversed(new BigInteger(1, reversed(scalar)).add(order).toByteArray());
        System.arraycopy(Arrays.copyOf(more, 32), 0, signature, 32, 32);

        assertFalse(Ed25519.verify(KEY.publicKey(), message, signature));
    }

    /** The neutral point as key and as R, with S = 0, satisfies the equation for every message. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0100000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000080",
                "0000000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
                "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            })
    void keyOfSmallOrderVerifiesNothing(String point) {
        byte[] forged = Arrays.copyOf(hex("0100000000000000000000000000000000000000000000000000000000000000"), 64);

        for (int message = 0; message < 32; message++) {
            assertFalse(Ed25519.verify(PublicKey.of(hex(point)), new byte[] {(byte) message}, forged));
        }
    }

    @Test
    void secretKeyIsReadInTheLayoutOfLibsodiumAndNotShown() {
        String hex = "ed7fc3cfd45e221e5753cfabf31298415ffd39434127be8704027cdd7c49cc37"
                + "4567127662d264405b32502ba585cc1ab26d0d4f4edecd88bbfc5ba3839fbbf1";

        assertEquals(Optional.of(KEY), SecretKey.ofHex(hex));
        assertEquals(hex, KEY.secretHex());
        assertFalse(KEY.toString().contains("ed7fc3cf"));
        assertEquals(Optional.empty(), SecretKey.ofHex(hex.substring(1)));
        assertEquals(Optional.empty(), PublicKey.ofHex(hex));
        assertNotEquals(KEY, Ed25519.ofSeed(new byte[32]));
    }

    @Test
    void keyWithAForeignPublicHalfIsNotSound() {
        SecretKey mixed = SecretKey.of(
                Arrays.copyOf(KEY.secretBytes(), 32),
                Ed25519.ofSeed(new byte[32]).publicKey());

        assertFalse(Ed25519.isSound(mixed));
    }

    private static Optional<AuthPacket> decode(String hex) {
        byte[] packet = hex(hex);
        return AuthPacket.decode(packet, packet.length);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
