package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What holds for swarms of any seed. Every failure names the command that replays it. */
class SwarmTest {

    @Property(tries = 20)
    void findsEveryName(@ForAll long seed, @ForAll @IntRange(min = 20, max = 60) int nodes) {
        Runs.cleanReport("--hours 0.2 --names 8 --nodes " + nodes + " --seed " + seed);
    }

    @Property(tries = 20)
    void findsEveryNameInEveryFamily(@ForAll long seed, @ForAll Mode mode) {
        Runs.cleanReport("--hours 0.2 --names 8 --nodes 30 --loss 0.05 --mode " + mode + " --seed " + seed);
    }

    /**
     * Sessions of an hour: with shorter ones so many newcomers are nearer to a name than those who hold it that
     * now and then no copy is among the eight nearest until the next round of its announcer.
     */
    @Property(tries = 20)
    void findsEveryNameThroughAllFaults(@ForAll long seed) {
        Runs.cleanReport("--hours 0.4 --names 8 --nodes 50 --mode mixed --loss 0.1 --duplicate 0.05 --reorder 0.1"
                + " --churn weibull:0.6:60 --seed " + seed);
    }

    /** Without faults, and with one round-trip time for all, every answer is awaited: nobody is asked in vain. */
    @Property(tries = 10)
    void asksNobodyInVain(@ForAll long seed) {
        Report report =
                Runs.cleanReport("--hours 0.2 --names 8 --nodes 30 --mode dual --latency fixed:40 --seed " + seed);
        assertEquals(0, report.tables().unasked(), () -> report.scenario().command() + "\n" + report);
    }

    @Property(tries = 10)
    void keepsTightLimits(@ForAll long seed) {
        Scenario scenario = Runs.scenario("--hours 0.2 --names 20 --nodes 40 --mode dual --seed " + seed);
        Report report = new Simulation(scenario, Runs.TIGHT, new Trace()).run();
        assertTrue(
                report.violations().stream().noneMatch(violation -> violation.contains("of at most")),
                () -> scenario.command() + "\n" + report);
    }

    @Test
    void losesNamesWhenNothingArrives() {
        Report report = Runs.report("--hours 0.2 --names 2 --nodes 10 --loss 1 --seed 1");
        assertEquals(2, report.violationCount(), report::toString);
        assertEquals(0, Runs.names(report).storedAfter().size());
    }
}
