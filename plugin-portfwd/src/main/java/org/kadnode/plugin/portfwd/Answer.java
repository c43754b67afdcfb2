package org.kadnode.plugin.portfwd;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What came of a {@link Request}. The epoch is the clock of the gateway in seconds, 0 to 2^32 - 1, if the protocol tells it.
 */
sealed interface Answer {

    /**
     * The gateway is there.
     *
     * @param outside its own address outside, if the protocol tells
     * @param forgetful whether it was found to have lost what it was asked before
     */
    record Alive(OptionalLong epoch, Optional<InetAddress> outside, boolean forgetful) implements Answer {}

    /**
     * It forwards the port.
     *
     * @param port the port outside, 1 to 65535
     * @param lifetime for how long, positive
     * @param outside its own address outside, if the protocol tells
     */
    record Opened(OptionalLong epoch, int port, Duration lifetime, Optional<InetAddress> outside) implements Answer {}

    /** It forwards the port no longer. */
    record Closed() implements Answer {}

    /**
     * It is there, but does not do it.
     *
     * @param reason a few words for people
     * @param retry after what time to ask again, as it wishes; zero if it does not say
     */
    record Refused(OptionalLong epoch, String reason, Duration retry) implements Answer {}

    /**
     * It does not speak the protocol, or not now.
     *
     * @param reason a few words for people
     */
    record Unusable(String reason) implements Answer {}
}
