package org.kadnode.simulator;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.kadnode.plugins.Family;

/** The families that the nodes of a swarm have. */
enum Mode {
    /** Every node has IPv4 only. */
    IPV4,
    /** Every node has IPv6 only. */
    IPV6,
    /** Every node has both. */
    DUAL,
    /** Each node is one of the three by chance, as in the real network. */
    MIXED;

    private static final List<Mode> PURE = List.of(IPV4, IPV6, DUAL);

    /**
     * The families of a new node.
     *
     * @param random decides where there is a choice
     * @return one or both
     */
    Set<Family> families(RandomGenerator random) {
        return switch (this) {
            case IPV4 -> EnumSet.of(Family.IPV4);
            case IPV6 -> EnumSet.of(Family.IPV6);
            case DUAL -> EnumSet.allOf(Family.class);
            case MIXED -> PURE.get(random.nextInt(PURE.size())).families(random);
        };
    }

    /**
     * The form that the option {@code --mode} has.
     *
     * @return the name in lower case
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
