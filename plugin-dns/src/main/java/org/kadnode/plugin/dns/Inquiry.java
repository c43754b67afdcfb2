package org.kadnode.plugin.dns;

import java.util.Optional;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;

/**
 * What a query says, as far as its answer depends on it or must mirror it.
 *
 * @param id the id
 * @param flags the second word of the header
 * @param question what is asked; empty if that cannot be read
 * @param edns the OPT record, if the asker speaks EDNS (RFC 6891)
 */
record Inquiry(int id, int flags, Optional<Asked> question, Optional<OPTRecord> edns) {

    /** What every asker can take over UDP (RFC 1035, section 4.2.1). */
    static final int PLAIN_SIZE = 512;

    /** What we send and accept over UDP at most: fits the smallest IPv6 packet unfragmented. */
    static final int EDNS_SIZE = 1232;

    /**
     * A question.
     *
     * @param name the name, with the case of its letters
     * @param type the type
     * @param dclass the class
     */
    record Asked(Name name, int type, int dclass) {}

    boolean checkingDisabled() {
        return (flags & ResponseWriter.CD) != 0;
    }

    /** Whether signatures are wanted (RFC 3225). */
    boolean dnssecOk() {
        return edns.filter(opt -> (opt.getFlags() & Opt.DNSSEC_OK) != 0).isPresent();
    }

    Optional<CookieOption> cookie() {
        return option(EDNSOption.Code.COOKIE)
                .filter(CookieOption.class::isInstance)
                .map(CookieOption.class::cast);
    }

    /** The first option of a number (RFC 6891, section 6.1.2). */
    Optional<EDNSOption> option(int number) {
        return edns.flatMap(opt -> opt.getOptions(number).stream().findFirst());
    }

    /** How many bytes the answer may have over UDP. */
    int room() {
        return edns.map(opt -> room(opt.getPayloadSize())).orElse(PLAIN_SIZE);
    }

    /** How many bytes an answer may have for an asker that takes so many. */
    static int room(int payload) {
        return Math.clamp(payload, PLAIN_SIZE, EDNS_SIZE);
    }
}
