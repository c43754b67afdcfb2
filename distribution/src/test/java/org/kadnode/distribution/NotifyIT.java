package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon as a service of systemd: it tells when it is ready, how it is doing, and that it stops. */
class NotifyIT {

    private static final String READY =
            "^heard READY=1 \\| MAINPID=([0-9]+) \\| STATUS=IPv4: looking for nodes; announces 0 names$";

    @TempDir
    private Path folder;

    @BeforeAll
    static void needsPython() {
        Machine.needsProgram("python3", "python3");
    }

    @Test
    void tellsTheManagerOfItsLife() throws Exception {
        try (Daemon other = Daemon.start(Host.LOCAL);
                Daemon daemon = Daemon.launch(managed(folder.resolve("notify").toString()))) {
            String pid = daemon.program().awaitOutput("^started ([0-9]+)$").group(1);

            assertEquals(pid, daemon.program().awaitOutput(READY).group(1));
            // Who was told that it is ready may use it at once.
            assertEquals(0, control(daemon, "status").status());

            assertEquals(0, control(daemon, "announce", "told.p2p", "60").status());
            daemon.program().awaitOutput("^heard STATUS=IPv4: looking for nodes; announces 1 name$");
            assertEquals(
                    0, control(daemon, "import", "127.0.0.1:" + other.dhtPort()).status());
            daemon.program().awaitOutput("^heard STATUS=IPv4: 1 good node; announces 1 name$");

            assertEquals(0, stop(daemon, pid).status());
            assertTrue(
                    daemon.program().said().contains("heard STOPPING=1 | STATUS=Shutting down\n"),
                    daemon.program()::said);
        }
    }

    @Test
    void knowsAbstractSockets() throws Exception {
        try (Daemon daemon = Daemon.launch(managed("@kadnode-" + folder.getFileName()))) {
            String pid = daemon.program().awaitOutput(READY).group(1);

            assertEquals(0, stop(daemon, pid).status());
        }
    }

    /** A Java 21 cannot send to such a socket by itself: the classes for it call a program. */
    @Test
    void canDoItOnJava21() throws Exception {
        Machine.needsProgram("systemd-notify", "systemd");
        try (Daemon daemon = Daemon.launch(withVariables(
                managed(folder.resolve("notify").toString()), Map.of("KADNODE_OPTS", "-Djdk.util.jar.version=21")))) {
            String pid = daemon.program().awaitOutput(READY).group(1);

            assertEquals(0, stop(daemon, pid).status());
            assertTrue(daemon.program().said().contains("heard STOPPING=1"), daemon.program()::said);
        }
    }

    @Test
    void givesAWatchdogSignsOfLife() throws Exception {
        try (Daemon daemon = Daemon.launch(
                withVariables(managed(folder.resolve("notify").toString()), Map.of("WATCHDOG_USEC", "400000")))) {
            String pid = daemon.program().awaitOutput(READY).group(1);
            daemon.program().awaitOutput("^heard WATCHDOG=1$\n(?:.*\n)*heard WATCHDOG=1$");

            assertEquals(0, stop(daemon, pid).status());
        }
    }

    @Test
    void namesTheProcessThatServesInTheBackground() throws Exception {
        Path pidFile = folder.resolve("kadnode.pid");
        Path script = script();
        // The manager must outlive the command, which ends when its child serves.
        Host untilItStops = command -> {
            List<String> words = new ArrayList<>(List.of(
                    Machine.PYTHON,
                    script.toString(),
                    folder.resolve("notify").toString(),
                    "sh",
                    "-c",
                    "\"$@\" && while [ -e " + pidFile + " ]; do sleep 0.05; done",
                    "sh"));
            words.addAll(command);
            return words;
        };
        try (Daemon daemon = Daemon.launch(untilItStops, "--daemon", "--pidfile", pidFile.toString())) {
            String pid = daemon.program().awaitOutput(READY).group(1);

            assertEquals(Files.readString(pidFile), pid);
            assertEquals(0, stop(daemon, pid).status());
        }
    }

    @Test
    void servesThoughTheManagerDoesNotListen() throws Exception {
        try (Daemon daemon = Daemon.launch(withVariables(
                Host.LOCAL, Map.of("NOTIFY_SOCKET", folder.resolve("nobody").toString())))) {
            daemon.awaitReady();

            Program.Outcome outcome = daemon.program().terminate();
            assertEquals(0, outcome.status(), outcome::toString);
            String warning = "Cannot tell the service manager (NOTIFY_SOCKET): sendto: No such file or directory";
            assertEquals(
                    1,
                    outcome.err().lines().filter(line -> line.contains(warning)).count(),
                    outcome::toString);
        }
    }

    @Test
    void saysNothingOfAManagerWhereThereIsNone() throws Exception {
        try (Daemon daemon = Daemon.start(Host.LOCAL)) {
            assertFalse(daemon.program().terminate().err().contains("service manager"));
        }
    }

    /** Not on the machine of the daemon, where each command has a manager. */
    private static Program.Outcome control(Daemon daemon, String... words) throws Exception {
        return Daemon.control(Host.LOCAL, daemon.controlPort(), words);
    }

    private static Program.Outcome stop(Daemon daemon, String pid) throws Exception {
        Program.succeed(Host.LOCAL, "kill", "-TERM", pid);
        return daemon.program().awaitEnd();
    }

    /** A machine with a service manager that listens at an address. */
    private Host managed(String address) throws Exception {
        Path script = script();
        return command -> {
            List<String> words = new ArrayList<>(List.of(Machine.PYTHON, script.toString(), address));
            words.addAll(command);
            return words;
        };
    }

    private Path script() throws Exception {
        return Machine.script("notify_socket.py", folder);
    }

    private static Host withVariables(Host host, Map<String, String> variables) {
        return command -> {
            List<String> words = new ArrayList<>(List.of("env"));
            variables.forEach((name, value) -> words.add(name + "=" + value));
            words.addAll(host.command(command));
            return words;
        };
    }
}
