package org.kadnode.plugin.dns;

import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;

/**
 * Why an answer is not what the asker hoped for (RFC 8914), told to those that speak EDNS.
 *
 * @param code the number of the reason in IANA's registry
 * @param text some words for people, in English
 */
record ExtendedError(int code, String text) {

    /** An old answer, because no newer one could be had in time (RFC 8767). */
    static final ExtendedError STALE = new ExtendedError(ExtendedErrorCodeOption.STALE_ANSWER, "");

    /** The same of a name that did not exist. */
    static final ExtendedError STALE_DENIAL = new ExtendedError(ExtendedErrorCodeOption.STALE_NXDOMAIN_ANSWER, "");

    static final ExtendedError NOT_READY =
            new ExtendedError(ExtendedErrorCodeOption.NOT_READY, "no node of the network is known yet");
    static final ExtendedError NOT_FOUND_YET =
            new ExtendedError(ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY, "not found yet, the search goes on");

    /** There is no number for it: the proof is not that of DNSSEC. */
    static final ExtendedError UNVERIFIED =
            new ExtendedError(ExtendedErrorCodeOption.OTHER, "found, but not proved with the key of the name");

    static final ExtendedError FOREIGN =
            new ExtendedError(ExtendedErrorCodeOption.NOT_AUTHORITATIVE, "not a name of the network");
    static final ExtendedError FORBIDDEN =
            new ExtendedError(ExtendedErrorCodeOption.PROHIBITED, "not for askers from other networks");
    static final ExtendedError TOO_MANY =
            new ExtendedError(ExtendedErrorCodeOption.OVER_QUOTA, "too many questions wait");
    static final ExtendedError NODE_BUSY =
            new ExtendedError(ExtendedErrorCodeOption.OTHER, "the node is busy or stopping");
    static final ExtendedError BUG = new ExtendedError(ExtendedErrorCodeOption.OTHER, "internal error, see the log");
    static final ExtendedError ALIASES =
            new ExtendedError(ExtendedErrorCodeOption.OTHER, "too many aliases, or a loop of them");

    EDNSOption option() {
        return new ExtendedErrorCodeOption(code, text);
    }
}
