package org.kadnode.plugin.web;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;

/** What a node could know of its network. */
final class Swarm {

    private static final InetSocketAddress ADDRESS = new InetSocketAddress("192.0.2.1", 6881);

    private static final String FAR = "ff".repeat(20);
    private static final String NEAR = "01".repeat(20);

    /** One node was asked after 3 ms, and has answered in 20 ms. */
    static final Inspection.Search SEARCH = new Inspection.Search(
            Family.IPV4,
            FAR,
            Inspection.Kind.PEERS,
            true,
            false,
            List.of(new Inspection.Candidate(
                    NEAR,
                    ADDRESS,
                    2,
                    1,
                    Optional.of(Duration.ofMillis(3)),
                    Optional.of(Duration.ofMillis(20)),
                    false)));

    static final Inspection SEEN = new Inspection(
            List.of(
                    new Inspection.Contact(Family.IPV4, FAR, ADDRESS, 0, Inspection.Standing.GOOD),
                    new Inspection.Contact(Family.IPV4, FAR, ADDRESS, 0, Inspection.Standing.DUBIOUS),
                    new Inspection.Contact(Family.IPV4, NEAR, ADDRESS, 3, Inspection.Standing.BAD)),
            List.of(SEARCH),
            List.of());

    private Swarm() {}
}
