package org.kadnode.manual;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kadnode.kernel.Startup;
import org.kadnode.kernel.control.BuiltInCommands;
import org.kadnode.kernel.control.CommandTable;
import org.kadnode.kernel.os.LogOutput;
import org.kadnode.kernel.os.Verbosity;
import org.kadnode.kernel.settings.Defaults;
import org.kadnode.kernel.settings.OptionTable;
import org.kadnode.kernel.settings.SettingsTree;
import org.kadnode.kernel.shell.LiveNode;
import org.kadnode.plugins.Command;

/** The program {@code kadnode manual}. Exits with 0 if all was written, 1 if something could not be, 2 if the words are wrong. */
public final class Main {

    static final String KERNEL = OptionTable.KERNEL;

    private static final String USAGE = """
            Writes the manual pages of KadNode and the completion for bash, zsh and fish, for what is installed.

            Usage: kadnode manual FOLDER

              kadnode manual /usr/local/share
                  writes man/man1/kadnode.1, bash-completion/completions/kadnode and so on below that folder
            """;

    private Main() {}

    /**
     * Runs the program.
     *
     * @param words the folder to write to
     */
    public static void main(String[] words) {
        LogOutput.toStandardError(Verbosity.QUIET);
        System.exit(run(List.of(words)));
    }

    private static int run(List<String> words) {
        if (words.equals(List.of("--help")) || words.equals(List.of("-h"))) {
            System.out.print(USAGE);
            return 0;
        }
        if (words.size() != 1 || words.getFirst().startsWith("-")) {
            System.err.println("kadnode manual: needs one folder; --help tells more");
            return 2;
        }
        try {
            write(known(), Path.of(words.getFirst()));
            return 0;
        } catch (IOException e) {
            System.err.println("kadnode manual: " + e);
            return 1;
        }
    }

    private static Known known() throws IOException {
        Startup startup = Startup.of(List.of());
        Map<String, List<Known.Described>> options = new LinkedHashMap<>();
        for (OptionTable.Entry entry : startup.table().entries()) {
            // The folder for keys and names is another one for each user.
            boolean fixed = !entry.option().path().equals("process.state-dir");
            options.computeIfAbsent(entry.owner(), owner -> new ArrayList<>())
                    .add(new Known.Described(
                            entry.option(),
                            startup.defaults().valueOf(entry.option()).filter(value -> fixed)));
        }
        Map<String, String> plugins = new TreeMap<>();
        startup.plugins().plugins().forEach(each -> plugins.put(each.id(), each.version()));
        Map<String, String> defaults = new LinkedHashMap<>();
        defaults.put(KERNEL, Defaults.textOfKernel());
        defaults.putAll(new TreeMap<>(startup.plugins().defaults()));
        return new Known(options, defaults, plugins, commands());
    }

    /** Those of a node that knows nobody. */
    private static List<Command> commands() throws IOException {
        SettingsTree settings = SettingsTree.embedded(Defaults.ofKernel(), Map.of("dht.port", 0));
        try (LiveNode node = LiveNode.start(settings, "manual")) {
            CommandTable table = new CommandTable();
            BuiltInCommands.addTo(table, node, () -> "");
            return table.commands();
        }
    }

    private static void write(Known known, Path share) throws IOException {
        Pages pages = new Pages(known);
        Completion completion = new Completion(known);
        Map<String, String> files = new LinkedHashMap<>();
        files.put("man/man1/kadnode.1", pages.program());
        files.put("man/man1/kadnode-ctl.1", pages.control());
        files.put("man/man5/kadnode.conf.5", pages.configuration());
        files.put("man/man7/kadnode-plugins.7", pages.plugins());
        files.put("bash-completion/completions/kadnode", completion.bash());
        files.put("bash-completion/completions/kadnode-ctl", completion.bash());
        files.put("zsh/site-functions/_kadnode", completion.zsh());
        files.put("fish/vendor_completions.d/kadnode.fish", completion.fish());
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = share.resolve(file.getKey());
            Path folder = path.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.writeString(path, file.getValue());
        }
    }
}
