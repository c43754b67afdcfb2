package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/writing-a-plugin.md}, done as it stands there. */
class WritingAPluginIT {

    /** A file that a paragraph names, and the block that follows it. */
    private static final Pattern FILE = Pattern.compile(
            "`([\\w/.-]+\\.(?:java|conf|txt))`[^`]*?:\\n\\n```\\w*\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern COMMANDS = Pattern.compile("^```sh\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    @Test
    void theExampleIsAPlugin(@TempDir Path folder) throws Exception {
        String page = Files.readString(Path.of("../docs/writing-a-plugin.md"));
        List<Path> files = write(page, folder);
        assertEquals(4, files.size(), files::toString);
        Files.createDirectory(folder.resolve("plugins"));
        Matcher commands = COMMANDS.matcher(page);
        assertTrue(commands.find());

        String version = succeed(folder, commands.group(1));
        assertTrue(version.contains(" watch "), version);

        Path plugins = folder.resolve("plugins");
        try (Daemon daemon = Daemon.start(
                Host.LOCAL, "--plugin-dir", plugins.toString(), "--value-id", "found.p2p:80", "--watch-most", "1")) {
            daemon.control("lookup", "found.p2p");
            assertTrue(daemon.control("status").out().contains("Watched addresses: "), daemon.program()::said);
            assertEquals(0, daemon.control("watched").status());
        }
        Program.Outcome refused = Program.run(
                Host.LOCAL, Daemon.command("--plugin-dir", plugins.toString(), "--watch-most", "0", "--dns-port", "0"));
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("option --watch-most: '0' is not a number above 0"), refused::toString);
    }

    private static List<Path> write(String page, Path folder) throws IOException {
        return FILE.matcher(page)
                .results()
                .map(file -> {
                    try {
                        Path path = folder.resolve(file.group(1));
                        Files.createDirectories(Objects.requireNonNull(path.getParent()));
                        return Files.writeString(path, file.group(2));
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
    }

    private static String succeed(Path folder, String commands) throws Exception {
        Program.Outcome outcome = Program.run(
                Host.LOCAL,
                List.of("sh", "-e", "-c", "cd " + folder + "\n" + commands),
                Map.of(
                        "KADNODE",
                        Daemon.HOME.toString(),
                        "PATH",
                        Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH")));
        assertEquals(0, outcome.status(), outcome::toString);
        return outcome.out();
    }
}
