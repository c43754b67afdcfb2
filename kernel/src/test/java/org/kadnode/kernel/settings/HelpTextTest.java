package org.kadnode.kernel.settings;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HelpTextTest {

    private final String text = HelpText.of(Sources.table(), Sources.defaults());

    @Test
    void namesEveryOptionUnderItsOwner() {
        String kernel = text.substring(text.indexOf("\nOptions:"), text.indexOf("\nOptions of plugin dns:"));

        assertAll(Sources.table().entries().stream()
                .map(entry -> () -> assertEquals(
                        entry.owner().equals(OptionTable.KERNEL),
                        kernel.contains("--" + entry.option().name()),
                        entry.option().name())));
    }

    @Test
    void showsExamplesFirst() {
        assertTrue(text.indexOf("Examples:") < text.indexOf("Options:"));
    }

    @Test
    void showsArgumentsChoicesAndDefaults() {
        assertTrue(text.contains("  --port port              UDP port of the DHT. Default: 6881\n"), text);
        assertTrue(text.contains("  --dns-port port          Port of the DNS server. Default: 3535\n"), text);
        assertTrue(text.contains("One of ipv4, ipv6, dual."), text);
        assertTrue(text.contains("  -h, --help  "), text);
    }

    @Test
    void fitsATerminal() {
        assertEquals(List.of(), text.lines().filter(line -> line.length() > 80).toList());
    }

    @Test
    void itsExamplesAreAccepted() {
        Stream<String> examples = text.lines().map(String::strip).filter(line -> line.startsWith("kadnode --"));

        List<String> accepted = examples.map(line -> line.replace("kadnode ", ""))
                .filter(words -> Sources.line(words.split(" ", -1)).has("dht.port"))
                .toList();

        assertEquals(3, accepted.size());
    }
}
