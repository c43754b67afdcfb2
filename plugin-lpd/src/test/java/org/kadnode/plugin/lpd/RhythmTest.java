package org.kadnode.plugin.lpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Calls in virtual time. */
class RhythmTest {

    private final Rhythm rhythm = new Rhythm(new Random(1));

    @Test
    void whoIsAloneCallsAtOnceThenEverMoreRarely() {
        assertEquals(List.of(0L, 60L, 180L, 420L, 720L, 1020L, 1320L), callsWhileAlone(0, 1400));
    }

    @Test
    void whoKnowsANodeIsSilent() {
        assertFalse(rhythm.isDue(seconds(0), false));
        assertFalse(rhythm.isDue(seconds(1000), false));
    }

    @Test
    void whoLosesTheLastNodeCallsAtOnceAndBeginsAnew() {
        callsWhileAlone(0, 1400);
        assertFalse(rhythm.isDue(seconds(1500), false));

        assertEquals(List.of(2000L, 2120L), callsWhileAlone(2000, 2200));
    }

    @Test
    void neverMoreThanOnceAMinute() {
        assertTrue(rhythm.isDue(seconds(0), true));
        assertFalse(rhythm.isDue(seconds(10), false));
        assertFalse(rhythm.isDue(seconds(59), true));
        assertTrue(rhythm.isDue(seconds(60), true));
    }

    @Test
    void anInvitationIsAnsweredOnceWithinTwoSeconds() {
        rhythm.isDue(seconds(4), true);
        Duration delay = rhythm.invited(seconds(5)).orElseThrow();

        assertTrue(delay.compareTo(Rhythm.LATEST_ANSWER) < 0, delay::toString);
        assertEquals(Optional.empty(), rhythm.invited(seconds(5)));
        assertTrue(rhythm.answers(seconds(5).plus(delay)));
        assertFalse(rhythm.answers(seconds(5).plus(delay)));
    }

    @Test
    void theNextInvitationIsAnsweredAMinuteLater() {
        Duration answer = seconds(5).plus(rhythm.invited(seconds(5)).orElseThrow());
        assertTrue(rhythm.answers(answer));

        Duration delay = rhythm.invited(answer.plusSeconds(20)).orElseThrow();

        assertTrue(delay.compareTo(seconds(40)) >= 0, delay::toString);
        assertTrue(delay.compareTo(seconds(42)) < 0, delay::toString);
        assertFalse(rhythm.answers(answer.plusSeconds(59)));
        assertTrue(rhythm.answers(answer.plusSeconds(20).plus(delay)));
    }

    @Test
    void aCallOfOurOwnIsAnAnswer() {
        Duration delay = rhythm.invited(seconds(5)).orElseThrow();
        assertTrue(rhythm.isDue(seconds(5), true));

        assertFalse(rhythm.answers(seconds(5).plus(delay)));
    }

    @Test
    void anInvitationThatAnotherAnsweredIsNotAnswered() {
        Duration delay = rhythm.invited(seconds(5)).orElseThrow();
        rhythm.relieved();

        assertFalse(rhythm.answers(seconds(5).plus(delay)));
    }

    /** Whatever happens, two calls are a minute apart, and so are two answers. */
    @Property
    void callsAreBounded(@ForAll List<@IntRange(max = 3) Integer> steps) {
        Rhythm any = new Rhythm(new Random(2));
        Duration lastCall = seconds(-60);
        Duration lastAnswer = seconds(-60);
        Duration now = Duration.ZERO;
        for (int step : steps) {
            now = now.plusSeconds(step * 7L + 1);
            if (step < 2 && any.isDue(now, step == 0)) {
                assertTrue(
                        now.minus(lastCall).compareTo(Rhythm.SHORTEST_GAP) >= 0, "calls at " + lastCall + ", " + now);
                lastCall = now;
            }
            if (step == 2) {
                any.invited(now);
            }
            if (step == 3 && any.answers(now)) {
                assertTrue(
                        now.minus(lastAnswer).compareTo(Rhythm.SHORTEST_GAP) >= 0,
                        "answers at " + lastAnswer + ", " + now);
                lastAnswer = now;
            }
        }
    }

    private List<Long> callsWhileAlone(int from, int to) {
        List<Long> calls = new ArrayList<>();
        for (long second = from; second < to; second++) {
            if (rhythm.isDue(seconds(second), true)) {
                calls.add(second);
            }
        }
        return calls;
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
