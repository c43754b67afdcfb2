package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
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

/** {@code kadnode-image}: a container image, read by programs of others and run without any container engine. */
class ImageIT {

    private static final Map<String, String> JAVA = Map.of("JAVA_HOME", System.getProperty("java.home"));

    @TempDir
    private static Path folder;

    private static Path image = Path.of("");

    @BeforeAll
    static void makeImage() throws Exception {
        Machine.needsRoot();
        Machine.needsNamespaces();
        Machine.needsProgram("skopeo", "skopeo");
        Machine.needsProgram("umoci", "umoci");
        image = folder.resolve("kadnode.tar");
        Program.make(Host.LOCAL, imager("--output", image.toString()), JAVA);
    }

    @Test
    void tellsWhatItIs() throws Exception {
        assertEquals(
                "MIT KadNode 1.1.0",
                inspect("{{range $name, $label := .Config.Labels}}{{if ne $name \"org.opencontainers.image.created\"}}"
                        + "{{if ne $name \"org.opencontainers.image.description\"}}{{$label}} {{end}}{{end}}{{end}}"));
        assertEquals("linux", inspect("{{.OS}}"));
        assertEquals("map[/var/lib/kadnode:{}]", inspect("{{.Config.Volumes}}"));
        assertEquals("map[3535/tcp:{} 3535/udp:{} 6881/udp:{}]", inspect("{{.Config.ExposedPorts}}"));
    }

    @Test
    void servesWithNothingButWhatIsInIt() throws Exception {
        Path root = unpack();
        assertFalse(Files.exists(root.resolve("bin")));
        Files.createDirectory(root.resolve("proc"));
        Program.succeed(
                Host.LOCAL, "mount", "-t", "proc", "proc", root.resolve("proc").toString());
        try (Namespace machine = Namespace.create()) {
            serve(container(root, machine));
        } finally {
            Program.succeed(Host.LOCAL, "umount", root.resolve("proc").toString());
        }
        assertTrue(
                Files.isRegularFile(root.resolve("var/lib/kadnode/announcements")), "nothing was kept in the volume");
    }

    @Test
    void theSameImageIsMadeAgain() throws Exception {
        Path again = folder.resolve("again.tar");
        Program.make(Host.LOCAL, imager("--profile", "router", "--output", again.toString()), JAVA);

        assertArrayEquals(Files.readAllBytes(image), Files.readAllBytes(again));
    }

    @ParameterizedTest
    @CsvSource({
        "--plugins=dns, 2, --output is missing",
        "--output=FOLDER, 1, exists already",
        "--plugins=nonsense --output=FOLDER/x, 1, no plugin 'nonsense'",
        "--output, 2, --output needs a value",
        "--fast, 2, unknown option --fast",
    })
    void tellsWhatIsWrong(String words, int status, String said) throws Exception {
        Program.Outcome outcome = Program.run(
                Host.LOCAL, imager(words.replace("FOLDER", folder.toString()).split(" ", -1)), JAVA);

        assertEquals(status, outcome.status(), outcome::toString);
        assertTrue(outcome.err().contains(said), outcome::toString);
        assertFalse(Files.exists(folder.resolve("x")));
    }

    private static void serve(Host container) throws Exception {
        List<String> command = words("{{range .Config.Entrypoint}}{{.}} {{end}}");
        Program.Outcome version = Program.run(container, with(command, "--version"));
        assertEquals("KadNode v1.1.0 ( cmd dns lpd portfwd )\n", version.out(), version::toString);

        try (Program daemon =
                Program.start(container, with(command, "--lpd-disable", "--fwd-disable", "--value-id", "found.p2p"))) {
            Patience.await("an answer to `java @/ctl`", Patience.LONG, () -> {
                assertTrue(daemon.isRunning(), daemon::said);
                return control(container, "status").status() == 0 ? Optional.of(true) : Optional.empty();
            });
            assertTrue(control(container, "lookup", "found.p2p").out().startsWith("127.0.0.1"));
            assertEquals(0, control(container, "announce", "add", "kept.p2p").status());
            assertEquals(0, daemon.terminate().status(), daemon::said);
        }
    }

    private static Program.Outcome control(Host container, String... words) throws Exception {
        return Program.run(container, with(List.of("/usr/lib/kadnode/runtime/bin/java", "@/ctl"), words));
    }

    /** A container without an engine: its files, user and variables. */
    private static Host container(Path root, Host machine) throws Exception {
        List<String> entering = new ArrayList<>(List.of("env", "-i"));
        entering.addAll(words("{{range .Config.Env}}{{.}} {{end}}"));
        entering.addAll(List.of("/usr/sbin/chroot", "--userspec=" + inspect("{{.Config.User}}"), root.toString()));
        return command -> machine.command(with(entering, command.toArray(String[]::new)));
    }

    private static Path unpack() throws Exception {
        String layout = folder.resolve("layout") + ":kadnode";
        Path bundle = folder.resolve("bundle");
        Program.make(Host.LOCAL, List.of("skopeo", "copy", "oci-archive:" + image, "oci:" + layout), Map.of());
        Program.make(Host.LOCAL, List.of("umoci", "unpack", "--image", layout, bundle.toString()), Map.of());
        return bundle.resolve("rootfs");
    }

    private static List<String> words(String template) throws Exception {
        return List.of(inspect(template).split(" ", -1));
    }

    /** What the image says of itself, by a template of Go. */
    private static String inspect(String template) throws Exception {
        return Program.succeed(
                        Host.LOCAL, "skopeo", "inspect", "--config", "--format", template, "oci-archive:" + image)
                .strip();
    }

    private static List<String> imager(String... words) {
        return with(List.of(Daemon.HOME.resolve("bin/kadnode-image").toString()), words);
    }

    private static List<String> with(List<String> command, String... words) {
        List<String> all = new ArrayList<>(command);
        all.addAll(Arrays.asList(words));
        return all;
    }
}
