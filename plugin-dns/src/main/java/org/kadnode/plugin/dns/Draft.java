package org.kadnode.plugin.dns;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** An answer under construction, made of records. */
final class Draft {

    /** A week in seconds, whatever others say (RFC 8767, section 4). */
    static final int LONGEST_LIFETIME = 604_800;

    private static final List<Integer> SECTIONS = List.of(Section.ANSWER, Section.AUTHORITY, Section.ADDITIONAL);

    private final Name name;
    private final Message message;
    private int code = Rcode.NOERROR;
    private int flags;
    private Optional<ExtendedError> error = Optional.empty();

    private Draft(Question question) {
        this.name = question.name();
        this.message = Message.newQuery(Record.newRecord(name, question.type(), DClass.IN));
    }

    /** Begins the answer to a question. */
    static Draft of(Question question) {
        return new Draft(question);
    }

    /** An answer without any records, good for any question. */
    static Answer code(int code) {
        return new Answer(code, 0, 0, new int[3], 0, new byte[0], Optional.empty());
    }

    Draft withCode(int code) {
        this.code = code;
        return this;
    }

    /** Says that we are the authority for the name. */
    Draft authoritative() {
        flags |= ResponseWriter.AA;
        return this;
    }

    /** Says that all has been validated (RFC 4035, section 3.2.3). */
    Draft authentic() {
        flags |= ResponseWriter.AD;
        return this;
    }

    Draft answer(List<? extends Record> records) {
        return add(records, Section.ANSWER);
    }

    /** Adds records that the asker is likely to want next; those that are there already are left out. */
    Draft additional(List<? extends Record> records) {
        return add(
                records.stream().filter(record -> !message.findRecord(record)).toList(), Section.ADDITIONAL);
    }

    Draft authority(List<? extends Record> records) {
        return add(records, Section.AUTHORITY);
    }

    /** Tells how long the negative answer holds (RFC 2308, section 3). */
    Draft negative(SOARecord soa) {
        return authority(List.of(soa));
    }

    private Draft add(List<? extends Record> records, int section) {
        records.forEach(record -> message.addRecord(record, section));
        return this;
    }

    Draft because(ExtendedError reason) {
        error = Optional.of(reason);
        return this;
    }

    /** Whether there are no records yet. */
    boolean isEmpty() {
        return SECTIONS.stream().allMatch(section -> message.getSection(section).isEmpty());
    }

    /** The finished answer. */
    Answer answer() {
        byte[] whole = message.toWire();
        int begin = Header.LENGTH + name.length() + ResponseWriter.AFTER_NAME;
        byte[] body = Arrays.copyOfRange(whole, begin, whole.length);
        int[] counts = SECTIONS.stream()
                .mapToInt(section -> message.getHeader().getCount(section))
                .toArray();
        int additionalAt = RecordWalk.end(ByteBuffer.wrap(body), 0, counts[0] + counts[1]);
        return new Answer(code, flags, lifetime(), counts, additionalAt, body, error);
    }

    /** As long as the shortest of its records, within bounds; an answer without any is not kept. */
    private int lifetime() {
        long shortest = SECTIONS.stream()
                .flatMap(section -> message.getSection(section).stream())
                .mapToLong(Draft::lifetime)
                .min()
                .orElse(0);
        return (int) Math.min(shortest, LONGEST_LIFETIME);
    }

    private static long lifetime(Record record) {
        // The lifetime of a negative answer is the smaller of the two (RFC 2308, section 5).
        return record instanceof SOARecord soa && record.getType() == Type.SOA
                ? Math.min(soa.getTTL(), soa.getMinimum())
                : record.getTTL();
    }
}
