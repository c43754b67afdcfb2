package org.kadnode.simulator;

/**
 * What came of a {@link Workload}.
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
record Outcome(
        int announced,
        Sample storedAfter,
        Sample copies,
        int found,
        long asked,
        long missed,
        long abandoned,
        Sample firstInNetwork,
        Sample firstOfGuests) {}
