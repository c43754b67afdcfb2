package org.kadnode.plugin.dns;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Reads messages. Whatever comes in, one of four things comes out, and never an exception.
 */
final class Intake {

    /** More records than any honest query carries; a count is believed by the parser before the records are seen. */
    private static final int MOST_RECORDS = 16;

    private static final int OPCODE_SHIFT = 11;

    private Intake() {}

    /** What a message turned out to be. */
    sealed interface Reading {}

    /** Nothing that may be answered: too short for a header, or an answer itself (RFC 1035: never answer an answer). */
    record Noise() implements Reading {}

    /** A query, which is answered. */
    sealed interface Query extends Reading {

        /** As much of the query as its answer depends on. */
        Inquiry inquiry();
    }

    /**
     * Something that is answered with a code alone.
     *
     * @param code how to call what is wrong (RFC 1035, section 4.1.1, and RFC 6891)
     * @param inquiry as much of the query as can be mirrored
     */
    record Flawed(int code, Inquiry inquiry) implements Query {}

    /**
     * A query without a question that asks for a cookie (RFC 7873, section 5.4).
     *
     * @param inquiry the query
     */
    record CookieWanted(Inquiry inquiry) implements Query {}

    /**
     * A question of class IN and of a type that can have data.
     *
     * @param inquiry the query, with the question
     * @param asked the question
     */
    record Sound(Inquiry inquiry, Inquiry.Asked asked) implements Query {}

    static Reading read(byte[] message) {
        if (message.length < ResponseWriter.HEADER) {
            return new Noise();
        }
        ByteBuffer header = ByteBuffer.wrap(message);
        int flags = header.getShort(2) & 0xffff;
        if ((flags & ResponseWriter.QR) != 0) {
            return new Noise();
        }
        Inquiry bare = new Inquiry(header.getShort(0) & 0xffff, flags, Optional.empty(), Optional.empty());
        if ((flags & ResponseWriter.OPCODE) >> OPCODE_SHIFT != Opcode.QUERY) {
            return new Flawed(Rcode.NOTIMP, bare);
        }
        int questions = header.getShort(4) & 0xffff;
        int records = (header.getShort(6) & 0xffff) + (header.getShort(8) & 0xffff) + (header.getShort(10) & 0xffff);
        return questions > 1 || records > MOST_RECORDS ? new Flawed(Rcode.FORMERR, bare) : readQuery(message, bare);
    }

    private static Reading readQuery(byte[] message, Inquiry bare) {
        try {
            Message query = new Message(message);
            List<OPTRecord> edns = query.getSection(Section.ADDITIONAL).stream()
                    .filter(OPTRecord.class::isInstance)
                    .map(OPTRecord.class::cast)
                    .toList();
            Record question = query.getQuestion();
            Inquiry inquiry = new Inquiry(
                    bare.id(),
                    bare.flags(),
                    Optional.ofNullable(question)
                            .map(each -> new Inquiry.Asked(each.getName(), each.getType(), each.getDClass())),
                    edns.stream().findFirst());
            return edns.size() > 1 ? new Flawed(Rcode.FORMERR, bare) : judge(inquiry);
        } catch (IOException | RuntimeException e) {
            // dnsjava throws unchecked exceptions, too, for some malformed records.
            return new Flawed(Rcode.FORMERR, bare);
        }
    }

    private static Reading judge(Inquiry inquiry) {
        if (inquiry.edns().filter(opt -> opt.getVersion() > 0).isPresent()) {
            return new Flawed(Rcode.BADVERS, inquiry);
        }
        Optional<Inquiry.Asked> asked = inquiry.question();
        if (asked.isEmpty()) {
            return inquiry.cookie().isPresent() ? new CookieWanted(inquiry) : new Flawed(Rcode.FORMERR, inquiry);
        }
        int code = fault(asked.get());
        return code == Rcode.NOERROR ? new Sound(inquiry, asked.get()) : new Flawed(code, inquiry);
    }

    private static int fault(Inquiry.Asked asked) {
        if (asked.dclass() != DClass.IN) {
            return Rcode.REFUSED;
        }
        return switch (asked.type()) {
            case Type.OPT -> Rcode.FORMERR;
            case Type.AXFR, Type.IXFR -> Rcode.REFUSED;
            case Type.TKEY, Type.TSIG, Type.MAILA, Type.MAILB -> Rcode.NOTIMP;
            default -> Rcode.NOERROR;
        };
    }
}
