package org.kadnode.plugins.testkit;

import org.kadnode.plugins.Plugin;

/** A node that exists in memory only. */
public final class TestNode {
    /** Makes a node that knows nobody. */
    public TestNode() {}

    /**
     * Tells which contract this node keeps.
     *
     * @return the version of the contract
     */
    public String contract() {
        return Plugin.CONTRACT_VERSION;
    }
}
