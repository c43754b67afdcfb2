package org.kadnode.kernel.core;

import java.nio.ByteBuffer;
import org.kadnode.kernel.core.model.Opaque;

/**
 * Sets a private swarm apart from all others: each datagram of its nodes begins with the same bytes, and those of others are
 * not understood. It keeps swarms from growing together, no secrets: who sees the packets sees the bytes.
 */
final class Isolation {

    /** The longest payload that a node sends: one with an item that fills the packet (BEP 44), and more than that. */
    private static final int MOST_BYTES = 4096;

    private final byte[] prefix;
    private final ByteBuffer outbound;

    /**
     * A prefix.
     *
     * @param prefix at most {@value NodeConfig#LONGEST_ISOLATION} bytes; none for the swarm of all who have none
     */
    Isolation(Opaque prefix) {
        this.prefix = prefix.bytes();
        this.outbound = ByteBuffer.allocate(prefix.length() == 0 ? 0 : MOST_BYTES);
    }

    /** Takes the prefix off. Returns false if the datagram is of another swarm. */
    boolean strip(ByteBuffer payload) {
        if (payload.remaining() < prefix.length) {
            return false;
        }
        for (byte expected : prefix) {
            if (payload.get() != expected) {
                return false;
            }
        }
        return true;
    }

    /** Puts the prefix on. The result is valid until the next call. */
    ByteBuffer wrap(ByteBuffer payload) {
        if (prefix.length == 0) {
            return payload;
        }
        return outbound.clear().put(prefix).put(payload).flip();
    }
}
