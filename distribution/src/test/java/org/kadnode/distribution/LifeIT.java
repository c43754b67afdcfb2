package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a process begins and ends where something is in the way. */
class LifeIT {

    @Test
    void aDaemonThatCannotServeTellsWhoeverStartedIt(@TempDir Path folder) throws Exception {
        Path pidFile = folder.resolve("kadnode.pid");
        try (Daemon first = Daemon.start(Host.LOCAL);
                Program second = Program.start(
                        Host.LOCAL,
                        Daemon.command(
                                "--daemon",
                                "--pidfile",
                                pidFile.toString(),
                                "--port",
                                Integer.toString(first.dhtPort()),
                                "--cmd-port",
                                "0",
                                "--dns-port",
                                "0"))) {
            Program.Outcome outcome = second.awaitEnd();

            assertAll(
                    () -> assertEquals(1, outcome.status(), outcome.toString()),
                    () -> assertEquals(1, outcome.err().lines().count(), outcome.err()),
                    () -> assertTrue(outcome.err().contains(Integer.toString(first.dhtPort())), outcome.err()),
                    () -> assertFalse(Files.exists(pidFile), "the pid file stays behind"));
        }
    }

    @Test
    void aDaemonLogsToTheSystemLog(@TempDir Path folder) throws Exception {
        Machine.needsRoot();
        Machine.needsProgram("unshare", "util-linux");
        Machine.needsProgram("python3", "python3");
        Path script = Machine.script("system_log.py", folder);
        Host withSystemLog = command -> {
            List<String> inside =
                    new ArrayList<>(List.of("unshare", "--mount", Machine.PYTHON, script.toString(), "Shutting down"));
            inside.addAll(command);
            return inside;
        };
        Path pidFile = folder.resolve("kadnode.pid");
        try (Daemon launched = Daemon.launch(withSystemLog, "--daemon", "--pidfile", pidFile.toString())) {
            launched.program().awaitOutput("kadnode\\[[0-9]+\\]: \\(I\\) Ready");
            String pid = Files.readString(pidFile);
            Program.succeed(Host.LOCAL, "kill", "-TERM", pid);

            launched.program().awaitOutput("<30>.* kadnode\\[" + pid + "\\]: \\(I\\) Shutting down");
            assertEquals(0, launched.program().awaitEnd().status());
        }
    }

    @Test
    void aPidFileKeepsASecondNodeAway(@TempDir Path folder) throws Exception {
        Path pidFile = folder.resolve("kadnode.pid");
        try (Daemon first = Daemon.start(Host.LOCAL, "--pidfile", pidFile.toString());
                Daemon second = Daemon.launch(Host.LOCAL, "--pidfile", pidFile.toString())) {
            String pid = Long.toString(first.program().pid());
            Program.Outcome outcome = second.program().awaitEnd();

            assertEquals(1, outcome.status(), outcome.toString());
            assertTrue(outcome.err().contains(pidFile + " exists already, and its process " + pid), outcome.err());
            assertEquals(pid, Files.readString(pidFile));
        }
    }

    @Test
    void aPidFileOfAKilledNodeIsReplaced(@TempDir Path folder) throws Exception {
        Path pidFile = folder.resolve("kadnode.pid");
        try (Daemon killed = Daemon.start(Host.LOCAL, "--pidfile", pidFile.toString())) {
            killed.program().kill();
        }
        assertTrue(Files.exists(pidFile));
        try (Daemon next = Daemon.start(Host.LOCAL, "--pidfile", pidFile.toString())) {
            assertEquals(Long.toString(next.program().pid()), Files.readString(pidFile));
        }
    }

    /** Ports below 1024 are bound as root, before the change of user. */
    @Test
    void privilegedPortsAndAnotherUserGoTogether() throws Exception {
        Machine.needsRoot();
        try (Namespace machine = Namespace.create();
                Program program = Program.start(
                        machine, Daemon.command("--port", "700", "--dns-port", "53", "--user", "nobody"))) {
            Patience.await(
                    "an answer from port 1700",
                    Patience.LONG,
                    () -> Daemon.control(machine, 1700, "status").status() == 0 ? Optional.of(true) : Optional.empty());

            String sockets = Program.succeed(machine, "ss", "-uln");
            assertTrue(sockets.contains("0.0.0.0:700 "), sockets);
            assertTrue(sockets.contains("127.0.0.1:53 "), sockets);
            assertEquals(0, program.terminate().status());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "--version", "-v"})
    void whatIsAskedForGoesToStandardOutput(String option) throws Exception {
        Program.Outcome outcome = Program.run(Host.LOCAL, Daemon.command("--port", "1", option));

        assertEquals(0, outcome.status(), outcome.toString());
        assertEquals("", outcome.err());
        assertFalse(outcome.out().isEmpty());
    }

    @Test
    void aNodeIsStoppedProperlyWhileAPluginHangsInItsStart(@TempDir Path folder) throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        PluginFixture.build(
                "laggard", Files.createDirectory(folder.resolve("classes")), plugins.resolve("laggard-0.1.0.jar"));
        Path pidFile = folder.resolve("kadnode.pid");
        try (Daemon daemon =
                Daemon.launch(Host.LOCAL, "--plugin-dir", plugins.toString(), "--pidfile", pidFile.toString())) {
            daemon.program().awaitOutput("laggard starts");

            Program.Outcome outcome = daemon.program().terminate();

            assertEquals(0, outcome.status(), outcome.toString());
            assertFalse(Files.exists(pidFile), "the pid file stays behind");
        }
    }

    @Test
    void aPluginThatDoesNotStopCannotHoldTheNode(@TempDir Path folder) throws Exception {
        Path plugins = Files.createDirectory(folder.resolve("plugins"));
        PluginFixture.build(
                "clinger", Files.createDirectory(folder.resolve("classes")), plugins.resolve("clinger-0.1.0.jar"));
        Path peers = folder.resolve("peers.txt");
        try (Daemon other = Daemon.start(Host.LOCAL)) {
            String known = "127.0.0.1:" + other.dhtPort();
            Files.writeString(peers, known + "\n");
            try (Daemon daemon =
                    Daemon.start(Host.LOCAL, "--plugin-dir", plugins.toString(), "--peerfile", peers.toString())) {
                daemon.awaitGoodNode(known);
                long start = System.nanoTime();
                Program.Outcome outcome = daemon.program().terminate();
                System.out.println("SIGTERM to exit with a clinging plugin: "
                        + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");

                assertEquals(0, outcome.status(), outcome.toString());
                assertTrue(outcome.err().contains("clinger"), outcome.err());
                assertTrue(outcome.err().contains("peers exported"), outcome.err());
            }
        }
    }
}
