package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A folder with a plugin of somebody else and a broken jar beside it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DropInPluginIT {
    private Path plugins;

    @BeforeAll
    void fillFolder(@TempDir Path temporary) throws Exception {
        plugins = Files.createDirectory(temporary.resolve("plugins"));
        PluginFixture.build(
                "greeter", Files.createDirectory(temporary.resolve("classes")), plugins.resolve("greeter-0.1.0.jar"));
        Files.writeString(plugins.resolve("broken-1.0.jar"), "this is no jar");
    }

    @Test
    void itsOptionIsInTheHelp() throws Exception {
        Program.Outcome help = Program.run(Host.LOCAL, Daemon.command("--plugin-dir", plugins.toString(), "--help"));
        assertEquals(0, help.status(), help.toString());
        assertTrue(help.out().contains("--greeting"), help.out());
    }

    @Test
    void itsCommandSeesItsSetting() throws Exception {
        try (Daemon daemon =
                Daemon.start(Host.LOCAL, "--plugin-dir", plugins.toString(), "--greeting", "Good-evening")) {
            assertEquals(
                    new Program.Outcome(0, "Good-evening, Ada!\n", ""),
                    daemon.control("greet", "Ada"),
                    () -> daemon.program().said());
        }
        try (Daemon daemon = Daemon.start(Host.LOCAL, "--plugin-dir", plugins.toString())) {
            assertEquals("Hello, Ada!\n", daemon.control("greet", "Ada").out(), "the default of its reference.conf");
        }
    }

    @Test
    void theKernelStaysClosedToIt() throws Exception {
        try (Daemon daemon = Daemon.start(Host.LOCAL, "--plugin-dir", plugins.toString())) {
            Program.Outcome outcome = daemon.control("intrude");
            assertAll(
                    () -> assertEquals(1, outcome.status(), outcome.toString()),
                    () -> assertTrue(outcome.err().startsWith("denied: "), outcome.err()));
        }
    }

    @Test
    void theBrokenOneIsReportedAndHarmsNothing() throws Exception {
        Program.Outcome version =
                Program.run(Host.LOCAL, Daemon.command("--plugin-dir", plugins.toString(), "--version"));
        assertEquals(0, version.status(), version.toString());
        assertTrue(version.out().contains("greeter"), version.out());
        assertTrue((version.out() + version.err()).contains("broken-1.0"), version.toString());

        try (Daemon daemon = Daemon.start(Host.LOCAL, "--plugin-dir", plugins.toString())) {
            String listed = daemon.control("plugins").out();
            assertAll(
                    () -> assertTrue(line(listed, "broken-1.0").matches("(?i).*(failed|broken).*"), listed),
                    () -> assertTrue(line(listed, "greeter").matches("(?i).*started.*"), listed),
                    () -> assertTrue(line(listed, "dns").matches("(?i).*started.*"), listed));
        }
    }

    private static String line(String text, String word) {
        return text.lines().filter(line -> line.contains(word)).findFirst().orElse("");
    }
}
