package org.kadnode.kernel.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.kadnode.plugins.Option;

/** Command lines and config files together with the options of a made-up plugin. */
final class Sources {

    private static final List<Option> PLUGIN = List.of(
            Option.value("dns-port", "port", "dns.port", Option.Kind.PORT_OR_OFF, "Port of the DNS server."),
            Option.disable("lpd-disable", "lpd.enabled", "No local discovery."));

    private static final String PLUGIN_DEFAULTS =
            "dns { port = 3535, patience = 4s, tries = 3, strict = true, zones = [] }, lpd.enabled = true";

    private Sources() {}

    static OptionTable table() {
        OptionTable table = new OptionTable(KernelOptions.all());
        table.add("dns", PLUGIN);
        return table;
    }

    static Defaults defaults() {
        Defaults defaults = Defaults.ofKernel();
        defaults.add("dns", PLUGIN_DEFAULTS);
        return defaults;
    }

    static SettingsTree line(String... words) {
        return SettingsTree.merge(table(), defaults(), Optional.empty(), CommandLine.split(List.of(words)));
    }

    static SettingsTree file(Path file, String... words) {
        return SettingsTree.merge(
                table(), defaults(), Optional.of(ConfigFile.read(file)), CommandLine.split(List.of(words)));
    }

    static void assertRefused(String message, Runnable merging) {
        assertEquals(
                message, assertThrows(SettingsException.class, merging::run).getMessage());
    }
}
