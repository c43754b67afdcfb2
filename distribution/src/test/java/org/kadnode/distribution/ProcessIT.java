package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What only the operating system can grant: background, user, interface, pid file. */
class ProcessIT {
    @Test
    void daemonRunsInTheBackground(@TempDir Path folder) throws Exception {
        Path pidFile = folder.resolve("kadnode.pid");
        try (Daemon launched = Daemon.launch(Host.LOCAL, "--daemon", "--pidfile", pidFile.toString())) {
            Program.Outcome outcome = launched.program().awaitEnd();
            assertEquals(0, outcome.status(), outcome.toString());

            ProcessHandle background = Patience.await(
                    "the background process",
                    Patience.LONG,
                    () -> Files.exists(pidFile)
                            ? ProcessHandle.of(
                                    Long.parseLong(Files.readString(pidFile).strip()))
                            : Optional.empty());
            try {
                Patience.await(
                        "an answer from the background process",
                        Patience.LONG,
                        () -> launched.control("status").status() == 0 ? Optional.of(true) : Optional.empty());
                assertTrue(background.pid() != launched.program().pid());
                background.destroy();
                Patience.await(
                        "the end of the background process",
                        Patience.LONG,
                        () -> background.isAlive() ? Optional.empty() : Optional.of(true));
                assertFalse(Files.exists(pidFile), "the pid file stays behind");
            } finally {
                background.destroyForcibly();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--lpd-addr, 10.0.0.1, option --lpd-addr: '10.0.0.1'",
        "--dns-addr, nonsense, option --dns-addr: 'nonsense'",
        "--dns-server, tls://, option --dns-server: 'tls://'",
    })
    void whatAPluginCannotUseIsRefusedAsAnyOtherMistake(String option, String value, String said, @TempDir Path folder)
            throws Exception {
        Machine.needsNamespaces();
        try (Namespace machine = Namespace.create()) {
            Program.Outcome refused = Program.run(
                    machine,
                    Daemon.HOME.resolve("bin/kadnode").toString(),
                    "--state-dir",
                    folder.toString(),
                    "--nss-port",
                    "0",
                    "--verbosity",
                    "quiet",
                    option,
                    value);
            assertEquals(1, refused.status(), refused::toString);
            assertEquals(1, refused.err().lines().count(), refused::toString);
            assertTrue(refused.err().contains(said), refused::toString);
        }
    }

    /** Else the virtual machine's own files would get the numbers, and be read as commands or written to. */
    @Test
    void closedStandardStreamsAreTakenByNothingElse() throws Exception {
        Host closing = command -> {
            List<String> closed = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" <&- >&- 2>&-", "sh"));
            closed.addAll(command);
            return closed;
        };
        try (Daemon daemon = Daemon.launch(closing)) {
            Patience.await(
                    "an answer to kadnode-ctl status",
                    Patience.LONG,
                    () -> Daemon.control(Host.LOCAL, daemon.controlPort(), "status")
                                            .status()
                                    == 0
                            ? Optional.of(true)
                            : Optional.empty());
            for (String descriptor : List.of("0", "1", "2")) {
                Path link = Path.of("/proc", Long.toString(daemon.program().pid()), "fd", descriptor);
                assertEquals("/dev/null", Files.readSymbolicLink(link).toString(), "descriptor " + descriptor);
            }
        }
    }

    @Test
    void userIsChanged(@TempDir Path folder) throws Exception {
        Machine.needsRoot();
        try (Daemon daemon = Daemon.start(Host.LOCAL, "--user", "nobody")) {
            String nobody = Program.succeed(Host.LOCAL, "id", "-u", "nobody").strip();
            String group = Program.succeed(Host.LOCAL, "id", "-g", "nobody").strip();
            String status = Files.readString(
                    Path.of("/proc", Long.toString(daemon.program().pid()), "status"));
            assertAll(
                    () -> assertTrue(status.contains("Uid:" + ("\t" + nobody).repeat(4)), status),
                    () -> assertTrue(status.contains("Gid:" + ("\t" + group).repeat(4)), status));
        }
    }

    @Test
    void filesThatTheUserCannotReplaceAreNamedAtTheStart(@TempDir Path folder) throws Exception {
        Machine.needsRoot();
        Path pidFile = folder.resolve("kadnode.pid");
        Path peerFile = Files.createFile(folder.resolve("peers.txt"));
        try (Daemon daemon = Daemon.start(
                Host.LOCAL, "--user", "nobody", "--pidfile", pidFile.toString(), "--peerfile", peerFile.toString())) {
            String said = daemon.program().terminate().err();
            assertAll(
                    () -> assertTrue(said.contains("--pidfile " + pidFile + ": user nobody cannot write"), said),
                    () -> assertTrue(said.contains("--peerfile " + peerFile + ": user nobody cannot write"), said));
        }
    }

    @Test
    void pidFileNamesTheProcessAndGoesWithIt(@TempDir Path folder) throws Exception {
        Path pidFile = folder.resolve("kadnode.pid");
        try (Daemon daemon = Daemon.start(Host.LOCAL, "--pidfile", pidFile.toString())) {
            assertEquals(
                    Long.toString(daemon.program().pid()),
                    Files.readString(pidFile).strip());
            daemon.program().terminate();
            assertFalse(Files.exists(pidFile));
        }
    }

    @Test
    void socketsAreBoundToTheInterface() throws Exception {
        Machine.needsRoot();
        Machine.needsProgram("ss", "iproute2");
        try (Daemon daemon = Daemon.start(Host.LOCAL, "--ifname", "lo")) {
            String sockets = Program.succeed(Host.LOCAL, "ss", "-uln");
            assertTrue(sockets.contains("0.0.0.0%lo:" + daemon.dhtPort()), sockets);
        }
    }

    @Test
    void aTakenPortEndsTheSecondNode() throws Exception {
        try (Daemon first = Daemon.start(Host.LOCAL)) {
            Program.Outcome second = Program.run(
                    Host.LOCAL,
                    Daemon.command("--port", Integer.toString(first.dhtPort()), "--cmd-port", "0", "--dns-port", "0"));
            assertEquals(1, second.status(), second.toString());
            assertTrue(second.err().contains(Integer.toString(first.dhtPort())), second.err());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "--prot 7000,         --port",
        "--port 0,            --port",
        "--mode ipv5,         --mode",
        "--verbosity loud,    --verbosity",
        "--port,              --port",
        "--daemon now,        now",
        "--port 1 --port 2,   --port",
        "--config /no/such,   /no/such",
        "--value-id .p2p,     --value-id",
        "--user no-such-user, no-such-user",
        "--ifname no-such-if, no-such-if"
    })
    void mistakesAreNamedInOneLine(String options, String named) throws Exception {
        Program.Outcome outcome = Program.run(Host.LOCAL, Daemon.command(options.split(" ")));
        assertAll(
                () -> assertEquals(1, outcome.status(), outcome.toString()),
                () -> assertEquals("", outcome.out()),
                () -> assertEquals(
                        1,
                        outcome.err()
                                .lines()
                                .filter(line -> line.startsWith("(E)"))
                                .count(),
                        outcome.err()),
                () -> assertTrue(outcome.err().contains(named), outcome.err()));
    }

    @Test
    void versionNamesThePlugins() throws Exception {
        Program.Outcome outcome = Program.run(Host.LOCAL, Daemon.command("--version"));
        assertEquals(0, outcome.status(), outcome.toString());
        assertTrue(outcome.out().startsWith("KadNode v"), outcome.out());
        assertTrue(outcome.out().contains("dns"), outcome.out());
    }

    @Test
    void aConfigFileIsTakenInBothForms(@TempDir Path folder) throws Exception {
        int port = Ports.free();
        Path classic = Files.write(folder.resolve("classic.conf"), List.of("# ours", "--cmd-port " + port));
        Path hocon = Files.write(folder.resolve("hocon.conf"), List.of("# ours", "control.port = " + port));
        for (Path file : List.of(classic, hocon)) {
            try (Program program = Program.start(
                    Host.LOCAL,
                    Daemon.command(
                            "--config",
                            file.toString(),
                            "--port",
                            Integer.toString(Ports.free()),
                            "--dns-port",
                            "0"))) {
                Patience.await(
                        "an answer at the port of " + file,
                        Patience.LONG,
                        () -> Daemon.control(Host.LOCAL, port, "status").status() == 0
                                ? Optional.of(true)
                                : Optional.empty());
                assertEquals(0, program.terminate().status());
            }
        }
    }
}
