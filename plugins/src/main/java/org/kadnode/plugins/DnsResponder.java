package org.kadnode.plugins;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Answers messages of DNS (RFC 1035). The plugin that has a name server {@linkplain KadNode#offer offers} one, so that others
 * can carry messages in a way of their own, such as over HTTP.
 */
@FunctionalInterface
public interface DnsResponder {

    /**
     * Answers a message as if it had come over TCP. Waits for the network, as long as the name server does.
     *
     * @param query the message as bytes, without the length that goes before it in TCP
     * @param asker the address and port from which it came; who may ask for what depends on it
     * @return the answer as bytes; empty if there is none, as for what is no query
     * @throws InterruptedException if the calling thread is interrupted
     */
    Optional<byte[]> answer(byte[] query, InetSocketAddress asker) throws InterruptedException;
}
