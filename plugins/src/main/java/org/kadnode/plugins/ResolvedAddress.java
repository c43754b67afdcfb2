package org.kadnode.plugins;

import java.net.InetSocketAddress;

/**
 * An address that a name leads to.
 *
 * @param address IP address and port, as announced
 * @param origin where the node has it from
 */
public record ResolvedAddress(InetSocketAddress address, Origin origin) {

    /** Where an address comes from. */
    public enum Origin {
        /** This node announces the name itself; the address is a loopback address. */
        OWN,
        /** Found in the DHT, or announced to this node. */
        DHT
    }
}
