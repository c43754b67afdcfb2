package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code kadnode-assemble}: smaller distributions, which run without any Java on the machine. */
class AssembleIT {

    /** Where no Java is found. */
    private static final Map<String, String> NO_JAVA = Map.of("PATH", "/usr/sbin:/usr/bin:/sbin:/bin", "JAVA_HOME", "");

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsNamespaces() throws Exception {
        Machine.needsNamespaces();
        Machine.needsProgram("dig", "bind9-dnsutils");
    }

    @ParameterizedTest
    @CsvSource({
        "--profile=full, cmd dns lpd nss portfwd web",
        "--profile=minimal, cmd",
        "--profile=router, cmd dns lpd portfwd",
        "'--plugins=web,dns', cmd dns web",
    })
    void hasWhatWasChosenAndRunsWithoutJava(String choice, String features) throws Exception {
        Path made = assemble(choice);
        Program.Outcome version = run(made, "--version");
        assertEquals("KadNode v1.1.0 ( " + features + " )\n", version.out(), version::toString);
        assertTrue(Files.exists(made.resolve("runtime/bin/java")));

        try (Namespace machine = Namespace.create();
                Program daemon = Program.start(
                        withoutJava(machine),
                        words(made, features, "--value-id", "found.p2p", "--verbosity", "quiet"),
                        NO_JAVA)) {
            Patience.await("an answer to kadnode-ctl", Patience.LONG, () -> {
                assertTrue(daemon.isRunning(), daemon::said);
                return control(made, machine, "status").status() == 0 ? Optional.of(true) : Optional.empty();
            });
            assertTrue(control(made, machine, "lookup", "found.p2p").out().startsWith("127.0.0.1"));
            if (features.contains("dns")) {
                assertEquals(
                        List.of("127.0.0.1"),
                        Dig.ask(machine, "127.0.0.1", 3535, "A", "found.p2p").data());
            }
            assertEquals(0, daemon.terminate().status());
        }
    }

    @Test
    void optionsOfAbsentPluginsAreRefusedWithTheNameOfThePlugin() throws Exception {
        Path made = assemble("--plugins=dns");

        Program.Outcome refused = run(made, "--lpd-disable");
        assertEquals(1, refused.status());
        assertTrue(refused.err().contains("--lpd-disable") && refused.err().contains("plugin lpd"), refused::toString);
        assertFalse(Files.exists(made.resolve("lib/libnss_kadnode.so.2")));
        assertTrue(Files.exists(made.resolve("setup-dns")));
    }

    @Test
    void aPluginThatIsDroppedInLaterIsPickedUp() throws Exception {
        Path made = assemble("--plugins=dns");
        try (var jars = Files.newDirectoryStream(Daemon.HOME.resolve("plugins"), "kadnode-plugin-lpd-*.jar")) {
            for (Path jar : jars) {
                Files.copy(jar, made.resolve("plugins").resolve(jar.getFileName()));
            }
        }
        assertEquals("KadNode v1.1.0 ( cmd dns lpd )\n", run(made, "--version").out());

        try (var jars = Files.newDirectoryStream(Daemon.HOME.resolve("plugins"), "kadnode-plugin-portfwd-*.jar")) {
            for (Path jar : jars) {
                Files.copy(jar, made.resolve("plugins").resolve(jar.getFileName()));
            }
        }
        String said = run(made, "--version").out();
        assertTrue(said.contains("Plugin portfwd 1.1.0 is not used") && said.contains("java."), said);
    }

    @ParameterizedTest
    @CsvSource({
        "--plugins=dns, 2, --output is missing",
        "--output=FOLDER/x, 2, --plugins or --profile is missing",
        "--plugins=nonsense --output=FOLDER/x, 1, no plugin 'nonsense'",
        "--profile=tiny --output=FOLDER/x, 2, unknown profile 'tiny'",
        "--plugins=dns --output=FOLDER, 1, exists already",
        "--plugins, 2, --plugins needs a value",
        "--fast, 2, unknown option --fast",
    })
    void tellsWhatIsWrong(String words, int status, String said) throws Exception {
        Program.Outcome outcome = Program.run(
                Host.LOCAL, assembler(words.replace("FOLDER", folder.toString()).split(" ", -1)));

        assertEquals(status, outcome.status(), outcome::toString);
        assertTrue(outcome.err().contains(said), outcome::toString);
        assertFalse(Files.exists(folder.resolve("x")));
    }

    private Path assemble(String choice) throws Exception {
        Path output = folder.resolve("assembled");
        Program.make(
                Host.LOCAL,
                assembler(choice, "--output", output.toString()),
                Map.of("JAVA_HOME", System.getProperty("java.home")));
        return output;
    }

    private static List<String> assembler(String... words) {
        List<String> command = new ArrayList<>(
                List.of(Daemon.HOME.resolve("bin/kadnode-assemble").toString()));
        command.addAll(Arrays.asList(words));
        return command;
    }

    private Program.Outcome run(Path made, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(made.resolve("bin/kadnode").toString()));
        command.addAll(Arrays.asList(words));
        return Program.run(withoutJava(Host.LOCAL), command, NO_JAVA);
    }

    private List<String> words(Path made, String features, String... words) {
        List<String> command =
                new ArrayList<>(List.of(made.resolve("bin/kadnode").toString()));
        command.addAll(Arrays.asList(words));
        command.addAll(List.of("--state-dir", folder.resolve("state").toString()));
        for (String each : List.of("lpd --lpd-disable", "portfwd --fwd-disable", "nss --nss-port=0")) {
            if (features.contains(each.substring(0, each.indexOf(' ')))) {
                command.add(each.substring(each.indexOf(' ') + 1));
            }
        }
        return command;
    }

    private Program.Outcome control(Path made, Host machine, String... words) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(made.resolve("bin/kadnode-ctl").toString()));
        command.addAll(Arrays.asList(words));
        return Program.run(withoutJava(machine), command, NO_JAVA);
    }

    /** A machine on which there is an empty folder where Java is installed. */
    private Host withoutJava(Host host) throws Exception {
        Path empty = folder.resolve("empty");
        if (!Files.exists(empty)) {
            Files.createDirectory(empty);
        }
        return new OwnFiles(host, Map.of("/usr/lib/jvm", empty));
    }
}
