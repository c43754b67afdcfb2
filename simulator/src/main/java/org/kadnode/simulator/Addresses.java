package org.kadnode.simulator;

import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;

/**
 * Hands out the addresses of nodes: each once, spread over the address space, none of them private or
 * otherwise special.
 */
final class Addresses {

    private static final int UNPRIVILEGED = 1024;

    private int drawn;

    /**
     * An endpoint that nobody else has.
     *
     * @param family its family
     * @param random draws the port
     * @return the endpoint
     */
    Endpoint next(Family family, RandomGenerator random) {
        Address address = family == Family.IPV4 ? Address.v4(nextBits()) : v6(nextBits());
        return new Endpoint(address, random.nextInt(UNPRIVILEGED, 1 << 16));
    }

    /** 1.0.0.0 to 99.255.255.255 without 10/8: all of it is ordinary address space. */
    private int nextBits() {
        while (true) {
            int bits = scramble(drawn++);
            int first = bits >>> 24;
            if (first >= 1 && first < 100 && first != 10) {
                return bits;
            }
        }
    }

    /** A /64 of its own, since that is what one subscriber gets. */
    private static Address v6(int bits) {
        return new Address(0x2a00L << 48 | Integer.toUnsignedLong(bits) << 16, 1);
    }

    /** A bijection (the finalizer of MurmurHash3), so that no two inputs give one address. */
    private static int scramble(int bits) {
        int mixed = (bits ^ bits >>> 16) * 0x85ebca6b;
        mixed = (mixed ^ mixed >>> 13) * 0xc2b2ae35;
        return mixed ^ mixed >>> 16;
    }
}
