package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The folder of a node: {@code kadnode keys}, and what a running node is told to keep. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RememberedIT {
    private KeyPair keys;
    private Path state;

    @TempDir
    private Path folder;

    @BeforeAll
    void generate() throws Exception {
        keys = KeyPair.generate();
    }

    @BeforeEach
    void state() throws Exception {
        state = Files.createTempDirectory(folder, "node").resolve("state");
    }

    @Test
    void newKeyOwnsItsNameFromTheNextStartOn() throws Exception {
        Program.Outcome made = Daemon.keys(state, "new", "mine.p2p");
        assertEquals(0, made.status(), made.toString());
        String spelled = line(made.out(), "z-base-32: ");

        try (Daemon owner = remembering("--value-id", "mine.p2p");
                Daemon seeker = seeker(owner, "mine.p2p:" + spelled)) {
            assertFound(owner, seeker, "mine.p2p");
        }
    }

    @Test
    void runningNodeTakesKeysAndNamesAndFindsThemAgain() throws Exception {
        Path secret = privateFile("secret.txt", keys.secretKey() + "\n");
        try (Daemon owner = remembering();
                Daemon seeker = seeker(owner, "mine.p2p:" + keys.publicKey())) {
            assertDone(owner.control("announce", "add", "mine.p2p"));
            assertDone(owner.control("keys", "add", "mine.p2p:@" + secret));
            assertFound(owner, seeker, "mine.p2p");
            assertEquals(0, owner.program().terminate().status());
        }
        try (Daemon owner = remembering();
                Daemon seeker = seeker(owner, "mine.p2p:" + keys.publicKey())) {
            assertFound(owner, seeker, "mine.p2p");
            assertEquals("mine.p2p\n", owner.control("announce", "list").out());
            assertDone(owner.control("keys", "remove", keys.publicKey()));
            assertEquals("No keys.\n", owner.control("keys", "list").out());
            // Without its key the name would be anybody's: it is not announced any more, now or later.
            assertFalse(owner.control("announce", "list").out().contains("mine"));
            assertTrue(owner.control("list", "values").out().contains("Found 0 values"));
        }
    }

    @Test
    void exportedKeyServesAnotherNode() throws Exception {
        Path word = privateFile("passphrase.txt", "a long word\n");
        Path backup = state.resolveSibling("backup.txt");
        String spelled = line(Daemon.keys(state, "new", "mine.p2p").out(), "z-base-32: ");
        assertDone(Daemon.keys(state, "export", spelled, backup.toString(), "--passphrase-file", word.toString()));
        state = state.resolveSibling("other");

        assertDone(Daemon.keys(state, "import", backup.toString(), "--passphrase-file", word.toString()));

        try (Daemon owner = remembering("--value-id", "mine.p2p");
                Daemon seeker = seeker(owner, "mine.p2p:" + spelled)) {
            assertFound(owner, seeker, "mine.p2p");
        }
    }

    @Test
    void withoutATerminalNobodyIsAsked() throws Exception {
        assertDone(Daemon.keys(state, "new", "mine.p2p"));
        for (String command : List.of("export", "delete")) {
            Program.Outcome outcome = Daemon.keys(state, command, "mine.p2p");

            assertEquals(1, outcome.status(), outcome.toString());
            assertTrue(outcome.err().contains("there is no terminal to ask at"), outcome.err());
            assertEquals("", outcome.out());
        }
        assertEquals(2, Daemon.keys(state, "frob").status());
        assertDone(Daemon.keys(state, "delete", "mine.p2p", "--yes"));
        assertEquals("", Daemon.keys(state, "list").out());
    }

    @Test
    void unusableFileIsNamedAtTheStart() throws Exception {
        assertDone(Daemon.keys(state, "new", "mine.p2p"));
        Path damaged = state.resolve("keys/damaged.pub");
        Files.writeString(damaged, "# a friend\nx.p2p:" + keys.secretKey() + "\n");

        Program.Outcome outcome = Program.run(Host.LOCAL, Daemon.command("--state-dir", state.toString()));

        assertEquals(1, outcome.status(), outcome.toString());
        assertTrue(outcome.err().contains(damaged + ":2: a public key has 64 hex digits"), outcome.err());
        assertHidden(outcome.toString());
    }

    @Test
    void keyInTheSettingsThatClashesWithAStoredOneIsNamed() throws Exception {
        assertDone(Daemon.keys(state, "new", "mine.p2p"));

        Program.Outcome outcome = Program.run(
                Host.LOCAL, Daemon.command("--state-dir", state.toString(), "--auth-add-pkey", keys.publicKey()));

        assertEquals(1, outcome.status(), outcome.toString());
        assertTrue(outcome.err().contains("pattern 'mine' conflicts with '*'"), outcome.err());
    }

    /** Everything that somebody else on the machine can see, from the import of a key to its removal. */
    @Test
    void secretsAreSeenNowhere() throws Exception {
        Path secret = privateFile("secret.txt", "mine.p2p:" + keys.secretKey() + "\n");
        StringBuilder seen = new StringBuilder();
        try (Daemon owner = remembering("--verbosity", "debug")) {
            for (List<String> words : List.of(
                    List.of("keys", "add", "@" + secret),
                    List.of("keys", "add", "x.p2p:" + keys.secretKey()),
                    List.of("keys", "add", keys.secretKey() + "0"),
                    List.of("keys", "list"),
                    List.of("announce", "add", keys.secretKey() + ".p2p"),
                    List.of("announce", "add", "mine.p2p"),
                    List.of("announce", "list"),
                    List.of("list", "skeys"),
                    List.of("list", "values"),
                    List.of("keys", "remove", keys.publicKey()))) {
                seen.append(owner.control(words.toArray(String[]::new)));
            }
            Path process = Path.of("/proc", Long.toString(owner.program().pid()));
            seen.append(Files.readString(process.resolve("cmdline")));
            seen.append(Files.readString(process.resolve("environ")));
            seen.append(owner.program().terminate());
        }
        assertTrue(seen.toString().contains("Added secret key"), seen.toString());
        assertDone(Daemon.keys(state, "import", secret.toString()));
        for (String words : List.of("list", "show mine.p2p", "import " + secret, "export mine.p2p")) {
            seen.append(Daemon.keys(state, words.split(" ")));
        }
        assertHidden(seen.toString());
        assertTrue(Daemon.keys(state, "show", "mine.p2p", "--secret").out().contains(keys.secretKey()));
        assertClosedToOthers();
    }

    private void assertClosedToOthers() throws Exception {
        try (Stream<Path> paths = Files.walk(state)) {
            for (Path path : paths.toList()) {
                assertEquals(
                        Files.isDirectory(path) ? "rwx------" : "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                        path.toString());
            }
        }
    }

    private void assertHidden(String text) {
        assertFalse(text.contains(keys.secretHalf()), text);
    }

    private Daemon remembering(String... options) throws Exception {
        String[] more = Stream.concat(Stream.of("--state-dir", state.toString()), Stream.of(options))
                .toArray(String[]::new);
        return Daemon.start(Host.LOCAL, more);
    }

    private static Daemon seeker(Daemon owner, String key) throws Exception {
        return Daemon.start(Host.LOCAL, "--auth-add-pkey", key, "--peer", "127.0.0.1:" + owner.dhtPort());
    }

    private static void assertFound(Daemon owner, Daemon seeker, String name) throws Exception {
        assertEquals(
                new Program.Outcome(0, "127.0.0.1:" + owner.dhtPort() + "\n", ""),
                seeker.control("lookup", "--wait", "30", name),
                () -> owner.program().said() + seeker.program().said());
    }

    private static void assertDone(Program.Outcome outcome) {
        assertEquals(0, outcome.status(), outcome.toString());
    }

    private static String line(String text, String label) {
        return text.lines()
                .filter(line -> line.startsWith(label))
                .findFirst()
                .orElseThrow()
                .substring(label.length());
    }

    private Path privateFile(String name, String text) throws Exception {
        Path file = Files.writeString(state.resolveSibling(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
