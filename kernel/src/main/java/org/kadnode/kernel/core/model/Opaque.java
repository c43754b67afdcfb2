package org.kadnode.kernel.core.model;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that mean something to somebody else only, such as tokens and transaction ids. Immutable. */
public final class Opaque implements Comparable<Opaque> {

    /** No bytes. */
    public static final Opaque NONE = new Opaque(new byte[0]);

    private final byte[] bytes;

    private Opaque(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes bytes over.
     *
     * @param bytes not copied, so not to be changed afterwards
     * @return the same bytes
     */
    public static Opaque of(byte[] bytes) {
        return new Opaque(bytes);
    }

    /**
     * The bytes.
     *
     * @return shared, not to be changed
     */
    public byte[] bytes() {
        return bytes;
    }

    /**
     * The length.
     *
     * @return bytes
     */
    public int length() {
        return bytes.length;
    }

    /** Compares byte by byte, each from 0 to 255; a beginning of another comes before it. */
    @Override
    public int compareTo(Opaque other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Opaque that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
