package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioTest {

    private static final String COMMAND = "./kadnode simulate ";

    @Property
    void itsCommandGivesItAgain(
            @ForAll Use use,
            @ForAll @IntRange(min = 40, max = 100_000) int nodes,
            @ForAll @LongRange(min = 360_000, max = 36_000_000) long duration,
            @ForAll Mode mode,
            @ForAll @IntRange(max = 100) int percent,
            @ForAll long seed) {
        Scenario scenario = new Scenario(
                use,
                nodes,
                duration,
                10,
                3,
                mode,
                Latency.of("uniform:20-90"),
                percent / 100.0,
                percent / 200.0,
                percent / 400.0,
                Churn.of("weibull:0.6:90"),
                7,
                new Scenario.Surroundings(100_000, percent / 200.0, 150_000),
                seed);
        assertTrue(scenario.command().startsWith(COMMAND));
        assertEquals(scenario, Runs.scenario(scenario.command().substring(COMMAND.length())));
    }

    @ParameterizedTest
    @CsvSource({
        "--nodes 1, '--nodes is a whole number from 2 to 1000000, not 1'",
        "--nodes many, '--nodes is a whole number from 2 to 1000000, not many'",
        "--nodes, --nodes needs a value",
        "nodes 5, 'an option begins with --, unlike nodes'",
        "--loss 2, '--loss is a number from 0.0 to 1.0, not 2'",
        "--loss 0 --loss 0, --loss is there twice",
        "--workload mail, '--workload is names, records or lookups, not mail'",
        "--workload records --nodes 40 --names 11, '--names is a whole number from 0 to 10, not 11'",
        "--mode ipv5, '--mode is ipv4, ipv6, dual or mixed, not ipv5'",
        "--nodes 10 --names 10, '--names is a whole number from 0 to 9, not 10'",
        "--workload lookups --warm 12, '--warm is a number from 0.0 to 11.75, not 12'",
        "--dead 1, '--dead is a number from 0.0 to 0.9, not 1'",
        "--colour blue, unknown option --colour",
    })
    void tellsWhatIsWrong(String options, String message) {
        IllegalArgumentException wrong = assertThrows(IllegalArgumentException.class, () -> Runs.scenario(options));
        assertEquals(message, Objects.requireNonNull(wrong.getMessage()));
    }
}
