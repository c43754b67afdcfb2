package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README shows is what the code does. */
class ReadmeTest {

    @Test
    void optionsAndSettingsAreThose() throws Exception {
        List<String> rows = Pattern.compile("(?m)^\\| `(--[a-z-]+)[^|]*\\| `([a-z.-]+)` \\|")
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertEquals(
                WebPlugin.OPTIONS.stream()
                        .map(option -> "--" + option.name() + " " + option.path())
                        .toList(),
                rows);
    }

    @Test
    void theCountersHaveThoseNames() throws Exception {
        String shown = Files.readString(Path.of("README.md"));
        String now = new Counters().toString();

        assertTrue(shown.replaceAll("\\d+ (?=[a-z])", "0 ").contains("    Web requests: " + now + "\n"), now);
    }
}
