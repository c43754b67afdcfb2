package org.kadnode.plugin.portfwd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.testkit.FakeNode;

/** What the README shows is what the plugin does. Its commands run beside the whole program. */
class ReadmeTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| (?:`--([a-z-]+)[^|]*`)? ?\\| `([a-z.-]+)` \\| ([^|]*) \\|");

    private final String readme;

    ReadmeTest() throws Exception {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void optionsAndSettingsAreThose() throws Exception {
        List<MatchResult> rows = ROW.matcher(readme).results().toList();
        String defaults = Files.readString(Path.of("src/main/resources/reference.conf"));

        assertEquals(
                PortfwdOptions.ALL.stream().map(ReadmeTest::row).toList(),
                rows.stream()
                        .filter(row -> row.group(1) != null)
                        .map(row -> "--" + row.group(1) + " " + row.group(2))
                        .toList());
        assertEquals(
                Pattern.compile("(?m)^  ([a-z]+) = (.*)$")
                        .matcher(defaults)
                        .results()
                        .map(line -> "portfwd." + line.group(1) + " = "
                                + line.group(2).replaceAll("[\\[\\]]", "").replace("true", "on"))
                        .toList(),
                rows.stream().map(row -> row.group(2) + " = " + row.group(3)).toList());
    }

    private static String row(Option option) {
        return "--" + option.name() + " " + option.path();
    }

    @Test
    void statusAndListLookLikeThis() throws Exception {
        GrantingControl router = new GrantingControl("1.2.3.4", 0);
        PortfwdPlugin plugin = new PortfwdPlugin(
                family -> Optional.of(new Gateway(Net.address("192.168.77.1"), Net.address("192.168.77.10"))),
                (protocol, gateway) -> router,
                () -> FakeNode.BEGINNING.plus(Duration.ofMinutes(5)));
        try (FakeNode node = FakeNode.forPlugin(plugin, Map.of()).families(Family.IPV4)) {
            node.announce(new AnnounceRequest("myname.p2p", OptionalInt.of(8080), Optional.of(Duration.ofMinutes(90))));
            plugin.start(node);
            node.advance(Duration.ofMinutes(5));

            List<String> lines = new ArrayList<>();
            plugin.statusLines().forEach(line -> lines.add(line.label() + ": " + line.value()));
            assertTrue(readme.contains(indented(lines)), lines::toString);
            String list = plugin.commands().getFirst().action().run(List.of()).text();
            assertTrue(readme.contains(indented(list.lines().toList())), list);
            plugin.stop();
        }
    }

    private static String indented(List<String> lines) {
        return lines.stream().map(line -> "    " + line + "\n").collect(Collectors.joining("", "\n", "\n"));
    }
}
