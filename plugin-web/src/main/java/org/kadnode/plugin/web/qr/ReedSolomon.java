package org.kadnode.plugin.web.qr;

/** The error correction of QR codes: Reed-Solomon over GF(256) (ISO/IEC 18004, section 7.5 and annex A). */
final class ReedSolomon {

    /** x^8 + x^4 + x^3 + x^2 + 1. */
    private static final int FIELD = 0x11d;

    private ReedSolomon() {}

    /**
     * The code words that follow some data.
     *
     * @param data the data
     * @param count how many code words
     */
    static byte[] codeWords(byte[] data, int count) {
        int[] divisor = divisor(count);
        int[] remainder = new int[count];
        for (byte each : data) {
            int factor = (each & 0xff) ^ remainder[0];
            System.arraycopy(remainder, 1, remainder, 0, count - 1);
            remainder[count - 1] = 0;
            for (int i = 0; i < count; i++) {
                remainder[i] ^= product(divisor[i], factor);
            }
        }
        byte[] words = new byte[count];
        for (int i = 0; i < count; i++) {
            words[i] = (byte) remainder[i];
        }
        return words;
    }

    /** The generator polynomial, the product of x - 2^i for all i below its degree; without its first coefficient, which is 1. */
    private static int[] divisor(int degree) {
        int[] coefficients = new int[degree];
        coefficients[degree - 1] = 1;
        int root = 1;
        for (int i = 0; i < degree; i++) {
            for (int j = 0; j < degree; j++) {
                coefficients[j] = product(coefficients[j], root) ^ (j + 1 < degree ? coefficients[j + 1] : 0);
            }
            root = product(root, 2);
        }
        return coefficients;
    }

    private static int product(int a, int b) {
        int product = 0;
        for (int bit = Byte.SIZE - 1; bit >= 0; bit--) {
            product = (product << 1) ^ ((product >> (Byte.SIZE - 1)) * FIELD);
            product ^= ((b >> bit) & 1) * a;
        }
        return product;
    }
}
