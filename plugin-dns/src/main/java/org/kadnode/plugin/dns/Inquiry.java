package org.kadnode.plugin.dns;

import java.util.Optional;
import org.xbill.DNS.Header;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;

/**
 * One question, with all of the query that its answer must mirror.
 *
 * @param header the query's header
 * @param question name, type and class as asked; the case of the letters, too
 * @param edns the OPT record, if the asker speaks EDNS (RFC 6891)
 */
record Inquiry(Header header, Record question, Optional<OPTRecord> edns) {

    /** What every asker can take over UDP (RFC 1035, section 4.2.1). */
    static final int PLAIN_SIZE = 512;

    /** What we send and accept over UDP at most: fits the smallest IPv6 packet unfragmented. */
    static final int EDNS_SIZE = 1232;

    Name name() {
        return question.getName();
    }

    int type() {
        return question.getType();
    }

    /** How many bytes the answer may have over UDP. */
    int room() {
        return edns.map(opt -> Math.clamp(opt.getPayloadSize(), PLAIN_SIZE, EDNS_SIZE))
                .orElse(PLAIN_SIZE);
    }
}
