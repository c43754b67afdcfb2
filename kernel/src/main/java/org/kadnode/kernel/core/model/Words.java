package org.kadnode.kernel.core.model;

/** Big-endian words in byte arrays, as the network has them. */
final class Words {

    private Words() {}

    static long longAt(byte[] bytes, int offset) {
        return (long) intAt(bytes, offset) << 32 | Integer.toUnsignedLong(intAt(bytes, offset + 4));
    }

    static int intAt(byte[] bytes, int offset) {
        return bytes[offset] << 24
                | (bytes[offset + 1] & 0xff) << 16
                | (bytes[offset + 2] & 0xff) << 8
                | (bytes[offset + 3] & 0xff);
    }

    static void putLong(byte[] bytes, int offset, long value) {
        putInt(bytes, offset, (int) (value >>> 32));
        putInt(bytes, offset + 4, (int) value);
    }

    static void putInt(byte[] bytes, int offset, int value) {
        bytes[offset] = (byte) (value >>> 24);
        bytes[offset + 1] = (byte) (value >>> 16);
        bytes[offset + 2] = (byte) (value >>> 8);
        bytes[offset + 3] = (byte) value;
    }
}
