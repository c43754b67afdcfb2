package org.kadnode.kernel.core.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.bencode.BencodeWriter;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.RecordKey;
import org.kadnode.kernel.core.model.SecretKey;

/**
 * What nodes store for others (BEP 44). Its value is bencoded and stays byte for byte what it was, since
 * digest and signature cover the bytes.
 */
public sealed interface Item {

    /** The longest value, bencoded, in bytes. */
    int LONGEST_VALUE = 1000;

    /** The longest salt, in bytes. */
    int LONGEST_SALT = 64;

    /** The length of a signature, in bytes. */
    int SIGNATURE_LENGTH = Ed25519.SIGNATURE_LENGTH;

    /**
     * Where the item is stored and searched for.
     *
     * @return a digest of what cannot change about it, computed anew
     */
    Id target();

    /**
     * The content.
     *
     * @return one bencoded value
     */
    Opaque value();

    /**
     * An item that is its own proof: its target is the digest of its value.
     *
     * @param value one bencoded value, at most {@value Item#LONGEST_VALUE} bytes
     */
    record Immutable(Opaque value) implements Item {

        /** Refuses values that are too long. */
        public Immutable {
            checkLength(value, LONGEST_VALUE);
        }

        @Override
        public Id target() {
            return Id.sha1(value.bytes());
        }
    }

    /**
     * An item that the owner of a key may replace. Its target is the digest of key and salt, which stay.
     *
     * <pre>
     *   signed = [4:salt n:SALT] 3:seqi SEQ e1:v VALUE    without the spaces, the salt only if there is one
     * </pre>
     *
     * @param key whose it is
     * @param salt tells the items of one key apart, at most {@value Item#LONGEST_SALT} bytes; empty for none
     * @param seq grows with every change, from 0
     * @param value one bencoded value, at most {@value Item#LONGEST_VALUE} bytes
     * @param signature 64 bytes by the key's owner, not judged yet
     */
    record Mutable(PublicKey key, Opaque salt, long seq, Opaque value, Opaque signature) implements Item {

        /** More than the keys of the signed bytes and the longest number take. */
        private static final int SIGNED_AROUND = 64;

        /** Refuses what no item can have. */
        public Mutable {
            checkLength(value, LONGEST_VALUE);
            checkLength(salt, LONGEST_SALT);
            if (seq < 0 || signature.length() != SIGNATURE_LENGTH) {
                throw new IllegalArgumentException("seq " + seq + ", signature of " + signature.length() + " bytes");
            }
        }

        @Override
        public Id target() {
            return new RecordKey(key, salt).target();
        }

        /**
         * Makes an item.
         *
         * @param secret the key that signs it
         * @param salt at most {@value Item#LONGEST_SALT} bytes; empty for none
         * @param seq larger than that of the item before, from 0
         * @param value one bencoded value, at most {@value Item#LONGEST_VALUE} bytes
         * @return the item, signed
         */
        public static Mutable sign(SecretKey secret, Opaque salt, long seq, Opaque value) {
            Opaque signature = Opaque.of(Ed25519.sign(secret, signedBytes(salt, seq, value)));
            return new Mutable(secret.publicKey(), salt, seq, value, signature);
        }

        /**
         * Judges the signature. This costs more than anything else that a packet can ask for.
         *
         * @return true if the key's owner has signed just this
         */
        public boolean isGenuine() {
            return Ed25519.verify(key, signedBytes(salt, seq, value), signature.bytes());
        }

        /**
         * Whether bytes begin like those that are signed for an item. Whoever signs what others hand him must not sign
         * these.
         *
         * @param bytes any bytes
         * @return true if they could be the beginning of an item
         */
        public static boolean looksSigned(byte[] bytes) {
            return begins(bytes, "3:seqi") || begins(bytes, "4:salt");
        }

        private static boolean begins(byte[] bytes, String start) {
            byte[] first = start.getBytes(StandardCharsets.US_ASCII);
            return bytes.length >= first.length && Arrays.equals(bytes, 0, first.length, first, 0, first.length);
        }

        private static byte[] signedBytes(Opaque salt, long seq, Opaque value) {
            BencodeWriter signed = new BencodeWriter(SIGNED_AROUND + salt.length() + value.length());
            if (salt.length() > 0) {
                signed.text("salt").bytes(salt.bytes());
            }
            signed.text("seq").integer(seq).text("v").encoded(value.bytes());
            return Arrays.copyOf(signed.array(), signed.length());
        }
    }

    private static void checkLength(Opaque bytes, int longest) {
        if (bytes.length() > longest) {
            throw new IllegalArgumentException(bytes.length() + " bytes, of " + longest + " allowed");
        }
    }
}
