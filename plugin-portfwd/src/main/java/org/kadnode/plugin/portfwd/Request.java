package org.kadnode.plugin.portfwd;

import java.time.Duration;

/** Something to ask of a gateway. */
sealed interface Request {

    /** How to ask. */
    Protocol protocol();

    /** Whether it is there, and what it tells about itself. */
    record Probe(Protocol protocol) implements Request {}

    /**
     * To forward a port, or to go on with it.
     *
     * @param inside the port
     * @param wish the port outside, 1 to 65535; the gateway may choose another
     * @param nonce the secret of the mapping
     * @param lifetime for how long
     */
    record Open(Protocol protocol, InsidePort inside, int wish, Nonce nonce, Duration lifetime) implements Request {}

    /**
     * To forward a port no longer.
     *
     * @param inside the port
     * @param outside the port outside, as the gateway chose it
     * @param nonce the secret of the mapping
     */
    record Close(Protocol protocol, InsidePort inside, int outside, Nonce nonce) implements Request {}
}
