package org.kadnode.plugin.dns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kadnode.plugins.ResourceRecord;
import org.kadnode.plugins.SignedData;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/**
 * All records of one type that an owner has signed for a name (an RRset, RFC 2181, section 5). None occurs twice, and all
 * have the same lifetime: the shortest, as section 5.2 advises.
 *
 * @param records those that can be answered with
 * @param malformed how many were left out because their data is not what their type says
 */
record RecordSet(List<Record> records, int malformed) {

    /** More do not fit into an answer over UDP, not even of the smallest. */
    static final int MOST = 128;

    /** Bytes between a name and the data: type, class, lifetime and length (RFC 1035, section 3.2.1). */
    private static final int BEFORE_DATA = 10;

    /**
     * Picks the records of a type.
     *
     * @param data what the owner has signed
     * @param owner the name for which the records are, with the case that they are to have
     * @param type the type
     * @param longest how long they may be kept at most, in seconds
     */
    static RecordSet of(SignedData data, Name owner, int type, long longest) {
        List<ResourceRecord> chosen = data.records().stream()
                .filter(each -> each.type() == type)
                .limit(MOST)
                .toList();
        long ttl = chosen.stream()
                .mapToLong(each -> Math.clamp(each.ttl(), 0, longest))
                .min()
                .orElse(0);
        List<Record> sound = new ArrayList<>();
        for (ResourceRecord each : chosen) {
            parse(owner, type, ttl, each.data()).ifPresent(sound::add);
        }
        return new RecordSet(sound.stream().distinct().toList(), chosen.size() - sound.size());
    }

    private static Optional<Record> parse(Name owner, int type, long ttl, byte[] data) {
        try {
            Record record = Record.newRecord(owner, type, DClass.IN, ttl, data);
            return record != null && isWrittenAs(record, data) ? Optional.of(record) : Optional.empty();
        } catch (RuntimeException e) {
            // dnsjava throws unchecked exceptions, too, for some malformed data.
            return Optional.empty();
        }
    }

    /** What the library reads with indulgence, such as compressed names, it would not write as the owner signed it. */
    private static boolean isWrittenAs(Record record, byte[] data) {
        byte[] whole = record.toWire(Section.ANSWER);
        int begin = record.getName().length() + BEFORE_DATA;
        return Arrays.equals(whole, begin, whole.length, data, 0, data.length);
    }
}
