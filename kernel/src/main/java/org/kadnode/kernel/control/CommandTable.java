package org.kadnode.kernel.control;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.KadNodeException;

/** All commands, those of the kernel and those of plugins. Safe for use by any number of threads. */
public final class CommandTable {

    private static final Logger LOG = System.getLogger(CommandTable.class.getName());

    private record Entry(String owner, Command command) {}

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    /**
     * Adds a command. One whose name is taken is refused, which is logged.
     *
     * @param owner {@code kernel}, or the id of the plugin that brings it
     * @param command the command
     * @return false if it was refused
     */
    public synchronized boolean add(String owner, Command command) {
        Optional<Entry> taken = find(command.name());
        if (taken.isPresent()) {
            LOG.log(
                    Level.WARNING,
                    "Command " + command.name() + " of " + owner + " is refused: " + taken.get().owner
                            + " has one of that name.");
            return false;
        }
        entries.add(new Entry(owner, command));
        return true;
    }

    /**
     * Runs a command on the calling thread, which may have to wait.
     *
     * @param words the name of a command and its arguments; the usage text answers anything else
     * @return what to print
     * @throws InterruptedException if the thread is interrupted
     */
    public Command.Reply run(List<String> words) throws InterruptedException {
        if (words.isEmpty()) {
            return Command.Reply.failed(usage());
        }
        // The longer name first: "list forwardings" is not for "list".
        Optional<Entry> longer = words.size() < 2 ? Optional.empty() : find(words.get(0) + " " + words.get(1));
        Optional<Entry> found = longer.or(() -> find(words.getFirst()));
        if (found.isEmpty()) {
            return Command.Reply.failed(usage());
        }
        Command command = found.get().command;
        try {
            return command.action().run(words.subList(longer.isPresent() ? 2 : 1, words.size()));
        } catch (KadNodeException e) {
            return Command.Reply.failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "command " + command.name() + " of " + found.get().owner + " failed", e);
            return Command.Reply.failed(command.name() + " failed: " + e);
        }
    }

    /**
     * All commands.
     *
     * @return in the order in which they were added
     */
    public List<Command> commands() {
        return entries.stream().map(Entry::command).toList();
    }

    /** The words of a line: what stands between white space and control characters. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i <= line.length(); i++) {
            if (i == line.length() || line.charAt(i) <= ' ') {
                if (i > begin) {
                    words.add(line.substring(begin, i));
                }
                begin = i + 1;
            }
        }
        return words;
    }

    /**
     * The list of commands in the form of KadNode 1.0.
     *
     * @return a line {@code Usage:}, and one for each command
     */
    public String usage() {
        StringBuilder usage = new StringBuilder("Usage:");
        for (Entry each : entries) {
            usage.append("\n\t").append(synopsis(each.command));
        }
        return usage.toString();
    }

    /** The usage of one command, for whoever gave it the wrong words. */
    static Command.Reply misused(Command command) {
        return Command.Reply.failed("Usage:\n\t" + synopsis(command));
    }

    private static String synopsis(Command command) {
        return (command.name() + " " + command.arguments()).strip();
    }

    private Optional<Entry> find(String name) {
        return entries.stream().filter(each -> each.command.name().equals(name)).findFirst();
    }
}
