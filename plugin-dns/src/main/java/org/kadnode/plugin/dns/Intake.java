package org.kadnode.plugin.dns;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Reads datagrams. Whatever comes in, one of three things comes out, and never an exception.
 */
final class Intake {

    /** More records than any honest query carries; a count is believed by the parser before the records are seen. */
    private static final int MOST_RECORDS = 16;

    private Intake() {}

    /** What a datagram turned out to be. */
    sealed interface Reading {}

    /** Nothing that may be answered: too short for a header, or an answer itself (RFC 1035: never answer an answer). */
    record Noise() implements Reading {}

    /**
     * Something that is answered with a code alone.
     *
     * @param code how to call what is wrong (RFC 1035, section 4.1.1, and RFC 6891)
     * @param reply the answer
     */
    record Flawed(int code, Reply reply) implements Reading {}

    /**
     * A question of class IN and of a type that can have data.
     *
     * @param inquiry the question
     */
    record Asked(Inquiry inquiry) implements Reading {}

    static Reading read(byte[] datagram) {
        if (datagram.length < Header.LENGTH) {
            return new Noise();
        }
        Header header;
        try {
            header = new Header(Arrays.copyOf(datagram, Header.LENGTH));
        } catch (IOException e) {
            return new Noise();
        }
        if (header.getFlag(Flags.QR)) {
            return new Noise();
        }
        if (header.getOpcode() != Opcode.QUERY) {
            return flawed(header, Rcode.NOTIMP);
        }
        return readQuery(header, datagram);
    }

    private static Reading readQuery(Header header, byte[] datagram) {
        int records = header.getCount(Section.ANSWER)
                + header.getCount(Section.AUTHORITY)
                + header.getCount(Section.ADDITIONAL);
        if (header.getCount(Section.QUESTION) != 1 || records > MOST_RECORDS) {
            return flawed(header, Rcode.FORMERR);
        }
        try {
            Message query = new Message(datagram);
            List<OPTRecord> edns = query.getSection(Section.ADDITIONAL).stream()
                    .filter(OPTRecord.class::isInstance)
                    .map(OPTRecord.class::cast)
                    .toList();
            Record question = query.getQuestion();
            if (question == null || edns.size() > 1) {
                return flawed(header, Rcode.FORMERR);
            }
            return judge(new Inquiry(header, question, edns.stream().findFirst()));
        } catch (IOException | RuntimeException e) {
            // dnsjava throws unchecked exceptions, too, for some malformed records.
            return flawed(header, Rcode.FORMERR);
        }
    }

    private static Reading judge(Inquiry inquiry) {
        int code = fault(inquiry);
        return code == Rcode.NOERROR
                ? new Asked(inquiry)
                : new Flawed(code, Reply.to(inquiry).code(code));
    }

    private static int fault(Inquiry inquiry) {
        if (inquiry.edns().filter(opt -> opt.getVersion() > 0).isPresent()) {
            return Rcode.BADVERS;
        }
        if (inquiry.question().getDClass() != DClass.IN) {
            return Rcode.REFUSED;
        }
        return switch (inquiry.type()) {
            case Type.OPT -> Rcode.FORMERR;
            case Type.AXFR, Type.IXFR -> Rcode.REFUSED;
            case Type.TKEY, Type.TSIG, Type.MAILA, Type.MAILB -> Rcode.NOTIMP;
            default -> Rcode.NOERROR;
        };
    }

    private static Flawed flawed(Header header, int code) {
        return new Flawed(code, Reply.to(header).code(code));
    }
}
