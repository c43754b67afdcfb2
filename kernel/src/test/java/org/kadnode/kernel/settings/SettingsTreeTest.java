package org.kadnode.kernel.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.plugins.KadNodeException;

class SettingsTreeTest {

    @Test
    void namesPathAndOriginOfAValueOfAnotherForm(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("k.conf"), "dht {\n  mode = dual\n}");
        SettingsTree settings = Sources.file(file, "--query-tld", ".kad");

        assertRefused(file + ", line 2: setting dht.mode is not a whole number", () -> settings.number("dht.mode"));
        assertRefused("command line: setting naming.tld is not true or false", () -> settings.flag("naming.tld"));
        assertRefused(
                "reference.conf of dns, line 1: setting dns.port is not a list of texts",
                () -> settings.texts("dns.port"));
    }

    @Test
    void namesOptionAndPlaceOfAValueThatCannotBeUsed(@TempDir Path folder) throws IOException {
        Path classic = Files.writeString(folder.resolve("a.conf"), "--value-id good\n--value-id .p2p\n--user x");
        SettingsTree settings = Sources.file(classic, "--value-id", "first", "--ifname", "eth9");

        assertEquals(List.of("first", "good", ".p2p"), settings.texts("naming.values"));
        assertRefused(classic + ", line 2: invalid value for option --value-id: '.p2p' is empty", () -> {
            throw settings.refused("naming.values", ".p2p", "is empty");
        });
        assertRefused(classic + ", line 3: invalid value for option --user: 'x' is nobody", () -> {
            throw settings.refused("process.user", "x", "is nobody");
        });
        assertRefused("invalid value for option --ifname: 'eth9' is missing", () -> {
            throw settings.refused("dht.interface", "eth9", "is missing");
        });
        Path hocon = Files.writeString(folder.resolve("h.conf"), "naming.values = [\n good,\n .p2p ]\ndns.patience=9d");
        SettingsTree tree = Sources.file(hocon);
        assertRefused(hocon + ", line 3: invalid value for option --value-id: '.p2p' is empty", () -> {
            throw tree.refused("naming.values", ".p2p", "is empty");
        });
        assertRefused(hocon + ", line 4: invalid value for setting dns.patience: '9d' is long", () -> {
            throw tree.refused("dns.patience", "9d", "is long");
        });
    }

    @Test
    void namesThePathWithoutAValue() {
        SettingsTree settings = Sources.line();

        assertRefused("setting no.such has no value", () -> settings.text("no.such"));
        assertRefused("setting not..a path has no value", () -> settings.text("not..a path"));
        assertFalse(settings.has("no.such"));
        assertTrue(settings.has("dns.patience"));
    }

    @Test
    void countsABareNumberAsMilliseconds() {
        assertEquals(
                Duration.ofMillis(1500),
                SettingsTree.embedded(Defaults.ofKernel(), Map.of("a.b", 1500)).duration("a.b"));
    }

    @Test
    void embeddedNodesStartFromTheDefaults() {
        Defaults defaults = Defaults.ofKernel();
        defaults.add("dns", "dns { port = 3535, patience = 5s }");
        SettingsTree settings = SettingsTree.embedded(defaults, Map.of("dht.port", 0, "dns.port", 5353));

        assertEquals(0, settings.number("dht.port"));
        assertEquals(5353, settings.number("dns.port"));
        assertEquals(Duration.ofSeconds(5), settings.duration("dns.patience"));
        assertEquals(".p2p", settings.text("naming.tld"));
    }

    @Test
    void defaultsOfAPluginCannotChangeThoseOfTheKernel() {
        Defaults defaults = Defaults.ofKernel();
        defaults.add("greedy", "dht.port = 1, greedy.a = 2");

        SettingsTree settings =
                SettingsTree.merge(Sources.table(), defaults, Optional.empty(), CommandLine.split(List.of()));

        assertEquals(6881, settings.number("dht.port"));
        assertEquals(2, settings.number("greedy.a"));
    }

    @Test
    void brokenDefaultsOfAPluginAddNothing() {
        Defaults defaults = Defaults.ofKernel();

        String message = String.valueOf(assertThrows(SettingsException.class, () -> defaults.add("broken", "a = {"))
                .getMessage());

        assertTrue(message.startsWith("reference.conf: "), message);
        assertFalse(defaults.tree().hasPath("a"));
    }

    private static void assertRefused(String message, Executable reading) {
        KadNodeException refusal = assertThrows(KadNodeException.class, reading);
        assertEquals(KadNodeException.Kind.SETTING, refusal.kind());
        assertEquals(message, refusal.getMessage());
    }
}
