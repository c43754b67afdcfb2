package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Address;

class SourceCountsTest {

    @Property(tries = 300)
    void countsAsAMapDoes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 400) int variety) {
        Random random = new Random(seed);
        SourceCounts counts = new SourceCounts(random);
        Map<Address, Integer> model = new HashMap<>();
        for (int i = 0; i < 2000; i++) {
            Address source = Address.v4(random.nextInt(variety));
            // Fills up in the first half, and empties in the second.
            if (random.nextInt(2000) > i) {
                counts.add(source);
                model.merge(source, 1, Integer::sum);
            } else if (model.containsKey(source)) {
                counts.subtract(source);
                model.computeIfPresent(source, (each, count) -> count > 1 ? count - 1 : null);
            }
            assertEquals(model.getOrDefault(source, 0), counts.of(source), "seed " + seed);
        }
        for (int i = 0; i < variety; i++) {
            assertEquals(model.getOrDefault(Address.v4(i), 0), counts.of(Address.v4(i)), "seed " + seed);
        }
        assertEquals(model.size(), counts.sources(), "seed " + seed);
    }

    @Test
    void aSubnetIsOneSource() {
        SourceCounts counts = new SourceCounts(new Random(1));
        counts.add(new Address(0x20010db800000000L, 1));
        counts.add(new Address(0x20010db800000000L, 2));
        // The network of zeros is one as well.
        counts.add(new Address(0, 1));

        assertEquals(2, counts.of(new Address(0x20010db800000000L, 3)));
        assertEquals(1, counts.of(new Address(0, 7)));
        assertEquals(0, counts.of(new Address(0x20010db800000001L, 1)));
    }
}
