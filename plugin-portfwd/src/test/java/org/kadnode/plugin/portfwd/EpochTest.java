package org.kadnode.plugin.portfwd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The clock of a gateway, by the rules of RFC 6887, section 8.5. */
class EpochTest {

    private static final Duration BEGIN = Duration.ofSeconds(500);

    @Test
    void theFirstReadingIsAlwaysGood() {
        assertTrue(new Epoch().goesOn(BEGIN, 0xffffffffL));
    }

    /** After a first reading of 1000. */
    @ParameterizedTest
    @CsvSource({
        "0, 1000, true",
        "0, 999, true",
        "0, 998, false",
        "60, 1060, true",
        "60, 1058, true",
        "60, 1000, false",
        "60, 0, false",
        "60, 1066, true",
        "60, 1067, false",
        "1600, 2500, true",
        "1600, 2497, false"
    })
    void theClockMayBeALittleFastOrSlow(long later, long reading, boolean goesOn) {
        Epoch epoch = new Epoch();
        epoch.goesOn(BEGIN, 1000);

        assertEquals(goesOn, epoch.goesOn(BEGIN.plusSeconds(later), reading));
    }

    @Test
    void afterANewStartTheNewClockCounts() {
        Epoch epoch = new Epoch();
        epoch.goesOn(BEGIN, 1000);
        epoch.goesOn(BEGIN.plusSeconds(60), 5);

        assertTrue(epoch.goesOn(BEGIN.plusSeconds(120), 65));
    }

    @Property
    void aClockLikeOursAlwaysGoesOn(
            @ForAll @LongRange(max = 0x7fffffffL) long start, @ForAll @LongRange(max = 0x7fffffffL) long later) {
        Epoch epoch = new Epoch();
        epoch.goesOn(BEGIN, start);

        assertTrue(epoch.goesOn(BEGIN.plusSeconds(later), start + later));
    }
}
