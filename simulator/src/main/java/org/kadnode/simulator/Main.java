package org.kadnode.simulator;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.kadnode.kernel.core.model.Limits;

/** The simulator as a program: runs one scenario and prints what came of it. */
public final class Main {

    private static final int CLEAN = 0;
    private static final int VIOLATED = 1;
    private static final int USAGE = 2;

    private static final String HELP = """
            Runs many KadNode nodes in one process under virtual time, and checks that every announced name is found.

              --workload USE     names: plain ones; records: names whose owners sign records; lookups: plain
                                 names in a network of millions, of which only some nodes are real (names)
              --nodes N          nodes of the swarm (1000)
              --hours H          virtual time to run (1, with lookups 0.25)
              --names N          names to announce (50, with lookups one a node)
              --lookups N        look-ups of each name (4)
              --mode MODE        ipv4, ipv6, dual or mixed (ipv4)
              --latency LAW      round trips: measured, fixed:MS or uniform:MS-MS (measured)
              --loss P           share of the datagrams that get lost (0)
              --duplicate P      share of the datagrams that arrive twice (0)
              --reorder P        share of the datagrams that are overtaken by others (0)
              --churn LAW        sessions: none, measured, storing or weibull:SHAPE:MINUTES (none)
              --parallel N       queries of one look-up that are waited for at a time (10)
              --crowd N          with lookups: nodes around the real ones (8388608)
              --dead P           with lookups: share of the nodes named by others that are not there (0.35)
              --warm MINUTES     with lookups: how long a node is there before it is used (10)
              --samples FILE     with lookups: write each number of which percentiles are told to a file
              --seed N           what all chance follows from (drawn)
              --trace FILE       write every event to a file

            Exits with 0 if all checks pass, 1 if one fails, and 2 if an option is wrong.
            """;

    private Main() {}

    /**
     * Runs the simulator and ends the process.
     *
     * @param words the command line
     * @throws IOException if the trace file can't be written
     */
    public static void main(String[] words) throws IOException {
        int status = run(List.of(words), System.out, System.err);
        if (System.out.checkError()) {
            System.err.println("cannot write to standard output");
            status = VIOLATED;
        }
        System.exit(status);
    }

    /**
     * Runs the simulator.
     *
     * @param words the command line
     * @param out takes the report
     * @param err takes what is wrong
     * @return the exit code
     * @throws IOException if the trace file can't be written
     */
    static int run(List<String> words, PrintStream out, PrintStream err) throws IOException {
        if (words.contains("--help")) {
            out.print(HELP);
            return CLEAN;
        }
        Scenario scenario;
        Optional<Path> file;
        Optional<Path> samples;
        try {
            Arguments arguments = new Arguments(words);
            scenario = Scenario.of(arguments, new SplittableRandom().nextLong());
            file = arguments.text("trace").map(Path::of);
            samples = arguments.text("samples").map(Path::of);
            arguments.end();
        } catch (IllegalArgumentException wrongOption) {
            err.println(wrongOption.getMessage());
            return USAGE;
        }
        out.println("replay with    " + scenario.command());
        long begin = System.nanoTime();
        Report report = file.isPresent() ? simulate(scenario, file.get()) : simulate(scenario, new Trace());
        out.print(report);
        if (samples.isPresent()) {
            write(report.outcome(), samples.get());
        }
        out.printf("wall time      %.1f s%n", (System.nanoTime() - begin) / 1e9);
        if (report.isClean()) {
            return CLEAN;
        }
        err.println("A check failed. The same run again: " + scenario.command());
        return VIOLATED;
    }

    /** Writes a line for each number: what it is, and the number. */
    private static void write(Outcome outcome, Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        outcome.samples().forEach((name, sample) -> {
            for (long value : sample.values()) {
                lines.add(name + " " + value);
            }
        });
        Files.write(file, lines);
    }

    private static Report simulate(Scenario scenario, Path file) throws IOException {
        try (Writer lines = Files.newBufferedWriter(file)) {
            return simulate(scenario, new Trace(lines));
        }
    }

    private static Report simulate(Scenario scenario, Trace trace) {
        return new Simulation(scenario, Limits.DEFAULT.withLookupParallel(scenario.parallel()), trace).run();
    }
}
