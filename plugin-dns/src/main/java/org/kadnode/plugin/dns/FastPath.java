package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The short way for a question that the cache can answer: from bytes to bytes, without an object made. It takes plain
 * queries only, of one question in class IN and at most an OPT record without options; all others, and all that is odd in
 * any way, it leaves to {@link Intake}, which reads everything. One for each reading thread.
 */
final class FastPath {

    private static final int NOT_PLAIN = ResponseWriter.QR | ResponseWriter.OPCODE | ResponseWriter.TC;
    private static final int CLASS_IN = 1;
    private static final int LONGEST_LABEL = 63;
    private static final byte[] NO_OPT = new byte[0];
    private static final byte[] OPT = opt(0);
    private static final byte[] OPT_DNSSEC_OK = opt(Opt.DNSSEC_OK);

    private final AnswerCache cache;
    private final Answers answers;
    private final ResponseWriter writer;
    private final Doorkeeper doorkeeper;
    private final Counters counters;
    private final byte[] key = new byte[Question.LONGEST_KEY];

    /**
     * The short way for one thread.
     *
     * @param cache where answers are found
     * @param answers told which of them are used, so that these are renewed in time
     */
    FastPath(AnswerCache cache, Answers answers, ResponseWriter writer, Doorkeeper doorkeeper, Counters counters) {
        this.cache = cache;
        this.answers = answers;
        this.writer = writer;
        this.doorkeeper = doorkeeper;
        this.counters = counters;
    }

    private static byte[] opt(int flags) {
        return new Opt(0, flags).bytes();
    }

    /**
     * Answers a query if the cache can.
     *
     * @param query a datagram from position 0 to the limit; not changed
     * @param asker who sent it
     * @param millis the time in milliseconds, as {@link org.kadnode.plugins.Tasks#now} counts
     * @param response where to put the response, from position 0 on; its limit is set to the end
     * @return whether there is a response
     */
    boolean answer(ByteBuffer query, InetAddress asker, long millis, ByteBuffer response) {
        int length = query.limit();
        if (length < ResponseWriter.HEADER) {
            return false;
        }
        int flags = query.getShort(2);
        int edns = query.getShort(10);
        boolean plain =
                (flags & NOT_PLAIN) == 0 && query.getShort(4) == 1 && query.getInt(6) == 0 && (edns == 0 || edns == 1);
        int nameEnd = plain ? readName(query, length) : 0;
        int end = nameEnd + ResponseWriter.AFTER_NAME;
        if (nameEnd == 0 || query.getShort(nameEnd + 2) != CLASS_IN || length != end + edns * Opt.PLAIN_LENGTH) {
            return false;
        }
        boolean dnssecOk = false;
        int room = Inquiry.PLAIN_SIZE;
        if (edns == 1) {
            if (!Opt.isPlain(query, end)) {
                return false;
            }
            dnssecOk = Opt.dnssecOk(query, end);
            room = Inquiry.room(Opt.payload(query, end));
        }
        int network = doorkeeper.networkOf(asker);
        if (!doorkeeper.serves(network)) {
            return false;
        }
        int now = (int) (millis / 1000);
        int keyLength = nameEnd - ResponseWriter.HEADER;
        key[keyLength++] = query.get(nameEnd);
        key[keyLength++] = query.get(nameEnd + 1);
        key[keyLength++] = (byte) Variant.of(network, dnssecOk, (flags & ResponseWriter.CD) != 0);
        AnswerCache.@Nullable Held held = cache.find(key, keyLength, now);
        if (held == null
                || !held.isFresh(now)
                || (edns == 1 && held.answer().error().isPresent())
                // Last, since it counts the question, and so does whoever gets what is left to do here.
                || !doorkeeper.admitsUnproved(asker, millis)) {
            return false;
        }
        counters.questions.increment();
        counters.cached.increment();
        counters.said(held.answer());
        answers.used(held, now);
        byte[] opt = edns == 0 ? NO_OPT : dnssecOk ? OPT_DNSSEC_OK : OPT;
        response.clear();
        writer.write(
                response,
                query.getShort(0),
                ResponseWriter.heeded(flags, dnssecOk),
                query,
                ResponseWriter.HEADER,
                end - ResponseWriter.HEADER,
                held.answer(),
                held.age(now),
                opt,
                room);
        response.flip();
        return true;
    }

    /**
     * Puts the name of the question into the key, in lower case.
     *
     * @return where it ends in the query; 0 if it is not plain or something is missing after it
     */
    private int readName(ByteBuffer query, int length) {
        int at = ResponseWriter.HEADER;
        int last = Math.min(length - ResponseWriter.AFTER_NAME, ResponseWriter.HEADER + Question.LONGEST_NAME);
        while (at < last) {
            int label = query.get(at);
            key[at - ResponseWriter.HEADER] = (byte) label;
            at++;
            if (label == 0) {
                return at;
            }
            if (label < 0 || label > LONGEST_LABEL || at + label >= last) {
                return 0;
            }
            for (int end = at + label; at < end; at++) {
                byte letter = query.get(at);
                key[at - ResponseWriter.HEADER] = letter >= 'A' && letter <= 'Z' ? (byte) (letter | 0x20) : letter;
            }
        }
        return 0;
    }
}
