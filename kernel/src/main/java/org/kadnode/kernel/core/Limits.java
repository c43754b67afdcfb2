package org.kadnode.kernel.core;

/**
 * The bounds of every table and queue of the node.
 *
 * @param datagramBytes the longest datagram that is read
 */
public record Limits(int datagramBytes) {
    /** The bounds of an ordinary node. */
    public static final Limits DEFAULT = new Limits(1500);

    /** Refuses bounds that no node can work with. */
    public Limits {
        if (datagramBytes < 1) {
            throw new IllegalArgumentException("a datagram has at least one byte: " + datagramBytes);
        }
    }
}
