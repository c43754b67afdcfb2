package org.kadnode.kernel.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Command.Reply;

class PagesTest {

    private static final Pattern REST = Pattern.compile("\\(lines \\d+ to \\d+ of \\d+; the rest: --from (\\d+)\\)");

    private final Pages pages = new Pages();

    @Test
    void aShortReplyIsOneDatagramWithItsStatus() throws InterruptedException {
        assertEquals("0a\nb\n", text(answer("list", Reply.ok("a\nb"))));
        assertEquals("1no\n", text(answer("list", Reply.failed("no"))));
    }

    @Property(tries = 200)
    void thePiecesMakeTheWholeAndEachFitsIntoADatagram(
            @ForAll @Size(min = 1, max = 300)
                    List<@AlphaChars @Chars({'ü', '€'}) @StringLength(max = 200) String> lines)
            throws InterruptedException {
        Reply reply = Reply.ok(String.join("\n", lines));
        List<String> collected = new ArrayList<>();
        String command = "list buckets";
        for (String next = command; !next.isEmpty(); ) {
            byte[] datagram = answer(next, reply);
            assertTrue(datagram.length <= Pages.LONGEST_REPLY, () -> datagram.length + " bytes");
            List<String> piece =
                    new ArrayList<>(text(datagram).substring(1).lines().toList());
            Matcher rest = REST.matcher(piece.isEmpty() ? "" : piece.getLast());
            next = rest.matches() ? command + " --from " + rest.group(1) : "";
            collected.addAll(rest.matches() ? piece.subList(0, piece.size() - 1) : piece);
        }

        assertEquals(reply.text().lines().toList(), collected);
    }

    @Test
    void laterPiecesComeFromTheTextThatTheFirstCameFrom() throws InterruptedException {
        answer("list x", numbered("old", 1000));

        String later = text(answer("list x --from 500", numbered("new", 1000)));

        assertTrue(later.startsWith("0old 500\nold 501\n"), later);
    }

    @Test
    void ofATextThatIsNoLongerKeptThePieceIsMadeAnew() throws InterruptedException {
        String later = text(answer("list x --from 500", numbered("new", 1000)));

        assertTrue(later.startsWith("0new 500\n"), later);
    }

    @Test
    void aLineBeyondTheEndIsAFailure() throws InterruptedException {
        assertEquals("1There is no line 9.\n", text(answer("list x --from 9", Reply.ok("one line"))));
    }

    @Test
    void aLineLongerThanADatagramIsCut() throws InterruptedException {
        byte[] datagram = answer("list", Reply.ok("€".repeat(2000) + "\nend"));

        assertTrue(datagram.length <= Pages.LONGEST_REPLY);
        assertTrue(text(datagram).contains("--from 2)"));
    }

    @Test
    void onlyThePlaceForNumbersOfLinesIsTaken() {
        assertEquals(
                List.of("lookup", "--from", "x"),
                Pages.Request.of(List.of("lookup", "--from", "x")).words());
        assertEquals(
                List.of("--from", "2"), Pages.Request.of(List.of("--from", "2")).words());
    }

    private byte[] answer(String request, Reply reply) throws InterruptedException {
        return pages.answer(Pages.Request.of(CommandTable.words(request)), words -> reply);
    }

    private static Reply numbered(String word, int count) {
        return Reply.ok(
                IntStream.rangeClosed(1, count).mapToObj(i -> word + " " + i).collect(Collectors.joining("\n")));
    }

    private static String text(byte[] datagram) {
        return new String(datagram, StandardCharsets.UTF_8);
    }
}
