package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthTest {

    private final Health health = new Health(Timings.standard());

    @Test
    void roundTripFollowsSlowly() {
        assertEquals(Optional.empty(), health.roundTrip());

        health.answered(Duration.ofMillis(80));
        assertEquals(Optional.of(Duration.ofMillis(80)), health.roundTrip());
        health.answered(Duration.ofMillis(160));
        assertEquals(Optional.of(Duration.ofMillis(90)), health.roundTrip());
        health.answered(Duration.ofMillis(10));
        assertEquals(Optional.of(Duration.ofMillis(80)), health.roundTrip());
    }

    @Test
    void stallIsAFewRoundTripsWithinBounds() {
        assertEquals(Duration.ofMillis(400), health.stall());

        health.answered(Duration.ofMillis(1));
        assertEquals(Duration.ofMillis(50), health.stall());
        Health slower = new Health(Timings.standard());
        slower.answered(Duration.ofMillis(30));
        assertEquals(Duration.ofMillis(120), slower.stall());
        slower.answered(Duration.ofSeconds(3));
        assertEquals(Duration.ofMillis(400), slower.stall());
    }

    @Test
    void restsAfterSilenceInARowOnly() {
        Duration now = Duration.ZERO;
        health.unanswered(now);
        health.unanswered(now);
        health.answered(Duration.ofMillis(10));
        health.unanswered(now);
        health.unanswered(now);
        health.heard();
        health.unanswered(now);
        health.unanswered(now);
        assertFalse(health.isResting());

        health.unanswered(now);
        assertTrue(health.isResting());
        health.answered(Duration.ofMillis(10));
        assertFalse(health.isResting());
    }

    @Test
    void isProbedWithOneQuestionAfterEachRest() {
        Duration now = rest(Duration.ZERO);
        assertFalse(health.beginProbe(now.plusMillis(1999)));

        now = now.plusSeconds(2);
        assertTrue(health.beginProbe(now));
        assertFalse(health.beginProbe(now), "one question is enough");
        health.unanswered(now);

        assertFalse(health.beginProbe(now.plusMillis(3999)), "the second rest is longer");
        assertTrue(health.beginProbe(now.plusSeconds(4)));
    }

    @Test
    void restsNoLongerThanTheBound() {
        Duration now = rest(Duration.ZERO);
        for (int probes = 0; probes < 100; probes++) {
            now = now.plusSeconds(60);
            assertTrue(health.beginProbe(now));
            health.unanswered(now);
        }

        assertFalse(health.beginProbe(now.plusMillis(59_999)));
        assertTrue(health.beginProbe(now.plusSeconds(60)));
    }

    @Test
    void whatWasUnderWayWhenTheRestBeganDoesNotProlongIt() {
        Duration now = rest(Duration.ZERO);

        health.unanswered(now.plusSeconds(1));

        assertTrue(health.beginProbe(now.plusSeconds(2)));
    }

    @Test
    void probeThatWasNotAskedIsDueAgain() {
        Duration now = rest(Duration.ZERO).plusSeconds(2);
        assertTrue(health.beginProbe(now));

        health.withdrawProbe();

        assertTrue(health.beginProbe(now));
    }

    @Test
    void lossOfCaseIsRememberedForAWhile() {
        assertTrue(health.keepsCase(Duration.ZERO));

        health.losesCase(Duration.ofMinutes(1));

        assertFalse(health.keepsCase(Duration.ofMinutes(60)));
        assertTrue(health.keepsCase(Duration.ofMinutes(61)));
    }

    private Duration rest(Duration now) {
        for (int count = 0; count < Health.MOST_UNANSWERED; count++) {
            health.unanswered(now);
        }
        return now;
    }
}
