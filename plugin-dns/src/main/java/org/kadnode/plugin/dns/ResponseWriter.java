package org.kadnode.plugin.dns;

import java.nio.ByteBuffer;

/**
 * Puts answers into bytes. A response mirrors of its query what the RFCs ask for (RFC 1035, section 4.1.1): id, opcode,
 * the flags RD and CD, and the question with the case of its letters.
 *
 * <pre>
 *     id                                        2 bytes
 *     QR opcode AA TC RD RA 0 AD CD rcode       2 bytes
 *     counts of the four sections               4 × 2 bytes
 *     question                                  name, type, class: as in the query
 *     answer, authority, additional             as in the answer, older by its age
 *     OPT                                       if the query has one (RFC 6891)
 * </pre>
 *
 * <p>Allocates nothing. A response that does not fit goes without its additional section, and if that is not enough,
 * without any record and with the flag TC, upon which the asker comes again over TCP (RFC 2181, section 9).
 */
final class ResponseWriter {

    static final int QR = 0x8000;
    static final int OPCODE = 0x7800;
    static final int AA = 0x0400;
    static final int TC = 0x0200;
    static final int RD = 0x0100;
    static final int RA = 0x0080;
    static final int AD = 0x0020;
    static final int CD = 0x0010;

    /** The least that an old answer may be kept, in seconds (RFC 8767, section 4). */
    static final int STALE_TTL = 30;

    static final int HEADER = 12;

    /** The longest message over TCP (RFC 1035, section 4.2.2). */
    static final int LONGEST = 65535;

    /** Type and class. */
    static final int AFTER_NAME = 4;

    /** What a response has at most besides its records: header, question, and an OPT record without options. */
    static final int OVERHEAD = HEADER + Question.LONGEST_NAME + AFTER_NAME + Opt.PLAIN_LENGTH;

    private static final int MIRRORED = OPCODE | RD | CD;
    private static final int CODE = 0xf;

    /** Whether recursion is available here, as the flag RA. */
    private final int available;

    /** A writer for a server that can, or cannot, be asked for any name. */
    ResponseWriter(boolean recursive) {
        this.available = recursive ? RA : 0;
    }

    /** The flags of a query, with AD as if it were set when signatures are wanted (RFC 6840, section 5.8). */
    static int heeded(int flags, boolean dnssecOk) {
        return dnssecOk ? flags | AD : flags;
    }

    /**
     * Writes a response at the position of a buffer, which must have room for it, and moves the position.
     *
     * @param id the id of the query
     * @param flags the flags of the query, as {@link #heeded}
     * @param question where the question is; its position is left alone
     * @param from the first byte of the question
     * @param length the length of the question, in bytes; 0 if there is none
     * @param answer what to say
     * @param age how old that is, in seconds; negative if it has become {@link #STALE_TTL stale}
     * @param opt the OPT record; empty for none
     * @param room how many bytes the response may have
     */
    void write(
            ByteBuffer out,
            int id,
            int flags,
            ByteBuffer question,
            int from,
            int length,
            Answer answer,
            int age,
            byte[] opt,
            int room) {
        int begin = out.position();
        int besides = HEADER + length + opt.length;
        byte[] body = answer.body();
        int answers = answer.answers();
        int authorities = answer.authorities();
        int additionals = answer.additionals();
        int bytes = body.length;
        int more = 0;
        if (besides + bytes > room) {
            additionals = 0;
            bytes = answer.additionalAt();
        }
        if (besides + bytes > room) {
            answers = 0;
            authorities = 0;
            bytes = 0;
            more = TC;
        }
        out.putShort((short) id);
        out.putShort((short) (QR
                | (flags & MIRRORED)
                | (answer.flags() & (AA | (flags & AD)))
                | more
                | available
                | (answer.code() & CODE)));
        out.putShort((short) (length == 0 ? 0 : 1));
        out.putShort((short) answers);
        out.putShort((short) authorities);
        out.putShort((short) (additionals + (opt.length == 0 ? 0 : 1)));
        out.put(out.position(), question, from, length);
        int sections = begin + HEADER + length;
        out.position(sections);
        out.put(body, 0, bytes);
        if (age > 0) {
            RecordWalk.age(out, sections, answers + authorities + additionals, age, 0);
        } else if (age < 0) {
            RecordWalk.age(out, sections, answers + authorities + additionals, Integer.MAX_VALUE, STALE_TTL);
        }
        out.put(opt);
    }
}
