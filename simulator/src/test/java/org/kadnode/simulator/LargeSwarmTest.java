package org.kadnode.simulator;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An hour in the life of swarms of a size that matters. */
class LargeSwarmTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--nodes 1000 --hours 1 --loss 0.05 --seed 1",
                "--nodes 300 --hours 1 --loss 0.05 --mode dual --seed 2",
                "--nodes 300 --hours 1 --loss 0.05 --mode mixed --duplicate 0.01 --reorder 0.01 --churn measured --seed 3",
            })
    void findsAllNames(String options) {
        Runs.cleanReport(options);
    }
}
