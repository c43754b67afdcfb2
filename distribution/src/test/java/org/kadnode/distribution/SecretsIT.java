package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secret keys: who may see them, and what is said when they are given the wrong way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsIT {
    private static final String WARNING = "A secret key on the command line can be seen by every user of this machine";

    private KeyPair keys;
    private KeyPair others;

    @TempDir
    private Path folder;

    @BeforeAll
    void generate() throws Exception {
        Machine.needsProgram("dig", "bind9-dnsutils");
        keys = KeyPair.generate();
        others = KeyPair.generate();
    }

    @Test
    void keyOnTheCommandLineWarnsOnce() throws Exception {
        try (Daemon daemon = Daemon.start(
                Host.LOCAL,
                "--auth-add-skey",
                "node1.p2p:" + keys.secretKey(),
                "--value-id",
                others.secretKey() + ".p2p")) {
            String said = daemon.program().said();
            assertEquals(2, said.split(WARNING, -1).length, said);
            assertHidden(said);
        }
    }

    @Test
    void conflictingPatternsAreBothNamed() throws Exception {
        Program.Outcome outcome = Program.run(
                Host.LOCAL,
                Daemon.command(
                        "--auth-add-skey",
                        "*.p2p:" + keys.secretKey(),
                        "--auth-add-skey",
                        "x.p2p:" + others.secretKey()));

        assertEquals(1, outcome.status(), outcome.toString());
        assertTrue(outcome.err().contains("pattern 'x' conflicts with '*'"), outcome.err());
        assertHidden(outcome.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
    void fileThatOthersMayUseIsRefused(String permissions) throws Exception {
        Path file = file("open.keys", keys.secretKey(), permissions);
        for (List<String> options :
                List.of(List.of("--auth-key-file", file.toString()), List.of("--auth-add-skey", "x.p2p:@" + file))) {
            Program.Outcome outcome = Program.run(Host.LOCAL, Daemon.command(options.toArray(String[]::new)));

            assertEquals(1, outcome.status(), outcome.toString());
            assertTrue(outcome.err().contains(file + " holds a secret key"), outcome.err());
            assertHidden(outcome.toString());
        }
    }

    @Test
    void mistypedKeysAreNotRepeated() throws Exception {
        for (List<String> options : List.of(
                List.of("--auth-add-skey", keys.secretKey() + "0"),
                List.of("--auth-add-pkey", keys.secretKey()),
                List.of("--auth-add-skeys", keys.secretKey()),
                List.of("--port", keys.secretKey()),
                List.of("--value-id", keys.secretKey() + ".p2p:99999"),
                List.of("--value-id", keys.secretHalf() + others.publicKey() + ".p2p"),
                List.of(keys.secretKey()))) {
            Program.Outcome outcome = Program.run(Host.LOCAL, Daemon.command(options.toArray(String[]::new)));

            assertEquals(1, outcome.status(), outcome.toString());
            assertFalse(outcome.err().isBlank());
            assertHidden(outcome.toString());
        }
    }

    /** Everything a user of the machine can see of a node, while its keys are at work. */
    @Test
    void keysFromFilesAreSeenNowhere() throws Exception {
        Path pattern = file("pattern.key", keys.secretKey(), "rw-------");
        Path ring = file("ring.keys", "# ours\n*.home: " + others.secretKey() + "\n", "rw-------");
        Path name = file("name.key", others.secretKey() + ".p2p", "rw-------");
        Path zone = file("zone", "node1 TXT \"signed\"\n", "rw-------");
        try (Daemon owner = Daemon.start(
                        Host.LOCAL,
                        "--verbosity",
                        "debug",
                        "--auth-add-skey",
                        "node1.p2p:@" + pattern,
                        "--auth-key-file",
                        ring.toString(),
                        "--value-id",
                        "node1.p2p",
                        "--value-id",
                        "a.home",
                        "--value-id",
                        "@" + name,
                        "--zone",
                        zone.toString());
                Daemon seeker = Daemon.start(
                        Host.LOCAL,
                        "--verbosity",
                        "debug",
                        "--auth-key-file",
                        ring.toString(),
                        "--auth-add-pkey",
                        "node1.p2p:" + keys.publicKey(),
                        "--peer",
                        "127.0.0.1:" + owner.dhtPort())) {
            for (String known : List.of("node1.p2p", "a.home", others.publicKey())) {
                assertEquals(
                        new Program.Outcome(0, "127.0.0.1:" + owner.dhtPort() + "\n", ""),
                        seeker.control("lookup", "--wait", "30", known));
            }
            assertEquals(new Dig.Answer("NOERROR", List.of("\"signed\"")), seeker.dig("127.0.0.1", "TXT", "node1.p2p"));
            assertHidden(Files.readString(
                    Path.of("/proc", Long.toString(owner.program().pid()), "cmdline")));
            assertHidden(Files.readString(
                    Path.of("/proc", Long.toString(owner.program().pid()), "environ")));
            for (Daemon daemon : List.of(owner, seeker)) {
                for (String command : List.of(
                        "status",
                        "list skeys",
                        "list pkeys",
                        "list values",
                        "list results",
                        "list searches",
                        "list storage",
                        "announce node1.p2p:99999 5",
                        "announce")) {
                    assertHidden(daemon.control(command.split(" ")).toString());
                }
            }
            assertTrue(owner.control("list", "skeys").out().contains(keys.publicKey()));
            // What is typed as a name is a secret, too.
            seeker.control("announce", keys.secretKey() + ".p2p");
            seeker.control("lookup", keys.secretKey() + ".p2p");
            seeker.control("lookup", keys.secretHalf() + others.publicKey() + ".p2p");
            assertHidden(seeker.control("list", "values").toString());
            for (Daemon daemon : List.of(owner, seeker)) {
                assertHidden(daemon.program().terminate().toString());
            }
        }
    }

    private void assertHidden(String text) {
        assertAll(
                () -> assertFalse(text.contains(keys.secretHalf()), text),
                () -> assertFalse(text.contains(others.secretHalf()), text));
    }

    private Path file(String name, String text, String permissions) throws Exception {
        Path file = Files.writeString(folder.resolve(name), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }
}
