package org.kadnode.plugins;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * How the node is doing.
 *
 * @param version the version of the kernel, e.g. {@code 1.1.0}
 * @param nodeId the node's id in the DHT of the first family, as 40 hex digits
 * @param families one entry for each family in which the node takes part
 * @param announcements how many names are announced
 */
public record NodeStatus(String version, String nodeId, List<FamilyStatus> families, int announcements) {

    /** Copies the list. */
    public NodeStatus {
        families = List.copyOf(families);
    }

    /**
     * How one of the DHTs is doing.
     *
     * @param family the address family
     * @param nodeId the node's id in it, as 40 hex digits; another one as soon as others tell at which address they see the node
     *     (BEP 42)
     * @param boundTo the address and port of the DHT socket
     * @param nodes nodes in the routing table
     * @param goodNodes those that are good (BEP 5)
     * @param storedIdentifiers identifiers for which peers are stored
     * @param storedPeers peers stored, all identifiers together
     * @param activeLookups look-ups under way
     * @param completedLookups look-ups ended since the start
     * @param reachable whether a node has come by itself in the last 15 minutes, one to which nothing was sent before: others
     *     can reach this one. False also means "not known yet"
     */
    public record FamilyStatus(
            Family family,
            String nodeId,
            InetSocketAddress boundTo,
            int nodes,
            int goodNodes,
            int storedIdentifiers,
            int storedPeers,
            int activeLookups,
            long completedLookups,
            boolean reachable) {}
}
