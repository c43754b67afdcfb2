package org.kadnode.plugin.dns.proxy;

import java.time.Duration;

/**
 * How long the forwarder waits for what. All are positive.
 *
 * @param attempt for one upstream to answer one query
 * @param stallMin before a second upstream is asked, at least
 * @param stallMax the same, at most; doubled each time that an upstream is asked again
 * @param rest how long an upstream that does not answer is left alone at first; doubled each time that it still does not
 * @param restMax the same, at most
 * @param handshake for a connection and for TLS on it
 * @param idle how long a connection with TLS is kept without a question
 */
public record Timings(
        Duration attempt,
        Duration stallMin,
        Duration stallMax,
        Duration rest,
        Duration restMax,
        Duration handshake,
        Duration idle) {

    /**
     * Values for the Internet.
     *
     * @return the timings
     */
    public static Timings standard() {
        return new Timings(
                Duration.ofSeconds(3),
                Duration.ofMillis(50),
                Duration.ofMillis(400),
                Duration.ofSeconds(2),
                Duration.ofMinutes(1),
                Duration.ofSeconds(3),
                Duration.ofSeconds(10));
    }
}
