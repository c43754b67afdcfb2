package org.kadnode.plugins;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Something that happened to the node, told after the fact. */
public sealed interface NodeEvent {

    /**
     * The first node of a family answered: names can be found now.
     *
     * @param family the family
     */
    record Joined(Family family) implements NodeEvent {}

    /**
     * The last known node of a family is gone: nothing can be found until another is met.
     *
     * @param family the family
     */
    record Lonely(Family family) implements NodeEvent {}

    /**
     * A resolve request found an address.
     *
     * @param name the name as asked
     * @param address the address
     */
    record AddressFound(String name, ResolvedAddress address) implements NodeEvent {}

    /**
     * A key was added or removed: from now on a name may belong to somebody else than before. Whoever keeps what was found
     * for names forgets it. A request that began before still finds what the name meant then.
     */
    record KeysChanged() implements NodeEvent {}

    /**
     * A gateway passes on to the port of the DHT what arrives at an address of its own, or does so no longer.
     *
     * @param family the family
     * @param outside the address and UDP port outside, the wildcard address if only the port is known; empty if it does so
     *     no longer
     */
    record Forwarded(Family family, Optional<InetSocketAddress> outside) implements NodeEvent {}

    /**
     * A name is announced from now on.
     *
     * @param announcement the announcement
     */
    record AnnouncementAdded(Announcement announcement) implements NodeEvent {}

    /**
     * Nodes acknowledged an announcement.
     *
     * @param announcement the announcement
     * @param family the family in which they did
     * @param copies how many, 0 if none did
     */
    record AnnouncementStored(Announcement announcement, Family family, int copies) implements NodeEvent {}

    /**
     * A name is no longer announced.
     *
     * @param announcement the announcement
     */
    record AnnouncementEnded(Announcement announcement) implements NodeEvent {}
}
