package org.kadnode.plugin.lpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Option;

/** What the README and the protocol show is what the code does. The commands of the README run beside the whole program. */
class ReadmeTest {

    @Test
    void optionsAndSettingsAreThose() throws Exception {
        List<String> rows = Pattern.compile("(?m)^\\| `(--[a-z-]+)[^|]*\\| `([a-z.]+)` \\|")
                .matcher(Files.readString(Path.of("README.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertEquals(LpdOptions.ALL.stream().map(ReadmeTest::row).toList(), rows);
    }

    private static String row(Option option) {
        return "--" + option.name() + " " + option.path();
    }

    @Test
    void theCountersHaveThoseNames() throws Exception {
        String shown = Files.readString(Path.of("README.md"));
        String now = new Counters().summary();

        assertTrue(shown.replaceAll("\\d+ (?=[a-z])", "0 ").contains("    LPD messages: " + now + "\n"), now);
    }

    @Test
    void theMessageOfTheProtocolIsOurs() throws Exception {
        String message = new String(
                new SearchMessage(6881, Optional.of("6b2f90c1d4e8a735"))
                        .encode(Group.of("239.192.152.143").orElseThrow()),
                StandardCharsets.ISO_8859_1);

        assertTrue(
                Files.readString(Path.of("../docs/protocol.md"))
                        .contains("```\n" + message.replace("\r\n", "\n").strip() + "\n```\n"),
                message);
    }
}
