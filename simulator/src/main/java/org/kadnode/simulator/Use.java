package org.kadnode.simulator;

import java.util.Locale;

/** What the users of a swarm use it for. */
enum Use {
    /** Plain names: anybody may announce them. */
    NAMES,
    /** Names with a key, whose owners sign records. */
    RECORDS,
    /** Plain names in a network of millions, of which only the nodes under test are real. */
    LOOKUPS;

    /**
     * The form that the option {@code --workload} has.
     *
     * @return the name in lower case
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
