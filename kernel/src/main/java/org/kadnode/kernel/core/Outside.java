package org.kadnode.kernel.core;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;

/** Where the UDP port of the node is to be found from outside: at a gateway that passes it on, or else at the node itself. */
final class Outside {

    private final int ownPort;
    private final Set<Family> families;
    private final Map<Family, Endpoint> forwarded = new EnumMap<>(Family.class);

    /**
     * Nothing is passed on.
     *
     * @param ownPort the port of the node
     * @param families those of the node
     */
    Outside(int ownPort, Set<Family> families) {
        this.ownPort = ownPort;
        this.families = families;
    }

    /**
     * A gateway passes on what arrives at an endpoint of its own, or nothing.
     *
     * @return whether that is news
     */
    boolean forwarded(Family family, Optional<Endpoint> endpoint) {
        Endpoint before = endpoint.isPresent() ? forwarded.put(family, endpoint.get()) : forwarded.remove(family);
        return !endpoint.equals(Optional.ofNullable(before));
    }

    /** The port of the node, at which this machine itself reaches it. */
    int ownPort() {
        return ownPort;
    }

    /** The port at which nodes of a family reach this one. */
    int port(Family family) {
        Endpoint endpoint = forwarded.get(family);
        return endpoint == null ? ownPort : endpoint.port();
    }

    /**
     * The port that stands in records, which have room for one: that of IPv4 if the node takes part in it, for there a
     * gateway is likely to choose another than the node's own.
     */
    int portInRecords() {
        return port(families.contains(Family.IPV4) ? Family.IPV4 : Family.IPV6);
    }
}
