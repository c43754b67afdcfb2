package org.kadnode.plugin.web.qr;

/** How hard a code is to read for scanners (ISO/IEC 18004, section 7.8.3); 0 is best. */
final class Penalty {

    private static final int LONG_RUN = 5;
    private static final int FOR_A_RUN = 3;
    private static final int FOR_A_BLOCK = 3;
    private static final int FOR_A_FALSE_FINDER = 40;
    private static final int FOR_FIVE_PERCENT = 10;

    /** Dark 1:1:3:1:1 with four light modules before or after, as finders have it. */
    private static final int[] FALSE_FINDERS = {0b00001011101, 0b10111010000};

    private static final int FINDER_BITS = 11;

    private Penalty() {}

    static int of(boolean[][] dark) {
        int size = dark.length;
        int penalty = 0;
        int count = 0;
        for (int y = 0; y < size; y++) {
            boolean[] column = new boolean[size];
            for (int x = 0; x < size; x++) {
                column[x] = dark[x][y];
                count += dark[y][x] ? 1 : 0;
                boolean block = x > 0
                        && y > 0
                        && dark[y][x] == dark[y - 1][x]
                        && dark[y][x] == dark[y][x - 1]
                        && dark[y][x] == dark[y - 1][x - 1];
                penalty += block ? FOR_A_BLOCK : 0;
            }
            penalty += line(dark[y]) + line(column);
        }
        int percent = count * 100 / (size * size);
        return penalty + Math.abs(percent - 50) / 5 * FOR_FIVE_PERCENT;
    }

    private static int line(boolean[] modules) {
        int penalty = 0;
        int run = 0;
        int last = 0;
        for (int i = 0; i < modules.length; i++) {
            run = i > 0 && modules[i] == modules[i - 1] ? run + 1 : 1;
            if (run == LONG_RUN) {
                penalty += FOR_A_RUN;
            } else if (run > LONG_RUN) {
                penalty++;
            }
            last = ((last << 1) | (modules[i] ? 1 : 0)) & ((1 << FINDER_BITS) - 1);
            for (int finder : FALSE_FINDERS) {
                penalty += i >= FINDER_BITS - 1 && last == finder ? FOR_A_FALSE_FINDER : 0;
            }
        }
        return penalty;
    }
}
