package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.Limits;

class SeedTest {
    @Property
    void repeatsItself(@ForAll long value) {
        assertEquals(
                new Seed(value).random().nextLong(), new Seed(value).random().nextLong());
    }

    @Test
    void seesTheCore() {
        assertEquals(1500, Limits.DEFAULT.datagramBytes());
    }
}
