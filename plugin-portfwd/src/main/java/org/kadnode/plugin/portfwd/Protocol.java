package org.kadnode.plugin.portfwd;

import java.util.Optional;
import java.util.stream.Stream;
import org.kadnode.plugins.Family;

/** A way to ask a gateway for a port, the best one first. */
enum Protocol {
    /** Port Control Protocol, RFC 6887. */
    PCP("PCP", "pcp"),
    /** NAT Port Mapping Protocol, RFC 6886. */
    NAT_PMP("NAT-PMP", "nat-pmp"),
    /** Internet Gateway Device of UPnP, versions 1 and 2. */
    UPNP("UPnP", "upnp");

    private final String label;
    private final String word;

    Protocol(String label, String word) {
        this.label = label;
        this.word = word;
    }

    /** The protocol that a word of the settings means. */
    static Optional<Protocol> of(String word) {
        return Stream.of(values()).filter(each -> each.word.equals(word)).findFirst();
    }

    /** The name that people read. */
    String label() {
        return label;
    }

    /** Whether it knows addresses of a family. */
    boolean serves(Family family) {
        return family == Family.IPV4 || this == PCP;
    }
}
