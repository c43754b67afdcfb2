package org.kadnode.plugins;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

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

    /** What a look-up searches for. */
    public enum Kind {
        /** Nodes near the target, to know more of them. */
        NODES,
        /** Peers that were announced under the identifier (BEP 5). */
        PEERS,
        /** The record that the owner of a name has signed (BEP 44). */
        RECORD
    }

    /**
     * A look-up.
     *
     * @param family in which of the DHTs
     * @param target the identifier that is searched for, as 40 hex digits
     * @param kind what is searched for there
     * @param announces whether it is to store something there
     * @param done whether it has ended
     * @param candidates the nearest nodes it has heard of, nearest first, a few dozen at most
     */
    public record Search(
            Family family, String target, Kind kind, boolean announces, boolean done, List<Candidate> candidates) {

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
     * @param hops how many nodes led to it: 0 if it was in the routing table, else one more than for the node that named it
     *     first
     * @param queries how often it was asked
     * @param asked the time from the beginning of the look-up until it was asked first; empty if it was not
     * @param replied the time from there until it answered, the round-trip time if it was asked once; empty if it has not
     * @param acknowledged whether it has taken what was to be stored
     */
    public record Candidate(
            String id,
            InetSocketAddress address,
            int hops,
            int queries,
            Optional<Duration> asked,
            Optional<Duration> replied,
            boolean acknowledged) {}

    /**
     * What is kept for others under an identifier.
     *
     * @param family in which of the DHTs
     * @param identifier the identifier, as 40 hex digits
     * @param peers how many peers
     */
    public record Stored(Family family, String identifier, int peers) {}
}
