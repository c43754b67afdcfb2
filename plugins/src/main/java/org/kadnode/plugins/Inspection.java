package org.kadnode.plugins;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * What the node knows of its network at a moment, for people to look at. All of it comes from others, who may have lied.
 *
 * @param contacts the nodes in the routing tables, a few hundred at most
 * @param searches the look-ups that run, or have ended and still wait for nodes to store something
 * @param blocked the addresses that are ignored
 */
public record Inspection(List<Contact> contacts, List<Search> searches, List<InetAddress> blocked) {

    /** Copies the lists. */
    public Inspection {
        contacts = List.copyOf(contacts);
        searches = List.copyOf(searches);
        blocked = List.copyOf(blocked);
    }

    /** What is thought of a node (BEP 5, "Routing Table"). */
    public enum Standing {
        /** It has answered within 15 minutes, or has answered once and asked within 15 minutes. */
        GOOD,
        /** It has been silent for 15 minutes. */
        DUBIOUS,
        /** It has not answered several queries in a row. */
        BAD
    }

    /**
     * A node in a routing table.
     *
     * @param family the family of the table
     * @param id its id in the DHT, as 40 hex digits
     * @param address where it is
     * @param bucket the number of its bucket, counted from the one that is farthest from this node's id, which is 0
     * @param standing what is thought of it
     */
    public record Contact(Family family, String id, InetSocketAddress address, int bucket, Standing standing) {}

    /**
     * A look-up.
     *
     * @param family in which of the DHTs
     * @param target the identifier that is searched for, as 40 hex digits
     * @param announces whether it is to store something there
     * @param done whether it has ended
     * @param candidates the nearest nodes it has heard of, nearest first, a few dozen at most
     */
    public record Search(Family family, String target, boolean announces, boolean done, List<Candidate> candidates) {

        /** Copies the list. */
        public Search {
            candidates = List.copyOf(candidates);
        }
    }

    /**
     * A node that a look-up has heard of.
     *
     * @param id its id in the DHT, as 40 hex digits
     * @param address where it is
     * @param queries how often it was asked
     * @param replied whether it has answered
     * @param acknowledged whether it has taken what was to be stored
     */
    public record Candidate(String id, InetSocketAddress address, int queries, boolean replied, boolean acknowledged) {}

    /**
     * What is kept for others under an identifier.
     *
     * @param family in which of the DHTs
     * @param identifier the identifier, as 40 hex digits
     * @param peers how many peers
     */
    public record Stored(Family family, String identifier, int peers) {}
}
