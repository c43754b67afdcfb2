package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** How long to wait for an answer. */
class RoundTripsTest {

    @Property
    void shareOfTheAnswersComesWithinTheTimeToldForIt(
            @ForAll @LongRange(min = 1, max = 2000) long slowest,
            @ForAll @DoubleRange(min = 0.1, max = 0.9) double share,
            @ForAll long seed) {
        RoundTrips roundTrips = new RoundTrips();
        Random random = new Random(seed);
        long[] times = random.longs(300, 1, slowest + 1).sorted().toArray();
        for (long time : times) {
            roundTrips.measured(time);
        }
        long exact = times[(int) Math.ceil(share * times.length) - 1];
        long told = roundTrips.within(share);
        // A step of a quarter octave is at most a fourth longer than the one before.
        assertTrue(told >= exact && told <= exact * 5 / 4 + 1, () -> told + " for " + exact + ", seed " + seed);
    }

    @Test
    void oldAnswersAreForgotten() {
        RoundTrips roundTrips = new RoundTrips();
        for (int i = 0; i < 2000; i++) {
            roundTrips.measured(400);
        }
        assertEquals(448, roundTrips.within(0.5));
        for (int i = 0; i < 2000; i++) {
            roundTrips.measured(20);
        }
        assertEquals(20, roundTrips.within(0.9));
    }

    @Test
    void withoutAnswersThePatienceIsAShareOfTheFirstTimeout() {
        assertEquals(600, new RoundTrips().within(0.6));
    }
}
