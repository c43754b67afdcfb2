package org.kadnode.kernel.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words on the command line, taken apart but not judged: which options exist is known only after the plugins are
 * loaded, and where those are is itself an option. The rule of KadNode 1.0 makes that possible: a word that follows an
 * option and does not start with a dash is its value.
 */
public final class CommandLine {

    private final List<Given> given;

    private CommandLine(List<Given> given) {
        this.given = given;
    }

    /**
     * Takes the words apart.
     *
     * @param words as handed to the program
     * @return the options
     */
    public static CommandLine split(List<String> words) {
        List<Given> given = new ArrayList<>();
        int at = 0;
        while (at < words.size()) {
            String word = words.get(at++);
            Optional<Given> joined = Given.joined(word, "");
            if (joined.isPresent()) {
                given.add(joined.get());
            } else if (word.startsWith("-")
                    && at < words.size()
                    && !words.get(at).startsWith("-")) {
                given.add(new Given(word, Optional.of(words.get(at++)), ""));
            } else {
                given.add(new Given(word, Optional.empty(), ""));
            }
        }
        return new CommandLine(List.copyOf(given));
    }

    /**
     * Whether the help text is wanted rather than a node.
     *
     * @return true for {@code -h} and {@code --help}
     */
    public boolean asksForHelp() {
        return given.stream().anyMatch(option -> option.is(KernelOptions.HELP));
    }

    /**
     * Whether the version is wanted rather than a node.
     *
     * @return true for {@code -v} and {@code --version}
     */
    public boolean asksForVersion() {
        return given.stream().anyMatch(option -> option.is(KernelOptions.VERSION));
    }

    /**
     * Whether a pair of keys is wanted rather than a node.
     *
     * @return true for {@code --auth-gen-keys}
     */
    public boolean asksForKeys() {
        return given.stream().anyMatch(option -> option.is(KernelOptions.GENERATE_KEYS));
    }

    /**
     * Whether a secret key stands among the words, where every user of the machine can see it.
     *
     * @return true for a value that ends with 128 hex digits
     */
    public boolean showsSecret() {
        return given.stream()
                .flatMap(option -> option.value().stream())
                .anyMatch(value -> value.matches("(?i).*(?<![0-9a-f])[0-9a-f]{128}(?![0-9a-f]).*"));
    }

    /**
     * The file of {@code --config}. If the option is ill-formed, that is found later.
     *
     * @return the file; empty if none is named
     */
    public Optional<Path> configFile() {
        return values(KernelOptions.CONFIG).stream().findFirst().map(GivenOptions::path);
    }

    /**
     * The folders of {@code --plugin-dir}.
     *
     * @return the folders in the order given
     */
    public List<Path> pluginFolders() {
        return values(KernelOptions.PLUGIN_DIR).stream().map(GivenOptions::path).toList();
    }

    List<Given> given() {
        return given;
    }

    private List<String> values(String option) {
        return given.stream()
                .filter(candidate -> candidate.is(option))
                .flatMap(candidate -> candidate.value().stream())
                .filter(value -> !value.isBlank())
                .toList();
    }
}
