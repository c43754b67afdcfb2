package org.kadnode.plugin.dns;

/**
 * What an answer depends on besides name, type and class, in one byte: the flags DO (RFC 3225) and CD (RFC 4035, section
 * 3.2.2), which only other servers heed, and from which network the question came, as some addresses are nearer there.
 */
final class Variant {

    private static final int DNSSEC_OK = 0x80;
    private static final int CHECKING_DISABLED = 0x40;

    /** Room for networks, 0 to 63; see {@link Networks#of}. */
    static final int MOST_NETWORKS = CHECKING_DISABLED;

    private Variant() {}

    /**
     * Puts the parts together.
     *
     * @param network number of the asker's network, 0 to 63
     */
    static int of(int network, boolean dnssecOk, boolean checkingDisabled) {
        return network | (dnssecOk ? DNSSEC_OK : 0) | (checkingDisabled ? CHECKING_DISABLED : 0);
    }

    static int network(int variant) {
        return variant & (MOST_NETWORKS - 1);
    }

    static boolean dnssecOk(int variant) {
        return (variant & DNSSEC_OK) != 0;
    }

    static boolean checkingDisabled(int variant) {
        return (variant & CHECKING_DISABLED) != 0;
    }
}
