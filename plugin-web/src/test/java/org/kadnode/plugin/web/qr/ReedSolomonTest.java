package org.kadnode.plugin.web.qr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ReedSolomonTest {

    /** ISO/IEC 18004, annex I: the symbol of 01234567 in version 1-M. */
    @Test
    void theExampleOfTheStandard() {
        assertEquals("a524d4c1ed36c7872c55", codeWords("10200c566180ec11ec11ec11ec11ec11"));
    }

    /** HELLO WORLD in version 1-M, as tutorials have it. */
    @Test
    void aWellKnownExample() {
        assertEquals("c42327 77ebd7e7e25d17".replace(" ", ""), codeWords("205b0b78d172dc4d4340ec11ec11ec11"));
    }

    private static String codeWords(String data) {
        HexFormat hex = HexFormat.of();
        return hex.formatHex(ReedSolomon.codeWords(hex.parseHex(data), 10));
    }
}
