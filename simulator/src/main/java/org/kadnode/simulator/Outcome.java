package org.kadnode.simulator;

import java.util.Formatter;

/** What came of what the users of a swarm did. */
sealed interface Outcome permits NamesOutcome, RecordsOutcome, LookupsOutcome {

    /**
     * Prints its part of the report.
     *
     * @param out takes some lines
     */
    void print(Formatter out);
}
