package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every command of {@code kadnode-ctl} against a running node, and every way it can fail. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlIT {
    private Daemon announcer;
    private Daemon daemon;

    @BeforeAll
    void start() throws Exception {
        announcer = Daemon.start(Host.LOCAL, "--value-id", "known.p2p:8080");
        daemon = Daemon.start(Host.LOCAL, "--peer", "127.0.0.1:" + announcer.dhtPort());
    }

    @AfterAll
    void stop() {
        daemon.close();
        announcer.close();
    }

    @Test
    void statusTellsOfTheNode() throws Exception {
        String status = succeed("status");
        assertAll(
                () -> assertTrue(status.startsWith("Version: KadNode v"), status),
                () -> assertTrue(status.lines().anyMatch(line -> line.matches("DHT id: [0-9a-f]{40}")), status),
                () -> assertTrue(status.contains("DHT bound to: 0.0.0.0:" + daemon.dhtPort()), status));
    }

    @Test
    void lookupWaitsForTheResult() throws Exception {
        assertEquals("127.0.0.1:8080\n", succeed("lookup", "known.p2p"));
    }

    @Test
    void announcedNamesAreFoundByOthers() throws Exception {
        assertEquals(
                "Start regular announcements for the entire run time (port 8081).\n",
                succeed("announce", "later.p2p:8081", "-1"));
        Patience.await(
                "later.p2p at the other node",
                Patience.LONG,
                () -> announcer.control("lookup", "later.p2p").out().equals("127.0.0.1:8081\n")
                        ? Optional.of(true)
                        : Optional.empty());
        assertTrue(succeed("list", "values").contains("port: 8081"));
    }

    @Test
    void importMeetsANode() throws Exception {
        try (Daemon lonely = Daemon.start(Host.LOCAL)) {
            assertEquals(
                    new Program.Outcome(0, "Send ping to: 127.0.0.1:" + daemon.dhtPort() + "\n", ""),
                    lonely.control("import", "127.0.0.1:" + daemon.dhtPort()));
            lonely.awaitGoodNode("127.0.0.1:" + daemon.dhtPort());
        }
    }

    @Test
    void blacklistIsListed() throws Exception {
        // With the port that KadNode 1.0 shows.
        assertEquals("Added to blacklist: 192.0.2.1:0\n", succeed("blacklist", "192.0.2.1"));
        assertTrue(succeed("list", "blacklist").contains("192.0.2.1"));
    }

    @ParameterizedTest
    @CsvSource({"blacklist", "buckets", "constants", "results", "searches", "storage", "values"})
    void listsShowTheirTable(String table) throws Exception {
        assertFalse(succeed("list", table).isBlank());
    }

    @Test
    void pluginsAreListed() throws Exception {
        String plugins = succeed("plugins");
        assertTrue(plugins.lines().anyMatch(line -> line.contains("dns")), plugins);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lookup nobody-announced-this.p2p | 5 | No address found within 10 seconds.",
                "import [10.99.0.1                | 1 | Failed to parse address.",
                "import no-such-host.invalid      | 1 | Failed to resolve address.",
                "blacklist nonsense               | 1 | Invalid address.",
                "announce name.p2p:99999 5        | 1 | Invalid port or query too long.",
                "list nonsense                    | 1 | Unknown argument",
                "no-such-command                  | 2 | Usage:",
                "lookup                           | 2 | lookup [--wait <seconds>] [--proof] <query>"
            })
    void failuresHaveAStatusAndAReason(String words, int status, String reason) throws Exception {
        Program.Outcome outcome = daemon.control(words.split(" "));
        assertAll(
                () -> assertEquals(status, outcome.status(), outcome.toString()),
                () -> assertEquals("", outcome.out()),
                () -> assertTrue(outcome.err().contains(reason), outcome.err()));
    }

    @ParameterizedTest
    @CsvSource({"-p 0 status, Port is invalid!", "-p 70000 status, Port is invalid!", "-p, Port is missing!"})
    void badPortsAreRefused(String words, String reason) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Daemon.HOME.resolve("bin/kadnode-ctl").toString()));
        command.addAll(List.of(words.split(" ")));
        assertEquals(new Program.Outcome(2, "", reason + "\n"), Program.run(Host.LOCAL, command));
    }

    @Test
    void nobodyAtThePortIsAFailure() throws Exception {
        int port = Ports.free();
        Program.Outcome outcome = Daemon.control(Host.LOCAL, port, "status");
        assertAll(
                () -> assertEquals(3, outcome.status(), outcome.toString()),
                () -> assertTrue(outcome.err().contains("no node listens on port " + port), outcome.err()));
    }

    private String succeed(String... words) throws Exception {
        Program.Outcome outcome = daemon.control(words);
        assertEquals(0, outcome.status(), () -> outcome + daemon.program().said());
        return outcome.out();
    }
}
