package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChurnTest {

    private static final int MINUTE = 60_000;

    @Test
    void drawsSessionsOfTheGivenMedianAndShape() {
        SplittableRandom random = new SplittableRandom(1);
        Sample sessions = new Sample();
        for (int i = 0; i < 100_000; i++) {
            sessions.add(Churn.of("weibull:0.5:60").session(random));
        }
        assertEquals(60.0 * MINUTE, (double) sessions.percentile(50), 3.0 * MINUTE);
        // The quantile function of the law: p90 / p50 = (ln 10 / ln 2)^(1 / shape).
        double p90 = 60 * MINUTE * Math.pow(Math.log(10) / Math.log(2), 2);
        assertEquals(p90, (double) sessions.percentile(90), p90 * 0.05);
    }

    /** The scale of a Weibull law is what 1 - 1/e of all stay below. */
    @Test
    void drawsSessionsOfStoringNodesWithTheScaleOfTheMeasurement() {
        SplittableRandom random = new SplittableRandom(1);
        Sample sessions = new Sample();
        for (int i = 0; i < 100_000; i++) {
            sessions.add(Churn.of("storing").session(random));
        }
        double scale = 21.5 * 60 * MINUTE;
        assertEquals(scale, (double) sessions.percentile(100 - 100 / Math.E), scale * 0.03);
    }

    @Test
    void letsNobodyLeaveWithoutALaw() {
        assertEquals(Long.MAX_VALUE, Churn.of("none").session(new SplittableRandom(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "some",
                "weibull",
                "weibull:0.5",
                "weibull:0:60",
                "weibull:0.5:0",
                "gauss:1:1",
                "weibull:1:1:1"
            })
    void refusesWhatIsNoLaw(String text) {
        assertThrows(IllegalArgumentException.class, () -> Churn.of(text));
    }
}
