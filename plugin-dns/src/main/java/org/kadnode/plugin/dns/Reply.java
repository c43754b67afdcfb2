package org.kadnode.plugin.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/**
 * An answer under construction. It mirrors of the query what the RFCs ask for: id, opcode, the flags RD and CD, the
 * question with the case of its letters, and EDNS if the asker speaks it.
 */
final class Reply {

    private final Message message;
    private final int room;

    private Reply(Header query, int room) {
        this.message = new Message(query.getID());
        this.room = room;
        Header header = message.getHeader();
        header.setOpcode(query.getOpcode());
        header.setFlag(Flags.QR);
        if (query.getFlag(Flags.RD)) {
            header.setFlag(Flags.RD);
        }
        if (query.getFlag(Flags.CD)) {
            header.setFlag(Flags.CD);
        }
    }

    /** Answers a query of which nothing but the header can be understood. */
    static Reply to(Header query) {
        return new Reply(query, Inquiry.PLAIN_SIZE);
    }

    /** Answers a question. */
    static Reply to(Inquiry inquiry) {
        Reply reply = new Reply(inquiry.header(), inquiry.room());
        reply.message.addRecord(inquiry.question(), Section.QUESTION);
        // The DO flag is mirrored (RFC 3225); an option we do not know is left unanswered (RFC 6891, section 6.1.2).
        inquiry.edns().ifPresent(opt -> reply.edns(0, opt.getFlags()));
        return reply;
    }

    private void edns(int extendedCode, int flags) {
        message.addRecord(new OPTRecord(Inquiry.EDNS_SIZE, extendedCode, 0, flags), Section.ADDITIONAL);
    }

    /** Sets the code; its upper bits go into the OPT record (RFC 6891, section 6.1.3). */
    Reply code(int code) {
        message.getHeader().setRcode(code & 0xf);
        OPTRecord opt = message.getOPT();
        if (opt != null && code > 0xf) {
            message.removeRecord(opt, Section.ADDITIONAL);
            edns(code >> 4, opt.getFlags());
        }
        return this;
    }

    /** Says that we are the authority for the name. */
    Reply authoritative() {
        message.getHeader().setFlag(Flags.AA);
        return this;
    }

    Reply answer(List<? extends Record> records) {
        records.forEach(record -> message.addRecord(record, Section.ANSWER));
        return this;
    }

    /** Adds an address record for each address, once. */
    Reply addresses(Name name, List<InetAddress> addresses, long ttl) {
        return answer(addresses.stream()
                .distinct()
                .map(address -> address instanceof Inet4Address
                        ? new ARecord(name, DClass.IN, ttl, address)
                        : new AAAARecord(name, DClass.IN, ttl, address))
                .toList());
    }

    /** Tells how long the negative answer holds (RFC 2308, section 3). */
    Reply negative(SOARecord soa) {
        message.addRecord(soa, Section.AUTHORITY);
        return this;
    }

    /** The bytes to send over UDP; truncated with the flag TC if there are too many. */
    byte[] datagram() {
        return message.toWire(room);
    }
}
