package org.kadnode.kernel.settings;

import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The config file of KadNode 1.0: one {@code --option [value]} a line. A {@code #} ends the line wherever it stands, and
 * quotation marks are as good as spaces.
 */
record ClassicFile(List<Given> given) implements ConfigFile {

    static ClassicFile parse(Path file, String text) {
        List<String> lines = text.lines().toList();
        List<Given> given = new ArrayList<>();
        for (int at = 0; at < lines.size(); at++) {
            line(lines.get(at), Places.of(file.toString(), at + 1)).ifPresent(given::add);
        }
        return new ClassicFile(List.copyOf(given));
    }

    private static Optional<Given> line(String line, String place) {
        int comment = line.indexOf('#');
        String content = (comment < 0 ? line : line.substring(0, comment))
                .replaceAll("['\"]", " ")
                .strip();
        if (content.isEmpty()) {
            return Optional.empty();
        }
        String[] words = content.split("\\s+", 3);
        if (words.length > 2) {
            throw SettingsException.at(place, "too many arguments: expected --option [value]");
        }
        Given given = words.length == 2
                ? new Given(words[0], Optional.of(words[1]), place)
                : Given.joined(words[0], place).orElse(new Given(words[0], Optional.empty(), place));
        if (KernelOptions.COMMAND_LINE_ONLY.stream().anyMatch(given::is)) {
            throw given.refused("option " + given.word() + " is not allowed inside a configuration file");
        }
        return Optional.of(given);
    }

    @Override
    public List<Path> pluginFolders() {
        return given.stream()
                .filter(one -> one.is(KernelOptions.PLUGIN_DIR))
                .flatMap(one -> one.value().stream())
                .map(GivenOptions::path)
                .toList();
    }

    @Override
    public Config settings(OptionTable table, Config defaults) {
        return GivenOptions.settings(given, table);
    }
}
