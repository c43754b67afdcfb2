package org.kadnode.plugin.web.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The form of codes; {@code PageIT} has a scanner read one. */
class QrCodeTest {

    /** ISO/IEC 18004, section 7.9 and annex D: the examples of both kinds of check bits. */
    @Test
    void theExamplesOfTheStandard() {
        assertEquals(0b100000011001110, Modules.format(0b101));
        assertEquals(0b000111110010010100, Modules.versionBits(7));
    }

    /** ISO/IEC 18004, table 1: modules for data, of which up to 7 remain. */
    @ParameterizedTest
    @CsvSource({"1, 208", "2, 359", "6, 1383", "7, 1568", "10, 2768", "13, 4256"})
    void modulesForData(int version, int bits) {
        assertEquals(bits, Modules.bits(version));
    }

    /** ISO/IEC 18004, table 7: bytes at level M. */
    @ParameterizedTest
    @CsvSource({"14, 21", "15, 25", "26, 25", "27, 29", "213, 57", "214, 61", "331, 69"})
    void theSmallestThatFitsIsTaken(int bytes, int size) {
        assertEquals(size, QrCode.of("x".repeat(bytes)).size());
    }

    @Test
    void aLongerTextIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> QrCode.of("x".repeat(QrCode.MOST_BYTES + 1)));
    }

    @Test
    void threeFindersShowWhereItIs() {
        QrCode code = QrCode.of("http://myname.p2p/");
        List<String> finder =
                List.of("#######.", "#.....#.", "#.###.#.", "#.###.#.", "#.###.#.", "#.....#.", "#######.", "........");
        int last = code.size() - 1;
        for (int y = 0; y < finder.size(); y++) {
            for (int x = 0; x < finder.size(); x++) {
                boolean dark = finder.get(y).charAt(x) == '#';
                assertEquals(dark, code.isDark(x, y));
                assertEquals(dark, code.isDark(last - x, y));
                assertEquals(dark, code.isDark(x, last - y));
            }
        }
    }

    @Test
    void thePathLeavesTheQuietZone() {
        String path = QrCode.of("http://myname.p2p/").path();
        assertTrue(path.startsWith("M4 4h7v1h-7z"), path);
    }
}
