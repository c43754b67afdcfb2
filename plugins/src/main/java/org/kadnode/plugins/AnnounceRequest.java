package org.kadnode.plugins;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to announce, and for how long.
 *
 * @param name a host name under the node's top level domain, or an identifier without it
 * @param port the port to publish, 1 to 65535; empty for a random one
 * @param lifetime how long to repeat the announcement; zero announces once, empty for the whole run
 */
public record AnnounceRequest(String name, OptionalInt port, Optional<Duration> lifetime) {

    /**
     * Checks the port.
     *
     * @throws KadNodeException of kind {@code PORT} if it is outside 1 to 65535
     */
    public AnnounceRequest {
        if (port.isPresent() && (port.getAsInt() < 1 || port.getAsInt() > 65535)) {
            throw new KadNodeException(KadNodeException.Kind.PORT, port.getAsInt() + " is not a port from 1 to 65535");
        }
        if (lifetime.isPresent() && lifetime.get().isNegative()) {
            throw new IllegalArgumentException("a lifetime cannot be negative");
        }
    }
}
