package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.util.function.Supplier;

/** Knows whose questions are answered, and from where they come. Any thread. */
final class Doorkeeper {

    private final Supplier<Networks> networks;
    private final Quota quota;
    private final boolean localOnly;

    /**
     * A doorkeeper.
     *
     * @param networks those to which this machine is attached now
     * @param localOnly whether only they and this machine itself are served
     */
    Doorkeeper(Supplier<Networks> networks, Quota quota, boolean localOnly) {
        this.networks = networks;
        this.quota = quota;
        this.localOnly = localOnly;
    }

    /** The number of the network from which an asker comes; see {@link Networks#of}. */
    int networkOf(InetAddress asker) {
        return networks.get().of(asker);
    }

    /** Whether askers from a network are served. */
    boolean serves(int network) {
        return network != Networks.ELSEWHERE || !localOnly;
    }

    /**
     * Whether an answer is given to an address that may not be where the question came from. Counts it.
     *
     * @param millis the time in milliseconds
     */
    boolean admitsUnproved(InetAddress asker, long millis) {
        return asker.isLoopbackAddress() || quota.take(asker, millis);
    }
}
