package org.kadnode.kernel.control;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.kadnode.plugins.Command.Reply;

/**
 * Replies cut into pieces that fit into a datagram: whole lines, and at the end of each piece but the
 * last a line that tells how to get the next,
 *
 * <pre>(lines 1 to 40 of 100; the rest: --from 41)</pre>
 *
 * <p>The text of a long reply is kept for a while, so that its pieces are those of one text. Safe for
 * use by any number of threads.
 */
final class Pages {

    /** The option that asks for another piece, followed by the number of its first line. */
    static final String FROM = "--from";

    /** Payload of a reply: what the client of KadNode 1.0 reads, less its own final zero. */
    static final int LONGEST_REPLY = 1471;

    /** What is kept free for the line about the rest. */
    private static final int ROOM_FOR_REST = 64;

    /** Long replies that are kept, and the characters that one may have to be kept. */
    private static final int MOST_KEPT = 4;

    private static final int LONGEST_KEPT = 4_000_000;

    /** The most that UTF-8 needs for a {@code char} of Java. */
    private static final int BYTES_PER_CHAR = 3;

    private final Map<String, Whole> kept = new LinkedHashMap<>();

    /** What a request asks for: a command, and where in its reply to begin. */
    record Request(List<String> words, OptionalInt from) {

        /** Splits the words of a request. */
        static Request of(List<String> words) {
            int count = words.size();
            if (count > 2
                    && words.get(count - 2).equals(FROM)
                    && words.get(count - 1).matches("[1-9][0-9]{0,7}")) {
                return new Request(words.subList(0, count - 2), OptionalInt.of(Integer.parseInt(words.get(count - 1))));
            }
            return new Request(words, OptionalInt.empty());
        }
    }

    /** Runs the command of a request. */
    interface Work {
        Reply run(List<String> words) throws InterruptedException;
    }

    /**
     * Answers a request: from what is kept if it asks for a later piece, else by running the command.
     *
     * @return the datagram: a byte for the status, {@code 0} for success and {@code 1} for failure, then
     *     text
     */
    byte[] answer(Request request, Work work) throws InterruptedException {
        String command = String.join(" ", request.words);
        int from = request.from.orElse(1);
        Optional<Whole> before = from == 1 ? Optional.empty() : recall(command);
        if (before.isPresent()) {
            return before.get().piece(from - 1);
        }
        Reply reply = work.run(request.words);
        Whole whole = new Whole(reply.success(), reply.text().lines().toList());
        if (whole.bytes() > LONGEST_REPLY && reply.text().length() <= LONGEST_KEPT) {
            keep(command, whole);
        }
        return whole.piece(from - 1);
    }

    private Optional<Whole> recall(String command) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(command));
        }
    }

    private void keep(String command, Whole whole) {
        synchronized (kept) {
            kept.remove(command);
            kept.put(command, whole);
            if (kept.size() > MOST_KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }

    private record Whole(boolean success, List<String> lines) {

        /** The length of the datagram that would hold it all. */
        int bytes() {
            return 1 + lines.stream().mapToInt(Whole::bytes).sum();
        }

        private static int bytes(String line) {
            return line.getBytes(StandardCharsets.UTF_8).length + 1;
        }

        byte[] piece(int begin) {
            if (begin > 0 && begin >= lines.size()) {
                return datagram(false, List.of("There is no line " + (begin + 1) + "."));
            }
            int end = begin;
            int bytes = 1;
            int room = begin == 0 && bytes() <= LONGEST_REPLY ? LONGEST_REPLY : LONGEST_REPLY - ROOM_FOR_REST;
            while (end < lines.size() && bytes + bytes(lines.get(end)) <= room) {
                bytes += bytes(lines.get(end));
                end++;
            }
            if (end == begin && end < lines.size()) {
                // A line that fits into no datagram: its beginning is better than no progress.
                return withRest(List.of(lines.get(begin).substring(0, room / BYTES_PER_CHAR)), begin, begin + 1);
            }
            return withRest(lines.subList(begin, end), begin, end);
        }

        private byte[] withRest(List<String> part, int begin, int end) {
            if (end == lines.size()) {
                return datagram(success, part);
            }
            List<String> withRest = new ArrayList<>(part);
            withRest.add("(lines " + (begin + 1) + " to " + end + " of " + lines.size() + "; the rest: " + FROM + " "
                    + (end + 1) + ")");
            return datagram(success, withRest);
        }

        private static byte[] datagram(boolean success, List<String> lines) {
            StringBuilder text = new StringBuilder(success ? "0" : "1");
            lines.forEach(line -> text.append(line).append('\n'));
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    }
}
