package org.kadnode.plugin.lpd;

/** What becomes of a datagram that was received. */
enum Verdict {
    /** A node calls: its address is pinged. */
    MET("met"),
    /** It was pinged just now. */
    REPEATED("repeated"),
    /** Its address has named too many ports. */
    EXCESSIVE("excessive"),
    /** A link-local address of IPv6: no node can be met there. Instead we tell where we are. */
    UNREACHABLE("unreachable"),
    /** We said it ourselves. */
    OWN("own"),
    /** No message, or one without a port. */
    MALFORMED("malformed"),
    /** From an address of no network of ours: nobody may make us ping strangers. */
    STRANGE("strange"),
    /** Too many came lately: we don't listen. */
    FLOOD("too many");

    private final String label;

    Verdict(String label) {
        this.label = label;
    }

    /** The word for people. */
    String label() {
        return label;
    }
}
