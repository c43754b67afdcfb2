package org.kadnode.kernel.core.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * A 160-bit identifier of the DHT: of a node, or of what is searched for (BEP 5 "infohash"). Kept as
 * three words, so that it is small and its distance to another costs a few instructions.
 *
 * @param high bits 0 to 63, bit 0 being the most significant
 * @param middle bits 64 to 127
 * @param low bits 128 to 159
 */
public record Id(long high, long middle, int low) {

    /** The length on the wire, in bytes. */
    public static final int LENGTH = 20;

    /** The length in bits. */
    public static final int BITS = 160;

    private static final int LABEL_BYTES = 5;

    /**
     * Reads an identifier.
     *
     * @param bytes where it stands
     * @param offset index of its first byte; 20 must follow
     * @return the identifier
     */
    public static Id read(byte[] bytes, int offset) {
        return new Id(Words.longAt(bytes, offset), Words.longAt(bytes, offset + 8), Words.intAt(bytes, offset + 16));
    }

    /**
     * Reads an identifier that is a whole array.
     *
     * @param bytes 20 bytes
     * @return the identifier
     * @throws IllegalArgumentException if there are not 20
     */
    public static Id of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("an id has 20 bytes, not " + bytes.length);
        }
        return read(bytes, 0);
    }

    /**
     * Reads hexadecimal text.
     *
     * @param hex 40 digits
     * @return the identifier
     * @throws IllegalArgumentException if it is anything else
     */
    public static Id ofHex(String hex) {
        return of(HexFormat.of().parseHex(hex));
    }

    /**
     * Computes the identifier of bytes.
     *
     * @param bytes any number of them
     * @return their SHA-1 digest
     */
    public static Id sha1(byte[] bytes) {
        try {
            return read(MessageDigest.getInstance("SHA-1").digest(bytes), 0);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new AssertionError(everyPlatformHasIt);
        }
    }

    /**
     * Draws an identifier.
     *
     * @param random where from
     * @return a uniformly distributed identifier
     */
    public static Id random(RandomGenerator random) {
        return new Id(random.nextLong(), random.nextLong(), random.nextInt());
    }

    /**
     * The bytes on the wire.
     *
     * @return 20 new bytes
     */
    public byte[] bytes() {
        byte[] bytes = new byte[LENGTH];
        write(bytes, 0);
        return bytes;
    }

    /**
     * Writes the bytes on the wire.
     *
     * @param bytes where to
     * @param offset index of the first of 20 bytes
     */
    public void write(byte[] bytes, int offset) {
        Words.putLong(bytes, offset, high);
        Words.putLong(bytes, offset + 8, middle);
        Words.putInt(bytes, offset + 16, low);
    }

    /**
     * The length of the common prefix with another identifier.
     *
     * @param other the other
     * @return 0 to 160 bits; 160 if they are equal
     */
    public int commonBits(Id other) {
        if (high != other.high) {
            return Long.numberOfLeadingZeros(high ^ other.high);
        }
        if (middle != other.middle) {
            return 64 + Long.numberOfLeadingZeros(middle ^ other.middle);
        }
        return low == other.low ? BITS : 128 + Integer.numberOfLeadingZeros(low ^ other.low);
    }

    /**
     * Compares the XOR distances of two identifiers to this one.
     *
     * @param a one
     * @param b another
     * @return negative if {@code a} is nearer, positive if {@code b} is, 0 if they are equal
     */
    public int compareDistance(Id a, Id b) {
        if (a.high != b.high) {
            return Long.compareUnsigned(a.high ^ high, b.high ^ high);
        }
        if (a.middle != b.middle) {
            return Long.compareUnsigned(a.middle ^ middle, b.middle ^ middle);
        }
        return Integer.compareUnsigned(a.low ^ low, b.low ^ low);
    }

    /**
     * Draws an identifier that shares exactly the first bits with this one.
     *
     * @param bits how many bits are the same, 0 to 159; the next one differs
     * @param random where the rest comes from
     * @return the identifier
     */
    public Id randomAt(int bits, RandomGenerator random) {
        Id rest = random(random);
        long highMask = bits >= 63 ? 0 : -1L >>> (bits + 1);
        long middleMask = bits < 63 ? -1 : bits >= 127 ? 0 : -1L >>> (bits - 63);
        int lowMask = bits < 127 ? -1 : bits >= 159 ? 0 : -1 >>> (bits - 127);
        Id mixed = new Id(
                (high & ~highMask) | (rest.high & highMask),
                (middle & ~middleMask) | (rest.middle & middleMask),
                (low & ~lowMask) | (rest.low & lowMask));
        return mixed.withBitUnlike(this, bits);
    }

    /**
     * The lowest identifier that shares exactly the first bits with this one.
     *
     * @param bits how many bits are the same, 0 to 159; the next one differs
     * @return the identifier
     */
    public Id lowestAt(int bits) {
        long highMask = bits >= 64 ? -1 : bits == 0 ? 0 : -1L << (64 - bits);
        long middleMask = bits >= 128 ? -1 : bits <= 64 ? 0 : -1L << (128 - bits);
        int lowMask = bits <= 128 ? 0 : -1 << (160 - bits);
        return new Id(high & highMask, middle & middleMask, low & lowMask).withBitUnlike(this, bits);
    }

    /** This identifier with one bit set to the opposite of another's. */
    private Id withBitUnlike(Id other, int bit) {
        if (bit < 64) {
            long mask = Long.MIN_VALUE >>> bit;
            return new Id((high & ~mask) | (~other.high & mask), middle, low);
        }
        if (bit < 128) {
            long mask = Long.MIN_VALUE >>> (bit - 64);
            return new Id(high, (middle & ~mask) | (~other.middle & mask), low);
        }
        int mask = Integer.MIN_VALUE >>> (bit - 128);
        return new Id(high, middle, (low & ~mask) | (~other.low & mask));
    }

    /**
     * A short name for it that DNS can have as a label.
     *
     * @return the first 40 bits in z-base-32, 8 characters
     */
    public String label() {
        return Base32.Z.encode(Arrays.copyOf(bytes(), LABEL_BYTES));
    }

    /**
     * The form that people read.
     *
     * @return 40 lower-case hex digits
     */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes());
    }
}
