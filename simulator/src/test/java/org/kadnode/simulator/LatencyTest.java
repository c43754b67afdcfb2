package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;

class LatencyTest {

    @ParameterizedTest
    @CsvSource({"0.02, 2.13", "0.25, 94.8", "0.5, 175.2", "0.75, 343.6", "0.98, 1093.9"})
    void hasTheMeasuredQuantiles(double share, double roundTrip) {
        assertEquals(roundTrip, Latency.MEASURED.roundTrip(share), 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"25, 94.8", "50, 175.2", "75, 343.6", "98, 1093.9"})
    void spreadsPathsByTheLaw(double percent, double roundTrip) {
        SplittableRandom random = new SplittableRandom(1);
        Addresses addresses = new Addresses();
        Sample oneWays = new Sample();
        for (int i = 0; i < 20_000; i++) {
            Endpoint from = addresses.next(Family.IPV4, random);
            oneWays.add(Latency.MEASURED.oneWay(7, from, addresses.next(Family.IPV4, random)));
        }
        assertEquals(roundTrip / 2, (double) oneWays.percentile(percent), roundTrip * 0.05);
    }

    @Property
    void isTheSameInBothDirections(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Addresses addresses = new Addresses();
        Endpoint one = addresses.next(Family.IPV6, random);
        Endpoint other = addresses.next(Family.IPV6, random);
        assertEquals(Latency.MEASURED.oneWay(seed, one, other), Latency.MEASURED.oneWay(seed, other, one));
    }

    @Property
    void staysWithinItsBounds(@ForAll @DoubleRange(min = 0, max = 1) double share) {
        double roundTrip = Latency.of("uniform:10-300").roundTrip(share);
        assertTrue(roundTrip >= 10 && roundTrip <= 300, () -> share + " gives " + roundTrip);
        assertEquals(80, Latency.of("fixed:80").roundTrip(share));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "quick", "fixed", "fixed:", "fixed:-1", "fixed:1-2", "uniform:5", "uniform:9-5", "fixed:NaN"
            })
    void refusesWhatIsNoLaw(String text) {
        assertThrows(IllegalArgumentException.class, () -> Latency.of(text));
    }
}
