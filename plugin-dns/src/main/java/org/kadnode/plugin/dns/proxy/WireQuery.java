package org.kadnode.plugin.dns.proxy;

import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * One query in bytes, and the judge of what claims to answer it. Immutable.
 *
 * <p>The question stands behind the header, in the query and in its answer alike (RFC 1035, section 4.1), and its name is
 * written out: there is nothing before it that it could refer to. So two questions are the same if their bytes are.
 */
final class WireQuery {

    /** Fits the smallest IPv6 packet unfragmented. */
    private static final int EDNS_SIZE = 1232;

    /** RFC 8467, section 4.1. */
    private static final int BLOCK = 128;

    /** The header of an EDNS option. */
    private static final int OPTION_HEADER = 4;

    /** Type and class behind a name. */
    private static final int TYPE_AND_CLASS = 4;

    /** The root as owner, type, class, TTL, and length of the data. */
    private static final int SMALLEST_RECORD = 11;

    /** Where in the header the numbers of records stand, one for each section. */
    private static final int COUNTS = 4;

    private static final int ID_BOUND = 1 << 16;

    private final byte[] bytes;
    private final byte[] name;

    private WireQuery(byte[] bytes, byte[] name) {
        this.bytes = bytes;
        this.name = name;
    }

    /** How the letters of the name are sent. */
    enum Letters {
        /** Each in a case drawn at random, which somebody who forges an answer would have to guess (0x20). */
        MIXED,
        AS_ASKED
    }

    /** A query with an id drawn at random, without padding. */
    static WireQuery plain(UpstreamQuery question, boolean edns, Letters letters, RandomGenerator random) {
        byte[] name = question.name().toWire();
        Message message = message(question, random.nextInt(ID_BOUND));
        if (edns) {
            message.addRecord(opt(question), Section.ADDITIONAL);
        }
        byte[] bytes = message.toWire();
        if (letters == Letters.MIXED) {
            mix(bytes, name.length, random);
        }
        return new WireQuery(bytes, name);
    }

    /** A query padded to blocks, so that its length tells little to whoever sees it encrypted. */
    static WireQuery padded(UpstreamQuery question, int id) {
        Message bare = message(question, id);
        bare.addRecord(opt(question), Section.ADDITIONAL);
        int padding = Math.floorMod(-(bare.toWire().length + OPTION_HEADER), BLOCK);
        Message message = message(question, id);
        EDNSOption option = new GenericEDNSOption(EDNSOption.Code.PADDING, new byte[padding]);
        message.addRecord(opt(question, option), Section.ADDITIONAL);
        return new WireQuery(message.toWire(), question.name().toWire());
    }

    private static Message message(UpstreamQuery question, int id) {
        Message message = new Message(id);
        Header header = message.getHeader();
        header.setOpcode(Opcode.QUERY);
        header.setFlag(Flags.RD);
        if (question.checksItself()) {
            header.setFlag(Flags.CD);
        }
        message.addRecord(Record.newRecord(question.name(), question.type(), DClass.IN), Section.QUESTION);
        return message;
    }

    private static OPTRecord opt(UpstreamQuery question, EDNSOption... options) {
        return new OPTRecord(EDNS_SIZE, 0, 0, question.wantsDnssec() ? ExtendedFlags.DO : 0, options);
    }

    /** Lengths of labels are below 64 and letters above, so every letter between the bounds is part of a label. */
    private static void mix(byte[] bytes, int nameLength, RandomGenerator random) {
        for (int at = Header.LENGTH; at < Header.LENGTH + nameLength; at++) {
            if (isLetter(bytes[at]) && random.nextBoolean()) {
                bytes[at] ^= 0x20;
            }
        }
    }

    private static boolean isLetter(byte octet) {
        int lower = octet | 0x20;
        return lower >= 'a' && lower <= 'z';
    }

    /** The message, of at most 65535 bytes. */
    byte[] bytes() {
        return bytes.clone();
    }

    /** What something is that claims to be the answer. */
    sealed interface Verdict {}

    /**
     * The answer, to be believed as far as the way it came is.
     *
     * @param message the answer, with the letters of the name as they were asked
     * @param sameCase whether the letters had come back as they were sent
     */
    record Fits(Message message, boolean sameCase) implements Verdict {}

    /** The answer, too long for a datagram. */
    record Truncated() implements Verdict {}

    /**
     * The upstream does not say why: an answer without the question, which old servers send for what they do not understand.
     *
     * @param code the RCODE
     */
    record Bare(int code) implements Verdict {
        Outcome outcome() {
            return new Outcome.Failing(code, OptionalInt.empty());
        }
    }

    /**
     * Nothing that answers this query.
     *
     * @param flaw what is wrong
     */
    record Flawed(Flaw flaw) implements Verdict {}

    /** Judges whatever was received; never throws. */
    Verdict judge(byte[] answer) {
        if (answer.length < Header.LENGTH) {
            return new Flawed(Flaw.MALFORMED);
        }
        if (answer[0] != bytes[0] || answer[1] != bytes[1]) {
            return new Flawed(Flaw.WRONG_ID);
        }
        boolean isAnswer = (answer[2] & 0x80) != 0;
        int opcode = (answer[2] >> 3) & 0xf;
        if (!isAnswer || opcode != Opcode.QUERY) {
            return new Flawed(Flaw.MALFORMED);
        }
        int questions = count(answer, 0);
        int code = answer[3] & 0xf;
        if (questions == 0 && !Outcome.isSettled(code)) {
            return new Bare(code);
        }
        if (questions != 1 || !hasSameQuestion(answer)) {
            return new Flawed(Flaw.WRONG_QUESTION);
        }
        boolean sameCase = Arrays.mismatch(answer, Header.LENGTH, endOfName(), bytes, Header.LENGTH, endOfName()) < 0;
        boolean truncated = (answer[2] & 0x02) != 0;
        return truncated && sameCase ? new Truncated() : read(answer, sameCase);
    }

    private int endOfName() {
        return Header.LENGTH + name.length;
    }

    private boolean hasSameQuestion(byte[] answer) {
        int end = endOfName() + TYPE_AND_CLASS;
        if (answer.length < end || Arrays.mismatch(answer, endOfName(), end, bytes, endOfName(), end) >= 0) {
            return false;
        }
        for (int at = Header.LENGTH; at < endOfName(); at++) {
            boolean same = answer[at] == bytes[at] || (isLetter(bytes[at]) && (answer[at] ^ bytes[at]) == 0x20);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private Verdict read(byte[] answer, boolean sameCase) {
        int records = count(answer, 1) + count(answer, 2) + count(answer, 3);
        // The parser sets aside room for as many records as the header promises.
        if (endOfName() + TYPE_AND_CLASS + (long) records * SMALLEST_RECORD > answer.length) {
            return new Flawed(Flaw.MALFORMED);
        }
        byte[] restored = answer.clone();
        // Names in the records refer to that of the question, so they get the letters back with it.
        System.arraycopy(name, 0, restored, Header.LENGTH, name.length);
        try {
            Message message = new Message(restored);
            // Some malformed records are noticed only by whoever writes them.
            message.toWire();
            long opts = message.getSection(Section.ADDITIONAL).stream()
                    .filter(record -> record.getType() == Type.OPT)
                    .count();
            return opts > 1 ? new Flawed(Flaw.MALFORMED) : new Fits(message, sameCase);
        } catch (IOException | RuntimeException malformed) {
            // dnsjava throws unchecked exceptions, too, for some malformed records.
            return new Flawed(Flaw.MALFORMED);
        }
    }

    private static int count(byte[] message, int section) {
        return Frames.uint16(message, COUNTS + 2 * section);
    }
}
