package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Look-ups and announcements in the model of a network of millions. Failures name the command that replays them. */
class LookupsTest {

    private static final String OPTIONS = "--workload lookups --nodes 20 --lookups 4 --loss 0.01 ";

    @ParameterizedTest
    @ValueSource(strings = {"--dead 0.35", "--dead 0.5", "--dead 0.35 --churn measured", "--dead 0.5 --churn storing"})
    void whatIsThereIsFoundAndAnnouncementsReachTheNearest(String network) {
        Report report = Runs.report(OPTIONS + network + " --seed 1");
        LookupsOutcome outcome = (LookupsOutcome) report.outcome();
        String replay = report.scenario().command() + "\n" + report;
        assertTrue(report.isClean(), replay);
        assertEquals(80, outcome.asked(), replay);
        assertEquals(80, outcome.firstValue().size(), replay);
        assertEquals(20, outcome.announced(), replay);
        assertEquals(20, outcome.eighthCopy().size(), replay);
        assertTrue(outcome.nearest().mean() >= 7.5, replay);
        assertTrue(outcome.mostUpkeep() <= 3, replay);
        assertTrue(outcome.newHosts().percentile(100) <= 50, replay);
    }

    /** What is measured shows it if the network is a worse one. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void deadNodesAndLossCostTimeAndMessages(long seed) {
        LookupsOutcome good = outcome("--workload lookups --nodes 20 --dead 0 --seed " + seed);
        LookupsOutcome bad = outcome("--workload lookups --nodes 20 --dead 0.7 --loss 0.1 --seed " + seed);
        assertTrue(good.firstValue().percentile(50) < bad.firstValue().percentile(50), () -> "seed " + seed);
        assertTrue(good.messages().percentile(50) < bad.messages().percentile(50), () -> "seed " + seed);
    }

    @Test
    void lookupThatFindsNothingCountsAsSlow() {
        LookupsOutcome outcome = outcome("--workload lookups --nodes 3 --loss 1 --seed 1");
        assertEquals(0, outcome.firstValue().size());
        assertEquals(outcome.asked(), outcome.slow());
    }

    @Property(tries = 3)
    void oneSeedTwiceGivesTheSameTrace(@ForAll long seed) {
        String options = "--workload lookups --nodes 5 --loss 0.01 --churn measured --seed ";
        String digest = Runs.report(options + seed).digest();
        assertEquals(digest, Runs.report(options + seed).digest());
        assertNotEquals(digest, Runs.report(options + (seed + 1)).digest());
    }

    private static LookupsOutcome outcome(String options) {
        return (LookupsOutcome) Runs.report(options).outcome();
    }
}
