package org.kadnode.kernel.shell;

import org.kadnode.plugins.KadNode;

/**
 * The node as one plugin sees it, together with the kernel's way to end what the plugin began.
 */
public interface PluginNode extends KadNode, AutoCloseable {

    /**
     * Interrupts the owner's tasks, ends its subscriptions and gives up its resolve requests. Every
     * later request fails with a {@link org.kadnode.plugins.KadNodeException} of kind {@code CLOSED}.
     * Does not wait and is idempotent.
     */
    @Override
    void close();
}
