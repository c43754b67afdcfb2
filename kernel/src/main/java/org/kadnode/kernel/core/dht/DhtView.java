package org.kadnode.kernel.core.dht;

import org.kadnode.kernel.core.model.Id;

/**
 * One of the DHTs in figures.
 *
 * @param id the id of the node in it, which fits its address once that is known (BEP 42)
 * @param nodes contacts in the routing table
 * @param goodNodes those that are good (BEP 5)
 * @param storedIdentifiers identifiers with stored peers
 * @param storedPeers stored peers, all identifiers together
 * @param storedItems stored items (BEP 44)
 * @param storedItemBytes bytes of their values
 * @param activeLookups look-ups under way
 * @param completedLookups look-ups ended since the start
 * @param reachable whether somebody has asked us lately to whom we had sent nothing
 */
public record DhtView(
        Id id,
        int nodes,
        int goodNodes,
        int storedIdentifiers,
        int storedPeers,
        int storedItems,
        int storedItemBytes,
        int activeLookups,
        long completedLookups,
        boolean reachable) {}
