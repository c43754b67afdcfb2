package org.kadnode.kernel.control;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.kadnode.plugins.Command.Reply;

/**
 * Commands on standard input, one a line. Ends quietly with the input.
 *
 * <p>Reading a terminal holds its thread and cannot be interrupted, so this is a platform thread, and a
 * daemon, which does not keep the process alive.
 */
public final class Console {

    private static final Logger LOG = System.getLogger(Console.class.getName());

    /** Seconds that {@code lookup} waits: a person at the console would only ask again. */
    private static final String PATIENCE = "10";

    private final CommandTable table;
    private final BufferedReader in;
    private final PrintStream out;
    private final PrintStream err;

    private Console(CommandTable table, InputStream in, PrintStream out, PrintStream err) {
        this.table = table;
        this.in = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        this.out = out;
        this.err = err;
    }

    /**
     * Starts to read commands.
     *
     * @param table the commands
     * @param in where they come from
     * @param out gets replies of success
     * @param err gets replies of failure
     * @return the thread that reads, which ends at the end of the input
     */
    public static Thread start(CommandTable table, InputStream in, PrintStream out, PrintStream err) {
        Console console = new Console(table, in, out, err);
        return Thread.ofPlatform().name("kadnode console").daemon().start(console::run);
    }

    private void run() {
        out.println("Press Enter for help.");
        out.flush();
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                execute(CommandTable.words(line));
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the console cannot be read: {0}", e);
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "the console was interrupted");
        }
    }

    private void execute(List<String> words) throws InterruptedException {
        boolean impatient = words.size() == 2 && words.getFirst().equals("lookup");
        Reply reply = table.run(impatient ? List.of("lookup", BuiltInCommands.WAIT, PATIENCE, words.getLast()) : words);
        PrintStream stream = reply.success() ? out : err;
        // 1.0 ends each reply with an empty line.
        stream.println(reply.text());
        stream.println();
        stream.flush();
    }
}
