package org.kadnode.plugin.web.qr;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * A QR code of a text (ISO/IEC 18004), with error correction of level M: 15 % of it may be illegible. Of the ways to write a
 * text, it knows bytes; that is enough for web addresses.
 */
public final class QrCode {

    /** Bytes of the longest text. */
    public static final int MOST_BYTES = 331;

    /** Light modules that must be left around the code, on each side. */
    public static final int QUIET_ZONE = 4;

    private static final int VERSIONS = 13;

    private final Modules modules;

    private QrCode(Modules modules) {
        this.modules = modules;
    }

    /**
     * The smallest code of a text, with the mask that scanners read best.
     *
     * @param text the text
     * @return its code
     * @throws IllegalArgumentException if it has more than {@link #MOST_BYTES} bytes in UTF-8
     */
    public static QrCode of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int version = IntStream.rangeClosed(1, VERSIONS)
                .filter(each -> CodeWords.fits(bytes.length, each))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a QR code has no more than " + MOST_BYTES + " bytes, not " + bytes.length));
        byte[] words = CodeWords.of(bytes, version);
        Modules best = Modules.of(version, words, 0);
        for (int mask = 1; mask < Modules.MASKS; mask++) {
            Modules other = Modules.of(version, words, mask);
            best = other.penalty() < best.penalty() ? other : best;
        }
        return new QrCode(best);
    }

    /**
     * Its width and height, without the quiet zone.
     *
     * @return modules, 21 to 69
     */
    public int size() {
        return modules.size();
    }

    /**
     * Whether a module is dark.
     *
     * @param x its column, from 0 on
     * @param y its row, from 0 on
     * @return true for black
     */
    public boolean isDark(int x, int y) {
        return modules.isDark(x, y);
    }

    /**
     * The dark modules as the path of an SVG, one unit a module, with the quiet zone left and above.
     *
     * @return what goes into the attribute {@code d}
     */
    public String path() {
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < size(); y++) {
            for (int x = 0; x < size(); x++) {
                int begin = x;
                while (x < size() && isDark(x, y)) {
                    x++;
                }
                if (x > begin) {
                    path.append('M')
                            .append(begin + QUIET_ZONE)
                            .append(' ')
                            .append(y + QUIET_ZONE)
                            .append('h')
                            .append(x - begin)
                            .append("v1h-")
                            .append(x - begin)
                            .append('z');
                }
            }
        }
        return path.toString();
    }
}
