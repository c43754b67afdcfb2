package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.time.Duration;

/**
 * The bounds of connections. A time that has passed is noticed within a second.
 *
 * @param unanswered how many questions of one connection may wait for their answers; the next is left unread until then
 * @param connections how many connections may be open at a time, of all listeners together
 * @param connectionsPerClient how many of them may come from one client
 * @param connectionsOfThisMachine the same for this machine, whose users and programs all come from loopback addresses
 * @param idle how long a connection stays open on which nothing is asked and nothing is to be answered (RFC 7766, section
 *     6.2.3); what RFC 7828 tells a client
 * @param message how long a message may take from its first byte to its last
 * @param write how long an answer, or the end of a connection, may take to be sent
 * @param handshake how long a TLS handshake may take
 */
record TcpLimits(
        int unanswered,
        int connections,
        int connectionsPerClient,
        int connectionsOfThisMachine,
        Duration idle,
        Duration message,
        Duration write,
        Duration handshake) {

    /**
     * The usual bounds. A connection over TLS costs about 50 KiB, so that all of them fit into a tenth of the heap.
     *
     * @param idle as in the settings
     */
    static TcpLimits usual(Duration idle) {
        return new TcpLimits(
                64, 256, 32, 192, idle, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5));
    }

    /** How many connections a client may have. */
    int connectionsOf(InetAddress client) {
        return client.isLoopbackAddress() ? connectionsOfThisMachine : connectionsPerClient;
    }
}
