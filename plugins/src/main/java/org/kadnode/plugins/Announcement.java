package org.kadnode.plugins;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A name that the node keeps published.
 *
 * @param name the name without the top level domain, in lower case
 * @param identifier the 20-byte identifier under which it is announced, as 40 hex digits
 * @param port the port that is published, 1 to 65535
 * @param services the ports that were named when it was announced, each 1 to 65535, the first one first; empty if none was:
 *     then the published port is that of the DHT, or was drawn
 * @param copies how many nodes acknowledged the last announcement, all families together
 * @param nextAt when it will be announced again; empty if it will not
 * @param endsAt when it ends; empty for the whole run
 */
public record Announcement(
        String name,
        String identifier,
        int port,
        List<Integer> services,
        int copies,
        Optional<Instant> nextAt,
        Optional<Instant> endsAt) {

    /** Copies the list. */
    public Announcement {
        services = List.copyOf(services);
    }
}
