package org.kadnode.simulator;

import java.util.ArrayList;
import java.util.List;

/** What is wrong with a run. Counts everything, and keeps the first few. */
final class Checks {

    private static final int KEPT = 20;

    private final List<String> violations = new ArrayList<>();
    private long count;

    /**
     * Takes down that something is wrong.
     *
     * @param now the virtual time, in milliseconds
     * @param what the violation, in one line
     */
    void violated(long now, String what) {
        count++;
        if (violations.size() < KEPT) {
            violations.add("at %d.%03d s: %s".formatted(now / 1000, now % 1000, what));
        }
    }

    /**
     * How much is wrong.
     *
     * @return the number of violations, also of those that are not kept
     */
    long count() {
        return count;
    }

    /**
     * The first violations.
     *
     * @return one line each
     */
    List<String> violations() {
        return List.copyOf(violations);
    }
}
