package org.kadnode.kernel.control;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Command.Reply;

class ConsoleTest {

    private final CommandTable table = new CommandTable();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void repliesGoToOutputOrErrorWithAnEmptyLineAfterEach() throws InterruptedException {
        table.add("test", new Command("good", "", "", words -> Reply.ok("fine " + words)));
        table.add("test", new Command("bad", "", "", words -> Reply.failed("no")));

        type("good a\nbad\n");

        assertEquals("Press Enter for help.\nfine [a]\n\n", out.toString(StandardCharsets.UTF_8));
        assertEquals("no\n\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void enterShowsTheUsage() throws InterruptedException {
        table.add("test", new Command("good", "<x>", "", words -> Reply.ok("")));

        type("\n");

        assertEquals("Usage:\n\tgood <x>\n\n", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void lookupWaits() throws InterruptedException {
        List<List<String>> asked = new ArrayList<>();
        table.add("test", new Command("lookup", "", "", words -> {
            asked.add(words);
            return Reply.ok("");
        }));

        type("lookup foo.p2p\nlookup --wait 1 foo.p2p");

        assertEquals(List.of(List.of("--wait", "10", "foo.p2p"), List.of("--wait", "1", "foo.p2p")), asked);
    }

    /** The thread ends, so the console neither waits nor spins. */
    @Test
    void theEndOfTheInputEndsTheConsole() throws InterruptedException {
        type("");

        assertEquals("Press Enter for help.\n", out.toString(StandardCharsets.UTF_8));
    }

    private void type(String text) throws InterruptedException {
        Console.start(
                        table,
                        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8))
                .join();
    }
}
