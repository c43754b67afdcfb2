package org.kadnode.plugin.dns;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;

/**
 * The OPT record of a response (RFC 6891, section 6.1):
 *
 * <pre>
 *     root name                                  1 byte, 0
 *     type 41                                    2 bytes
 *     size of datagrams that the sender takes    2 bytes
 *     upper bits of the code, version            1 + 1 bytes
 *     flags                                      2 bytes, the first bit is DO
 *     length of the options                      2 bytes
 *     options
 * </pre>
 */
final class Opt {

    /** Bytes of a record without options. */
    static final int PLAIN_LENGTH = 11;

    /** The flag DO (RFC 3225). */
    static final int DNSSEC_OK = 0x8000;

    private static final int TYPE = 41;
    private static final int PAYLOAD_AT = 3;
    private static final int CODE_AND_VERSION_AT = 5;
    private static final int FLAGS_AT = 7;
    private static final int LENGTH_AT = 9;

    private final int code;
    private final int flags;
    private final List<EDNSOption> options = new ArrayList<>();

    /**
     * A record without options.
     *
     * @param code the code of the response, 0 to 4095, of which the upper 8 bits stand here
     * @param flags the flags of the query's record; all but DO are cleared, as section 6.1.4 asks
     */
    Opt(int code, int flags) {
        this.code = code;
        this.flags = flags & DNSSEC_OK;
    }

    Opt with(EDNSOption option) {
        options.add(option);
        return this;
    }

    byte[] bytes() {
        return new OPTRecord(Inquiry.EDNS_SIZE, code >> 4, 0, flags, options).toWire(Section.ADDITIONAL);
    }

    /**
     * Whether a record is an OPT record of version 0, without options, and with no code, which is for responses. It must be
     * {@link #PLAIN_LENGTH} bytes long.
     */
    static boolean isPlain(ByteBuffer query, int at) {
        return query.get(at) == 0
                && query.getShort(at + 1) == TYPE
                && query.getShort(at + CODE_AND_VERSION_AT) == 0
                && query.getShort(at + LENGTH_AT) == 0;
    }

    static int payload(ByteBuffer query, int at) {
        return query.getShort(at + PAYLOAD_AT) & 0xffff;
    }

    static boolean dnssecOk(ByteBuffer query, int at) {
        return (query.getShort(at + FLAGS_AT) & DNSSEC_OK) != 0;
    }
}
