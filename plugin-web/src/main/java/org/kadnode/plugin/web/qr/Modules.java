package org.kadnode.plugin.web.qr;

/** The light and dark modules of a QR code (ISO/IEC 18004, section 6.3, 7.7 to 7.10). */
final class Modules {

    static final int MASKS = 8;

    /** From this version on, a code says which it is. */
    private static final int SAYS_VERSION = 7;

    private static final int FINDER = 7;
    private static final int ALIGNMENT_REACH = 2;

    /** The row and column that tell where modules are, alternately dark and light. */
    private static final int TIMING = 6;

    private static final int FORMAT_GENERATOR = 0b10100110111;
    private static final int FORMAT_BITS = 15;
    private static final int FORMAT_CHECK_BITS = 10;
    private static final int FORMAT_MASK = 0b101010000010010;
    private static final int VERSION_GENERATOR = 0b1111100100101;
    private static final int VERSION_CHECK_BITS = 12;
    private static final int VERSION_BITS = 18;

    private final int version;
    private final int size;
    private final boolean[][] dark;

    /** Those that are the same whatever the text is. */
    private final boolean[][] fixed;

    private Modules(int version) {
        this.version = version;
        size = 4 * version + 17;
        dark = new boolean[size][size];
        fixed = new boolean[size][size];
    }

    /** A code with its code words under one of the masks, 0 to 7. */
    static Modules of(int version, byte[] words, int mask) {
        Modules modules = new Modules(version);
        modules.drawPatterns();
        modules.drawFormat(mask);
        modules.drawVersion();
        modules.drawWords(words, mask);
        return modules;
    }

    /** How many modules are left for code words. */
    static int bits(int version) {
        Modules empty = of(version, new byte[0], 0);
        int bits = 0;
        for (boolean[] row : empty.fixed) {
            for (boolean taken : row) {
                bits += taken ? 0 : 1;
            }
        }
        return bits;
    }

    int size() {
        return size;
    }

    boolean isDark(int x, int y) {
        return dark[y][x];
    }

    private void fix(int x, int y, boolean isDark) {
        dark[y][x] = isDark;
        fixed[y][x] = true;
    }

    private void drawPatterns() {
        for (int i = 0; i < size; i++) {
            fix(TIMING, i, i % 2 == 0);
            fix(i, TIMING, i % 2 == 0);
        }
        drawSquares(FINDER / 2, FINDER / 2, FINDER / 2 + 1);
        drawSquares(size - 1 - FINDER / 2, FINDER / 2, FINDER / 2 + 1);
        drawSquares(FINDER / 2, size - 1 - FINDER / 2, FINDER / 2 + 1);
        int[] places = alignments();
        for (int x : places) {
            for (int y : places) {
                boolean inFinder =
                        (x == TIMING && (y == TIMING || y == size - FINDER)) || (x == size - FINDER && y == TIMING);
                if (!inFinder) {
                    drawSquares(x, y, ALIGNMENT_REACH);
                }
            }
        }
    }

    /** A dot, in a light ring, in a dark ring, in a light ring as far as there is room for it. A finder's dot is larger. */
    private void drawSquares(int middleX, int middleY, int reach) {
        for (int dy = -reach; dy <= reach; dy++) {
            for (int dx = -reach; dx <= reach; dx++) {
                int ring = Math.max(Math.abs(dx), Math.abs(dy));
                int x = middleX + dx;
                int y = middleY + dy;
                if (x >= 0 && y >= 0 && x < size && y < size) {
                    fix(x, y, reach == ALIGNMENT_REACH ? ring != 1 : ring != 2 && ring != reach);
                }
            }
        }
    }

    /** Where the middles of alignment patterns are, in both directions (annex E). */
    private int[] alignments() {
        if (version == 1) {
            return new int[0];
        }
        int count = version / SAYS_VERSION + 2;
        int step = (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
        int[] places = new int[count];
        places[0] = TIMING;
        for (int i = 1; i < count; i++) {
            places[i] = size - FINDER - (count - 1 - i) * step;
        }
        return places;
    }

    /** Level (M is 00) and mask, twice (section 7.9). */
    private void drawFormat(int mask) {
        int format = format(mask);
        for (int i = 0; i < FORMAT_BITS; i++) {
            boolean bit = ((format >> i) & 1) == 1;
            // Beside the first finder; the row and column of timing are stepped over.
            if (i < 8) {
                fix(8, i < TIMING ? i : i + 1, bit);
                fix(size - 1 - i, 8, bit);
            } else {
                int left = FORMAT_BITS - 1 - i;
                fix(left < TIMING ? left : left + 1, 8, bit);
                fix(8, size - FORMAT_BITS + i, bit);
            }
        }
        fix(8, size - 8, true);
    }

    static int format(int mask) {
        return ((mask << FORMAT_CHECK_BITS) | remainder(mask, FORMAT_GENERATOR, FORMAT_CHECK_BITS)) ^ FORMAT_MASK;
    }

    private void drawVersion() {
        if (version < SAYS_VERSION) {
            return;
        }
        int bits = versionBits(version);
        for (int i = 0; i < VERSION_BITS; i++) {
            boolean bit = ((bits >> i) & 1) == 1;
            fix(size - 11 + i % 3, i / 3, bit);
            fix(i / 3, size - 11 + i % 3, bit);
        }
    }

    static int versionBits(int version) {
        return (version << VERSION_CHECK_BITS) | remainder(version, VERSION_GENERATOR, VERSION_CHECK_BITS);
    }

    /** The check bits of BCH codes (annex C and D). */
    private static int remainder(int value, int generator, int bits) {
        int rest = value;
        for (int i = 0; i < bits; i++) {
            rest = (rest << 1) ^ ((rest >> (bits - 1)) * generator);
        }
        return rest;
    }

    /** In columns two modules wide, from the right, up and down in turn (section 7.7.3). */
    private void drawWords(byte[] words, int mask) {
        int bit = 0;
        boolean up = true;
        for (int right = size - 1; right > 0; right -= 2) {
            int column = right <= TIMING ? right - 1 : right;
            for (int i = 0; i < size; i++) {
                int y = up ? size - 1 - i : i;
                for (int x = column; x > column - 2; x--) {
                    if (!fixed[y][x]) {
                        boolean isDark = bit < words.length * Byte.SIZE
                                && ((words[bit / Byte.SIZE] >> (Byte.SIZE - 1 - bit % Byte.SIZE)) & 1) == 1;
                        dark[y][x] = isDark ^ isTurned(mask, x, y);
                        bit++;
                    }
                }
            }
            up = !up;
        }
    }

    private static boolean isTurned(int mask, int x, int y) {
        return switch (mask) {
            case 0 -> (x + y) % 2 == 0;
            case 1 -> y % 2 == 0;
            case 2 -> x % 3 == 0;
            case 3 -> (x + y) % 3 == 0;
            case 4 -> (x / 3 + y / 2) % 2 == 0;
            case 5 -> (x * y) % 2 + (x * y) % 3 == 0;
            case 6 -> ((x * y) % 2 + (x * y) % 3) % 2 == 0;
            case 7 -> ((x + y) % 2 + (x * y) % 3) % 2 == 0;
            default -> throw new IllegalArgumentException("no mask " + mask);
        };
    }

    int penalty() {
        return Penalty.of(dark);
    }
}
