package org.kadnode.kernel.settings;

import java.util.ArrayList;
import java.util.List;
import org.kadnode.plugins.Option;

/** What {@code --help} prints, made from the table of options. */
public final class HelpText {

    /** Columns of the terminal that the text is made for. */
    private static final int WIDTH = 80;

    /** Where the explanations begin. */
    private static final int INDENT = 27;

    private static final String EXAMPLES = """
            KadNode finds hosts by name in a distributed hash table: DNS without servers.

            Examples:
              kadnode --value-id myname.p2p --peerfile peers.txt
                  join the swarm through the nodes in peers.txt, and announce myname.p2p
              kadnode --peer 192.0.2.1:6881 --mode dual
                  join through one node, with IPv4 and IPv6
              kadnode --config /etc/kadnode/kadnode.conf --daemon --user kadnode
                  run in the background, with options from a file
              kadnode keys new myname.p2p
                  make a key, so that a name has an owner; kadnode keys --help tells more
              kadnode setup-dns --dry-run
                  show how this computer can be made to ask KadNode; --help tells more

            Usage: kadnode [options]
            """;

    private HelpText() {}

    /**
     * The text.
     *
     * @param table every option there is
     * @param defaults where the default values stand
     * @return lines of at most 80 columns, without a final line break
     */
    public static String of(OptionTable table, Defaults defaults) {
        List<String> lines = new ArrayList<>(EXAMPLES.lines().toList());
        String group = "";
        for (OptionTable.Entry entry : table.entries()) {
            if (!entry.owner().equals(group)) {
                group = entry.owner();
                lines.add("");
                lines.add(group.equals(OptionTable.KERNEL) ? "Options:" : "Options of plugin " + group + ":");
            }
            lines.addAll(lines(entry.option(), defaults));
        }
        return String.join("\n", lines);
    }

    private static List<String> lines(Option option, Defaults defaults) {
        String usage = "  " + shortForm(option) + "--" + option.name()
                + (option.argument().isEmpty() ? "" : " " + option.argument());
        List<String> lines = wrapped(option.help() + defaultValue(option, defaults));
        List<String> result = new ArrayList<>();
        if (usage.length() > INDENT - 2) {
            result.add(usage);
            usage = "";
        }
        result.add(usage + " ".repeat(INDENT - usage.length()) + lines.getFirst());
        lines.stream().skip(1).map(line -> " ".repeat(INDENT) + line).forEach(result::add);
        return result;
    }

    private static String shortForm(Option option) {
        return switch (option.name()) {
            case KernelOptions.HELP -> Given.HELP + ", ";
            case KernelOptions.VERSION -> Given.VERSION + ", ";
            default -> "";
        };
    }

    private static String defaultValue(Option option, Defaults defaults) {
        return choices(option)
                + defaults.valueOf(option).map(value -> " Default: " + value).orElse("");
    }

    /**
     * The words that an option accepts.
     *
     * @param option the option
     * @return a sentence after a space; empty if it accepts others, too
     */
    public static String choices(Option option) {
        return option.choices().isEmpty() ? "" : " One of " + String.join(", ", option.choices()) + ".";
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && INDENT + line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
