package org.kadnode.kernel.core.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.SecretKey;

/**
 * The packets by which KadNode 1.0 proves that a node owns a name. They share the socket of the DHT, whose
 * own messages start with another byte.
 *
 * <pre>
 *   challenge, 40 bytes:   | "AUTH" | id: 20 | random: 16 |
 *   answer, 104 bytes:     | "AUTH" | id: 20 | signature of random: 64 | random: 16 |
 * </pre>
 */
public sealed interface AuthPacket {

    /** The length of the random part, in bytes. */
    int RANDOM_LENGTH = 16;

    /**
     * "If you own this name, sign this."
     *
     * @param id the identifier of the name
     * @param random 16 bytes
     */
    record Challenge(Id id, Opaque random) implements AuthPacket {}

    /**
     * "I do, here it is."
     *
     * @param id the identifier of the name
     * @param signature 64 bytes
     * @param random what was signed
     */
    record Answer(Id id, Opaque signature, Opaque random) implements AuthPacket {}

    /**
     * Whether a packet is one of these, rather than one of the DHT.
     *
     * @param packet the bytes
     * @param length how many of them count
     * @return true if it starts with "AUTH"
     */
    static boolean isAuth(byte[] packet, int length) {
        return length >= Wire.MAGIC.length && Arrays.equals(packet, 0, 4, Wire.MAGIC, 0, 4);
    }

    /**
     * Proves the ownership of a name.
     *
     * @param challenge who asks for the proof
     * @param key the key of the name
     * @return the answer
     */
    static Answer answer(Challenge challenge, SecretKey key) {
        Opaque signature = Opaque.of(Ed25519.sign(key, challenge.random().bytes()));
        return new Answer(challenge.id(), signature, challenge.random());
    }

    /**
     * Reads a packet.
     *
     * @param packet the bytes
     * @param length how many of them count
     * @return the packet; empty unless it has exactly one of the two lengths
     */
    static Optional<AuthPacket> decode(byte[] packet, int length) {
        if (!isAuth(packet, length)) {
            return Optional.empty();
        }
        return switch (length) {
            case Wire.CHALLENGE_LENGTH ->
                Optional.of(new Challenge(Id.read(packet, 4), Wire.slice(packet, 24, RANDOM_LENGTH)));
            case Wire.ANSWER_LENGTH ->
                Optional.of(new Answer(
                        Id.read(packet, 4),
                        Wire.slice(packet, 24, Ed25519.SIGNATURE_LENGTH),
                        Wire.slice(packet, 88, RANDOM_LENGTH)));
            default -> Optional.empty();
        };
    }

    /**
     * Writes the packet.
     *
     * @return new bytes
     */
    default ByteBuffer encode() {
        return switch (this) {
            case Challenge challenge ->
                Wire.packet(Wire.CHALLENGE_LENGTH, challenge.id())
                        .put(challenge.random().bytes())
                        .flip();
            case Answer answer ->
                Wire.packet(Wire.ANSWER_LENGTH, answer.id())
                        .put(answer.signature().bytes())
                        .put(answer.random().bytes())
                        .flip();
        };
    }

    /** The parts that both packets have. */
    final class Wire {

        private static final byte[] MAGIC = "AUTH".getBytes(US_ASCII);
        private static final int CHALLENGE_LENGTH = 40;
        private static final int ANSWER_LENGTH = 104;

        private Wire() {}

        private static ByteBuffer packet(int length, Id id) {
            return ByteBuffer.allocate(length).put(MAGIC).put(id.bytes());
        }

        private static Opaque slice(byte[] packet, int from, int length) {
            return Opaque.of(Arrays.copyOfRange(packet, from, from + length));
        }
    }
}
