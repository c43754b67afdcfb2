package org.kadnode.plugins;

import java.net.InetSocketAddress;

/**
 * An address that a name leads to.
 *
 * @param address IP address and port, as announced; the port is 0 if a record names an address alone
 * @param proof how the node knows that it is right
 */
public record ResolvedAddress(InetSocketAddress address, Proof proof) {

    /** How the owner of an address proved its claim to the name. */
    public enum Proof {
        /** This node announces the name itself; the address is a loopback address. */
        OWN,
        /** Not at all: the name belongs to nobody, and whoever announces it is found. */
        NONE,
        /**
         * It signed a challenge with the name's key (KadNode 1.0). That somebody in between passed the
         * challenge on to the owner is not ruled out.
         */
        LEGACY,
        /** It stands in the record that the name's key has signed, which covers address, name and time. */
        RECORD
    }
}
