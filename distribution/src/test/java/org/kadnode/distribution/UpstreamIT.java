package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Two servers for other names, of which one is no good: whoever asks, once and for five seconds as {@code dig} does, gets the
 * answer of the other, and {@code kadnode-ctl status} tells which one it was, and why.
 */
class UpstreamIT {

    /** Enough for each of the servers to be asked. */
    private static final int NAMES = 12;

    private static final String RIGHT = "192.0.2.44";

    @TempDir
    private static Path folder;

    private static int port;
    private static Program good;

    @BeforeAll
    static void startTheGoodOne() throws Exception {
        port = Ports.free();
        String text = ",text of many letters".repeat(80);
        good = Dnsmasq.start(
                Host.LOCAL,
                port,
                folder.resolve("asked"),
                "--address=/example.org/" + RIGHT,
                "--txt-record=long.example.net" + text);
    }

    @AfterAll
    static void stopTheGoodOne() {
        good.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SILENT         | [1-9]\\d* timed out",
                "WRONG_ID       | ignored: .*[1-9]\\d* wrong id",
                "WRONG_QUESTION | ignored: .*[1-9]\\d* wrong question",
                "WRONG_LETTERS  | ignored: .*[1-9]\\d* wrong case",
                "OTHER_PORT     | [1-9]\\d* timed out",
                "FAILING        | [1-9]\\d* failed"
            })
    void anUpstreamThatIsNoGoodIsToldFromTheGoodOne(BadUpstream.Habit habit, String told) throws Exception {
        try (BadUpstream bad = new BadUpstream(habit);
                Daemon daemon = daemon(bad.port(), port)) {
            askForNames(daemon);

            awaitStatus(daemon, bad.port(), told);
        }
    }

    @Test
    void anUpstreamThatIsGoneIsDoneWithout() throws Exception {
        int nobody = Ports.free();
        try (Daemon daemon = daemon(nobody, port)) {
            askForNames(daemon);

            awaitStatus(daemon, nobody, "[1-9]\\d* unreachable");
        }
    }

    @Test
    void anUpstreamThatDiesIsReplacedByTheOther() throws Exception {
        int mortal = Ports.free();
        try (Program first =
                        Dnsmasq.start(Host.LOCAL, mortal, folder.resolve("mortal"), "--address=/example.org/" + RIGHT);
                Daemon daemon = daemon(mortal, port)) {
            askForNames(daemon);
            first.kill();

            for (int i = 0; i < NAMES; i++) {
                assertRight(daemon, "later" + i + ".example.org");
            }
        }
    }

    @Test
    void whatIsTooLongForADatagramIsFetchedOverTcp() throws Exception {
        try (Daemon daemon = daemon(port)) {
            String text = Program.succeed(
                    Host.LOCAL,
                    "dig",
                    "+tcp",
                    "+tries=1",
                    "+short",
                    "-p",
                    Integer.toString(daemon.dnsPort()),
                    "@127.0.0.1",
                    "long.example.net",
                    "TXT");

            assertEquals(
                    80,
                    Pattern.compile("text of many letters")
                            .matcher(text)
                            .results()
                            .count(),
                    text);
            awaitStatus(daemon, port, "[1-9]\\d* over TCP");
        }
    }

    private static Daemon daemon(int... upstreams) throws Exception {
        List<String> options = new ArrayList<>();
        for (int upstream : upstreams) {
            options.addAll(List.of("--dns-server", "127.0.0.1:" + upstream));
        }
        return Daemon.start(Host.LOCAL, options.toArray(String[]::new));
    }

    private static void askForNames(Daemon daemon) throws Exception {
        for (int i = 0; i < NAMES; i++) {
            assertRight(daemon, "name" + i + ".example.org");
        }
    }

    private static void assertRight(Daemon daemon, String name) throws Exception {
        assertEquals(new Dig.Answer("NOERROR", List.of(RIGHT)), daemon.dig("127.0.0.1", "A", name), name);
    }

    /** What has not come yet is counted only when it has been given up. */
    private static void awaitStatus(Daemon daemon, int upstream, String told) throws Exception {
        Pattern line = Pattern.compile("DNS upstream 127\\.0\\.0\\.1:" + upstream + ": .*" + told);
        Patience.await(
                line + " in the status",
                Patience.LONG,
                () -> line.matcher(daemon.control("status").out()).find() ? Optional.of(true) : Optional.empty());
    }
}
