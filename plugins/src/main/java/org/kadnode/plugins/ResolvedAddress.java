package org.kadnode.plugins;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * An address that a name leads to.
 *
 * @param address IP address and port, as announced; the port is 0 if a record names an address alone
 * @param proof how the node knows that it is right
 * @param trust for how long from the moment at which it is handed out the node would go on handing it out without finding
 *     it again, as far as is known then; at least zero. An announced address ({@link Proof#NONE}, {@link Proof#LEGACY})
 *     has 20 minutes from when it was last found; one in a record ({@link Proof#RECORD}) has what is left of nine tenths
 *     of the record's TTL since the last search for it, but no longer than the record and what it says of its machines
 *     count; one of this node itself ({@link Proof#OWN}) has a minute, since it can be withdrawn at any moment
 */
public record ResolvedAddress(InetSocketAddress address, Proof proof, Duration trust) {

    /**
     * Checks the trust.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ResolvedAddress {
        if (trust.isNegative()) {
            throw new IllegalArgumentException("trust cannot be negative");
        }
    }

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
