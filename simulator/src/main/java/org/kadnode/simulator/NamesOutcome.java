package org.kadnode.simulator;

import java.util.Formatter;

/**
 * What came of a {@link Workload} of plain names.
 *
 * @param announced names that were announced
 * @param storedAfter for each that was stored, milliseconds until it was, in all its families
 * @param copies for each round of an announcement in one family, the nodes that acknowledged
 * @param found names that were stored and that every look-up found
 * @param asked look-ups
 * @param missed of them, how many did not find the name in all families of both ends
 * @param abandoned look-ups whose asker left before they could end
 * @param firstInNetwork for each successful look-up by a node of the network, milliseconds to the first
 *     address
 * @param firstOfGuests likewise for look-ups by nodes that had just joined
 */
record NamesOutcome(
        int announced,
        Sample storedAfter,
        Sample copies,
        int found,
        long asked,
        long missed,
        long abandoned,
        Sample firstInNetwork,
        Sample firstOfGuests)
        implements Outcome {

    @Override
    public void print(Formatter out) {
        out.format("names          %d announced, %d stored, %d found%n", announced, storedAfter.size(), found);
        out.format("  stored in    %s%n", storedAfter.inMilliseconds());
        out.format(
                "  copies       p1 %d, p50 %d (%d rounds)%n",
                copies.percentile(1), copies.percentile(50), copies.size());
        out.format("look-ups       %d made, %d missed, %d abandoned by askers who left%n", asked, missed, abandoned);
        out.format("  by the swarm %s%n", firstInNetwork.inMilliseconds());
        out.format("  by newcomers %s%n", firstOfGuests.inMilliseconds());
    }
}
