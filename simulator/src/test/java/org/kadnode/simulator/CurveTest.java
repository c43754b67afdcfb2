package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Formatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class CurveTest {

    private final Curve curve = new Curve(1000);

    @Test
    void tellsTheShareOfEachStep() {
        curve.add(0, true);
        curve.add(999, false);
        curve.add(2000, true);

        assertEquals(50, curve.percent(500));
        assertEquals(100, curve.percent(2999));
        assertTrue(Double.isNaN(curve.percent(1000)));
        assertEquals(3, curve.asked());
        assertEquals(2, curve.answered());
    }

    @Test
    void printsSixPointsALine() {
        for (int i = 0; i < 7; i++) {
            curve.add(i * 1000L, i > 0);
        }
        StringBuilder text = new StringBuilder();
        try (Formatter out = new Formatter(text, Locale.ROOT)) {
            curve.print(out, 1000);
        }
        assertEquals("""
                      0.0:  0.00 %   1.0:100.00 %   2.0:100.00 %   3.0:100.00 %   4.0:100.00 %   5.0:100.00 %
                      6.0:100.00 %
                """.replace("\n", System.lineSeparator()), text.toString());
    }
}
