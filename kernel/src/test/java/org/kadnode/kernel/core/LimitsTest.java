package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LimitsTest {
    @Test
    void refusesDatagramsOfNothing() {
        assertThrows(IllegalArgumentException.class, () -> new Limits(0));
    }

    @Property
    void keepsWhatItIsGiven(@ForAll @IntRange(min = 1) int bytes) {
        assertEquals(bytes, new Limits(bytes).datagramBytes());
    }
}
