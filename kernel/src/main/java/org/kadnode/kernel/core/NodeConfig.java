package org.kadnode.kernel.core;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.plugins.Family;

/**
 * What a {@link Node} is made with.
 *
 * @param id its id in the DHT to begin with, the same in both families (BEP 32), until it is known at which address others
 *     see the node (BEP 42)
 * @param families the families in which it takes part, at least one
 * @param port the UDP port at which others reach it; announced for names under a key, 1 to 65535
 * @param legacyAuth whether owners of names prove it, and are asked to, by the challenges of KadNode 1.0
 * @param tag what the node is called in the records of its names, see {@link Id#label}. If it is the same after each start,
 *     nothing is left in them of the time before
 * @param announcedAddresses the addresses that stand in the records of its names; in a family without any, the one at
 *     which others see the node
 * @param isolation what every datagram of the swarm begins with; nothing for the public one
 * @param limits the bounds of its tables
 */
public record NodeConfig(
        Id id,
        Set<Family> families,
        int port,
        boolean legacyAuth,
        String tag,
        Set<Address> announcedAddresses,
        Opaque isolation,
        Limits limits) {

    /** The most bytes of {@link #isolation}: more would cost room in packets that must arrive in one piece. */
    public static final int LONGEST_ISOLATION = 16;

    /**
     * A node that learns from others where it is.
     *
     * @param id as above
     * @param families as above
     * @param port as above
     * @param legacyAuth as above
     * @param limits as above
     */
    public NodeConfig(Id id, Set<Family> families, int port, boolean legacyAuth, Limits limits) {
        this(id, families, port, legacyAuth, id.label(), Set.of(), Opaque.NONE, limits);
    }

    /**
     * Copies the set into one with a fixed order: the order of {@link Set#copyOf} differs from process to
     * process, and with it would what the node draws and sends.
     *
     * @throws IllegalArgumentException if there is no family, or no such port, or the isolation is too long
     */
    public NodeConfig {
        if (families.isEmpty()) {
            throw new IllegalArgumentException("a node takes part in at least one family");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(port + " is not a port");
        }
        if (isolation.length() > LONGEST_ISOLATION) {
            throw new IllegalArgumentException("an isolation prefix of " + isolation.length() + " bytes is too long");
        }
        families = Collections.unmodifiableSet(EnumSet.copyOf(families));
        announcedAddresses = Collections.unmodifiableSet(new LinkedHashSet<>(announcedAddresses));
    }
}
