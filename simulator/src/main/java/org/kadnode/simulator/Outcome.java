package org.kadnode.simulator;

import java.util.Formatter;
import java.util.Map;

/** What came of what the users of a swarm did. */
sealed interface Outcome permits NamesOutcome, RecordsOutcome, LookupsOutcome {

    /**
     * Prints its part of the report.
     *
     * @param out takes some lines
     */
    void print(Formatter out);

    /**
     * The numbers of which the report tells percentiles, so that those of several runs can be put together.
     *
     * @return by what they are called; only of what runs are put together
     */
    default Map<String, Sample> samples() {
        return Map.of();
    }
}
