package org.kadnode.kernel.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Command.Reply;
import org.kadnode.plugins.KadNodeException;

class CommandTableTest {

    private final CommandTable table = new CommandTable();

    @Test
    void aCommandGetsTheWordsAfterItsName() throws InterruptedException {
        table.add("kernel", command("echo", words -> Reply.ok(String.join("+", words))));

        assertEquals(Reply.ok("a+b"), table.run(List.of("echo", "a", "b")));
    }

    @Test
    void anythingElseIsAnsweredWithTheUsage() throws InterruptedException {
        table.add("kernel", new Command("lookup", "<query>", "Finds.", words -> Reply.ok("")));
        table.add("dns", new Command("cache", "", "Shows.", words -> Reply.ok("")));

        Reply usage = Reply.failed("Usage:\n\tlookup <query>\n\tcache");
        assertEquals(usage, table.run(List.of()));
        assertEquals(usage, table.run(List.of("LOOKUP", "x")));
    }

    @Test
    void aNameThatIsTakenIsRefused() throws InterruptedException {
        assertTrue(table.add("kernel", command("status", words -> Reply.ok("kernel"))));
        assertFalse(table.add("plugin", command("status", words -> Reply.ok("plugin"))));

        assertEquals(Reply.ok("kernel"), table.run(List.of("status")));
    }

    @Test
    void aNameOfTwoWordsAddsToACommand() throws InterruptedException {
        table.add("kernel", command("list", words -> Reply.ok("kernel" + words)));
        table.add("plugin", command("list more", words -> Reply.ok("plugin" + words)));

        assertEquals(Reply.ok("plugin[]"), table.run(List.of("list", "more")));
        assertEquals(Reply.ok("plugin[x]"), table.run(List.of("list", "more", "x")));
        assertEquals(Reply.ok("kernel[less]"), table.run(List.of("list", "less")));
        assertEquals(Reply.ok("kernel[]"), table.run(List.of("list")));
    }

    @Test
    void whatACommandThrowsBecomesAFailedReply() throws InterruptedException {
        table.add("plugin", command("bad", words -> {
            throw new IllegalStateException("as planned");
        }));
        table.add("plugin", command("refused", words -> {
            throw new KadNodeException(KadNodeException.Kind.BUSY, "come later");
        }));

        assertEquals(
                Reply.failed("bad failed: java.lang.IllegalStateException: as planned"), table.run(List.of("bad")));
        assertEquals(Reply.failed("come later"), table.run(List.of("refused")));
    }

    @Test
    void wordsAreWhatStandsBetweenWhiteSpaceAndControlCharacters() {
        assertEquals(List.of("status"), CommandTable.words(" status\n"));
        assertEquals(List.of("lookup", "x"), CommandTable.words("lookup\t \u0000x\r\n"));
        assertEquals(List.of(), CommandTable.words("\u0000\n "));
    }

    private static Command command(String name, Command.Action action) {
        return new Command(name, "", "A command.", action);
    }
}
