package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    private static final String SMALL = "--nodes 10 --names 2 --hours 0.1";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void reportsARunAndHowToReplayIt() throws IOException {
        assertEquals(0, run(SMALL + " --seed 5"));
        List<String> lines = text(out).lines().toList();
        assertEquals("replay with    " + Runs.scenario(SMALL + " --seed 5").command(), lines.getFirst());
        assertTrue(lines.contains("names          2 announced, 2 stored, 2 found"), text(out));
        assertEquals("", text(err));
    }

    @Test
    void failsIfACheckFails() throws IOException {
        assertEquals(1, run(SMALL + " --loss 1 --seed 5"));
        String replay = Runs.scenario(SMALL + " --loss 1 --seed 5").command();
        assertEquals("A check failed. The same run again: " + replay + System.lineSeparator(), text(err));
    }

    @Test
    void drawsASeedIfNoneIsGiven() throws IOException {
        assertEquals(0, run(SMALL));
        String first = text(out).lines().findFirst().orElseThrow();
        out.reset();
        assertEquals(0, run(first.substring(first.indexOf("--"))));
        assertEquals(first, text(out).lines().findFirst().orElseThrow());
    }

    @Test
    void refusesAWrongOption() throws IOException {
        assertEquals(2, run("--colour blue"));
        assertEquals("unknown option --colour" + System.lineSeparator(), text(err));
        assertEquals("", text(out));
    }

    @Test
    void tellsAnUnknownOptionFromOneWithoutAValue() throws IOException {
        assertEquals(2, run("--bogus"));
        assertEquals(2, run("--nodes"));
        assertEquals(
                List.of("unknown option --bogus", "--nodes needs a value"),
                text(err).lines().toList());
    }

    @Test
    void explainsItself() throws IOException {
        assertEquals(0, run("--help"));
        assertTrue(text(out).contains("--duplicate P"));
    }

    @Test
    void writesATrace(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("trace");
        assertEquals(0, run(SMALL + " --seed 5 --trace " + file));
        List<String> lines = Files.readAllLines(file);
        assertTrue(lines.getFirst().startsWith("0.000 = join "), lines.getFirst());
        assertTrue(lines.stream().anyMatch(line -> line.contains("9:get_peers")));
    }

    @Test
    void writesSamples(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("samples");
        assertEquals(0, run("--workload lookups --nodes 2 --lookups 3 --seed 5 --samples " + file));
        List<String> lines = Files.readAllLines(file);
        assertEquals(
                6,
                lines.stream()
                        .filter(line -> line.matches("first-value [0-9]+"))
                        .count());
        assertEquals(
                2, lines.stream().filter(line -> line.matches("nearest [0-8]")).count());
    }

    private int run(String options) throws IOException {
        return Main.run(Runs.words(options), new PrintStream(out, true), new PrintStream(err, true));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
