package org.kadnode.plugin.web.qr;

/** What is written into a QR code, byte by byte: data in blocks, each with its error correction (ISO/IEC 18004, section 7.4 to 7.6). */
final class CodeWords {

    /** By version, for level M (table 9). */
    private static final int[] BLOCKS = {0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9};

    /** Of one block. */
    private static final int[] CORRECTION = {0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22};

    private static final int BYTE_MODE = 0b0100;
    private static final int MODE_BITS = 4;

    /** From this version on, a length of bytes takes two bytes. */
    private static final int LONG_LENGTH = 10;

    private static final int[] PADDING = {0xec, 0x11};

    private CodeWords() {}

    /** Whether a text of so many bytes fits into a version. */
    static boolean fits(int bytes, int version) {
        return MODE_BITS + lengthBits(version) + bytes * Byte.SIZE <= dataWords(version) * Byte.SIZE;
    }

    /** All code words of a text, in the order in which they are drawn. */
    static byte[] of(byte[] text, int version) {
        int count = BLOCKS[version];
        int correction = CORRECTION[version];
        byte[] data = data(text, version);
        // The last blocks have one byte more, if it doesn't come out even.
        int shorter = data.length / count;
        int longer = data.length % count;
        byte[][] blocks = new byte[count][];
        byte[][] corrections = new byte[count][];
        int at = 0;
        for (int i = 0; i < count; i++) {
            blocks[i] = new byte[shorter + (i < count - longer ? 0 : 1)];
            System.arraycopy(data, at, blocks[i], 0, blocks[i].length);
            at += blocks[i].length;
            corrections[i] = ReedSolomon.codeWords(blocks[i], correction);
        }
        byte[] all = new byte[data.length + count * correction];
        int next = 0;
        for (byte[][] part : new byte[][][] {blocks, corrections}) {
            for (int i = 0; i < part[count - 1].length; i++) {
                for (byte[] block : part) {
                    if (i < block.length) {
                        all[next++] = block[i];
                    }
                }
            }
        }
        return all;
    }

    private static byte[] data(byte[] text, int version) {
        byte[] data = new byte[dataWords(version)];
        int lengthBits = lengthBits(version);
        int at = put(data, 0, BYTE_MODE, MODE_BITS);
        at = put(data, at, text.length, lengthBits);
        for (byte each : text) {
            at = put(data, at, each & 0xff, Byte.SIZE);
        }
        // What ends the text are four light modules; there are as many in the rest of this byte and, if need be, the
        // next.
        int used = (at + MODE_BITS + Byte.SIZE - 1) / Byte.SIZE;
        for (int i = used; i < data.length; i++) {
            data[i] = (byte) PADDING[(i - used) % PADDING.length];
        }
        return data;
    }

    private static int put(byte[] data, int at, int value, int bits) {
        for (int i = 0; i < bits; i++) {
            int bit = (value >> (bits - 1 - i)) & 1;
            data[(at + i) / Byte.SIZE] |= (byte) (bit << (Byte.SIZE - 1 - (at + i) % Byte.SIZE));
        }
        return at + bits;
    }

    private static int lengthBits(int version) {
        return version < LONG_LENGTH ? Byte.SIZE : 2 * Byte.SIZE;
    }

    private static int dataWords(int version) {
        return Modules.bits(version) / Byte.SIZE - BLOCKS[version] * CORRECTION[version];
    }
}
