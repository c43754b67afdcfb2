package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What holds for names with a key in swarms of any seed. Every failure names the command that replays it. */
class RecordsTest {

    private static final long MINUTE = 60_000;

    @Property(tries = 2)
    void everyRecordIsFoundWhileItsOwnerIsThere(@ForAll long seed) {
        RecordsOutcome outcome =
                clean("--workload records --nodes 80 --hours 0.5 --names 8 --loss 0.02 --seed " + seed);
        assertEquals(8, outcome.stored());
        assertEquals(outcome.sharedAsked(), outcome.sharedWhole());
    }

    @Property(tries = 2)
    void everyRecordIsFoundInEveryFamily(@ForAll long seed, @ForAll Mode mode) {
        clean("--workload records --nodes 50 --hours 0.4 --names 4 --mode " + mode + " --seed " + seed);
    }

    @Property(tries = 2)
    void newAddressIsSeenByAllWhoAskAfterTheLifetimeOfTheOldOne(@ForAll long seed) {
        RecordsOutcome outcome =
                clean("--workload records --nodes 100 --hours 0.6 --names 12 --lookups 1 --seed " + seed);
        assertEquals(3, outcome.learnedAfter().size());
        assertTrue(
                outcome.learnedAfter().percentile(100) < 20_000,
                () -> "learned after " + outcome.learnedAfter().inMilliseconds());
        assertEquals(100, outcome.sinceMovedRecord().percent(RecordsWorkload.TTL + RecordFindings.FOLLOW_STEP));
    }

    /** Rounds are an hour apart and nodes forget after two: a record outlives its owner by one hour, and is gone after two. */
    @Test
    void recordOutlivesItsOwnerForOneHourAndNotForTwo() {
        RecordsOutcome outcome = clean("--workload records --nodes 50 --hours 4 --names 4 --lookups 2 --seed 1");
        for (int minutes = 0; minutes < 45; minutes += 15) {
            assertEquals(100, outcome.gone().percent(minutes * MINUTE), minutes + " minutes");
        }
        assertEquals(0, outcome.gone().percent(135 * MINUTE));
    }

    private static RecordsOutcome clean(String options) {
        Report report = Runs.report(options);
        assertTrue(report.isClean(), () -> report.scenario().command() + "\n" + report);
        assertEquals(0, Runs.records(report).missed(), () -> report.scenario().command() + "\n" + report);
        return Runs.records(report);
    }
}
