package org.kadnode.kernel.core.dht;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;

/** Who was sent something lately. */
class OutreachTest {

    private final Outreach outreach = new Outreach();

    @Property
    void whoWasSentSomethingIsIncludedForFiveMinutes(
            @ForAll int address,
            @ForAll @IntRange(min = 1, max = 65535) int port,
            @ForAll @IntRange(max = 1_000_000) int at) {
        Outreach fresh = new Outreach();
        Endpoint target = new Endpoint(Address.v4(address), port);
        fresh.age(at);
        fresh.sentTo(target);

        assertTrue(fresh.includes(at, target));
        assertTrue(fresh.includes(at + Outreach.GENERATION_MILLIS - 1, target));
        assertFalse(fresh.includes(at + 3 * Outreach.GENERATION_MILLIS, target));
    }

    @Test
    void afterTwoGenerationsNobodyIsLeft() {
        outreach.sentTo(endpoint(1));
        assertTrue(outreach.includes(Outreach.GENERATION_MILLIS, endpoint(1)));
        assertFalse(outreach.includes(2 * Outreach.GENERATION_MILLIS, endpoint(1)));
    }

    @Test
    void ofAThousandOthersFewAreTakenForOneOfAThousand() {
        IntStream.range(0, 1000).forEach(i -> outreach.sentTo(endpoint(i)));

        long mistaken = IntStream.range(1000, 2000)
                .filter(i -> outreach.includes(0, endpoint(i)))
                .count();

        assertTrue(mistaken < 100, () -> mistaken + " of 1000");
    }

    private static Endpoint endpoint(int number) {
        return new Endpoint(Address.v4(0x0a000000 + number), 6881);
    }
}
