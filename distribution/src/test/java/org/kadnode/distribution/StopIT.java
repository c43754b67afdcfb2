package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a node ends, and what it leaves behind. */
class StopIT {
    @Test
    void terminationExitsWithZeroAndWritesThePeerFile(@TempDir Path folder) throws Exception {
        Path peers = folder.resolve("peers.txt");
        try (Daemon other = Daemon.start(Host.LOCAL)) {
            String known = "127.0.0.1:" + other.dhtPort();
            Files.writeString(peers, "# seeds\n192.0.2.7:6881\n" + known + "\n");
            try (Daemon daemon = Daemon.start(Host.LOCAL, "--peerfile", peers.toString())) {
                daemon.awaitGoodNode(known);

                long start = System.nanoTime();
                Program.Outcome outcome = daemon.program().terminate();
                System.out.println("SIGTERM to exit: "
                        + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");

                assertEquals(0, outcome.status(), outcome.toString());
                List<String> written = Files.readAllLines(peers);
                assertTrue(written.contains(known), written.toString());
                assertTrue(written.contains("192.0.2.7:6881"), "a seed was lost: " + written);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 40})
    void killDuringExportLeavesAWholePeerFile(int millis, @TempDir Path folder) throws Exception {
        Path peers = folder.resolve("peers.txt");
        try (Daemon other = Daemon.start(Host.LOCAL)) {
            String known = "127.0.0.1:" + other.dhtPort();
            // Big enough that a write in place would be seen half done.
            List<String> seeds = IntStream.range(0, 20_000)
                    .mapToObj(i -> "# 192.0.2.%d:%d".formatted(i % 250 + 1, 10_000 + i))
                    .toList();
            Files.write(peers, seeds);
            Files.writeString(peers, known + "\n", StandardOpenOption.APPEND);
            try (Daemon daemon = Daemon.start(Host.LOCAL, "--peerfile", peers.toString())) {
                daemon.awaitGoodNode(known);
                Program.succeed(
                        Host.LOCAL,
                        "kill",
                        "-TERM",
                        Long.toString(daemon.program().pid()));
                LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
                daemon.program().kill();

                List<String> found = Files.readAllLines(peers);
                assertTrue(found.containsAll(seeds), "seeds were lost, " + found.size() + " lines are left");
                assertTrue(found.contains(known));
                assertTrue(Files.readString(peers).endsWith("\n"));
            }
        }
    }

    @Test
    void interruptExitsWithZero() throws Exception {
        try (Daemon daemon = Daemon.start(Host.LOCAL)) {
            Program.succeed(
                    Host.LOCAL, "kill", "-INT", Long.toString(daemon.program().pid()));
            assertEquals(0, daemon.program().awaitEnd().status());
        }
    }
}
