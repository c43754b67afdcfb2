package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PaceTest {

    @Property
    void neverMoreThanThreeASecondInAnyTenSeconds(
            @ForAll @IntRange(min = 1, max = 5000) int rarely, @ForAll long seed) {
        Pace pace = new Pace();
        Random random = new Random(seed);
        List<Long> sent = new ArrayList<>();
        long now = 0;
        for (int i = 0; i < 500; i++) {
            now += random.nextInt(rarely);
            if (pace.take(now)) {
                sent.add(now);
            }
        }
        for (int i = 30; i < sent.size(); i++) {
            assertTrue(sent.get(i) - sent.get(i - 30) >= 10_000, "seed " + seed);
        }
    }

    @Test
    void tellsWhenTheNextMayBeSent() {
        Pace pace = new Pace();
        int sent = 0;
        for (long now = 5000; now < 65_000; now = pace.nextAt(now)) {
            assertTrue(pace.take(now));
            sent++;
        }
        assertEquals(60_000 / Pace.INTERVAL_MILLIS + 2, sent);
    }
}
