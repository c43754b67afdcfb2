package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.kadnode.kernel.core.model.Limits;

/** Runs of the simulator that tests look at. */
final class Runs {

    /** Limits that a small swarm reaches. */
    static final Limits TIGHT =
            new Limits(4, 2, 32, 8, 16, 40, 2, 8, 2, 2, 3, 2, 2, 1500, 1, 2, 512, 1, 1, 1, 4, 4, 2, 1, 8, 20, 40);

    private Runs() {}

    static List<String> words(String options) {
        return Arrays.asList(options.split(" "));
    }

    static Scenario scenario(String options) {
        Arguments arguments = new Arguments(words(options));
        Scenario scenario = Scenario.of(arguments, 0);
        arguments.end();
        return scenario;
    }

    static Report report(String options) {
        return new Simulation(scenario(options), Limits.DEFAULT, new Trace()).run();
    }

    static NamesOutcome names(Report report) {
        return (NamesOutcome) report.outcome();
    }

    static RecordsOutcome records(Report report) {
        return (RecordsOutcome) report.outcome();
    }

    /** A run in which every check passes and every look-up ends well. What fails tells how to replay it. */
    static Report cleanReport(String options) {
        Report report = report(options);
        String replay = report.scenario().command() + "\n" + report;
        assertTrue(report.isClean(), replay);
        NamesOutcome outcome = names(report);
        assertEquals(report.scenario().names(), outcome.found(), replay);
        assertEquals((long) report.scenario().names() * report.scenario().lookups(), outcome.asked(), replay);
        assertEquals(0, outcome.missed(), replay);
        return report;
    }
}
