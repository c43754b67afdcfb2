package org.kadnode.plugin.dns;

import java.nio.ByteBuffer;

/**
 * Steps over resource records on the wire (RFC 1035, section 4.1.3), which we have written ourselves:
 *
 * <pre>
 *     name                    labels and a zero, or ended by a pointer
 *     type, class             2 bytes each
 *     TTL                     4 bytes
 *     length of the data      2 bytes
 *     data
 * </pre>
 */
final class RecordWalk {

    private static final int TTL_AT = 4;
    private static final int LENGTH_AT = 8;
    private static final int DATA_AT = 10;
    private static final int POINTER = 0xc0;

    private RecordWalk() {}

    /** Where some records end. */
    static int end(ByteBuffer message, int begin, int records) {
        int at = begin;
        for (int record = 0; record < records; record++) {
            at = next(message, afterName(message, at));
        }
        return at;
    }

    /**
     * Lowers the lifetimes of some records.
     *
     * @param age by how much, in seconds
     * @param least what none goes below, in seconds
     */
    static void age(ByteBuffer message, int begin, int records, int age, int least) {
        int at = begin;
        for (int record = 0; record < records; record++) {
            int fields = afterName(message, at);
            message.putInt(fields + TTL_AT, Math.max(least, message.getInt(fields + TTL_AT) - age));
            at = next(message, fields);
        }
    }

    private static int afterName(ByteBuffer message, int begin) {
        int at = begin;
        int length = message.get(at) & 0xff;
        while (length != 0 && length < POINTER) {
            at += 1 + length;
            length = message.get(at) & 0xff;
        }
        return at + (length == 0 ? 1 : 2);
    }

    private static int next(ByteBuffer message, int fields) {
        return fields + DATA_AT + (message.getShort(fields + LENGTH_AT) & 0xffff);
    }
}
