package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.plugins.Plugin;

/** {@code docs/writing-a-plugin.md}, done as it stands there. */
class WritingAPluginIT {

    /** A file that a paragraph names, and the block that follows it. */
    private static final Pattern FILE = Pattern.compile(
            "`([\\w/.-]+\\.(?:java|conf|txt|xml))`[^`]*?:\\n\\n```\\w*\\n(.*?)^```",
            Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern COMMANDS = Pattern.compile("^```sh\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void theExampleIsAPlugin() throws Exception {
        List<String> commands = prepare();

        String version = succeed(folder, commands.get(0));
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

    @Test
    void mavenBuildsAndTestsTheSamePlugin() throws Exception {
        Machine.needsProgram("mvn", "maven");
        List<String> commands = prepare();
        String built = Program.make(
                Host.LOCAL,
                List.of(
                        "sh",
                        "-ec",
                        "cd " + folder + "\nmvn() { command mvn -B -s " + settings() + " \"$@\"; }\n"
                                + commands.get(1)),
                Map.of("JAVA_HOME", System.getProperty("java.home")));
        assertTrue(built.contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0"), built);

        try (JarFile jar = new JarFile(folder.resolve("plugins/watch-1.0.0.jar").toFile())) {
            assertEquals(
                    ">=" + Plugin.CONTRACT_VERSION + " & <2.0.0",
                    Objects.requireNonNull(jar.getManifest())
                            .getMainAttributes()
                            .getValue("Plugin-Requires"));
        }
        String version = succeed(folder, "$KADNODE/bin/kadnode --plugin-dir plugins --version");
        assertTrue(version.contains(" watch "), version);
    }

    /** Writes the files of the page, and finds its blocks of commands. */
    private List<String> prepare() throws Exception {
        String page = Files.readString(Path.of("../docs/writing-a-plugin.md"));
        List<Path> files = write(page, folder);
        assertEquals(6, files.size(), files::toString);
        Files.createDirectory(folder.resolve("plugins"));
        List<String> commands =
                COMMANDS.matcher(page).results().map(block -> block.group(1)).toList();
        assertEquals(2, commands.size());
        return commands;
    }

    /** Settings of a Maven that has what this build would install, and finds all else in the repository of this build. */
    private Path settings() throws Exception {
        Path repository = folder.resolve("repository");
        Path ours = repository.resolve("org/kadnode");
        install(ours, "kadnode", Path.of("../pom.xml"));
        install(ours, "kadnode-plugin-parent", Path.of("../plugins/parent/pom.xml"));
        install(ours, "kadnode-plugins", Path.of("../plugins/pom.xml"));
        install(ours, "kadnode-plugins-testkit", Path.of("../plugins/testkit/pom.xml"));
        return Files.writeString(folder.resolve("settings.xml"), """
                <settings>
                  <localRepository>%s</localRepository>
                  <mirrors>
                    <mirror><id>build</id><mirrorOf>*</mirrorOf><url>%s</url></mirror>
                  </mirrors>
                </settings>
                """.formatted(
                repository, Path.of(System.getProperty("maven.repository")).toUri()));
    }

    private static void install(Path group, String artifact, Path model) throws IOException {
        Path version = Files.createDirectories(group.resolve(artifact).resolve("1.1.0"));
        String name = artifact + "-1.1.0";
        Files.copy(model, version.resolve(name + ".pom"));
        Path jar = model.resolveSibling("target").resolve(name + ".jar");
        if (Files.exists(jar)) {
            Files.copy(jar, version.resolve(name + ".jar"));
        }
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
