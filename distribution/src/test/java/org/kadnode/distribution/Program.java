package org.kadnode.distribution;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program that was started as a process of its own. Closing it kills it. */
final class Program implements AutoCloseable {
    private final String command;
    private final Process process;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Thread> readers;

    /**
     * How a program ended.
     *
     * @param status the exit status; 128 + n if signal n ended it
     * @param out what it wrote to standard output
     * @param err what it wrote to standard error
     */
    record Outcome(int status, String out, String err) {}

    private Program(List<String> command, Process process) {
        this.command = String.join(" ", command);
        this.process = process;
        this.readers = List.of(collect(process.getInputStream(), out), collect(process.getErrorStream(), err));
    }

    static Program start(Host host, List<String> command) throws IOException {
        return start(host, command, Map.of());
    }

    /**
     * Starts a program, with its standard input open and nothing to read there.
     *
     * @param host where it runs
     * @param command program and arguments
     * @param environment variables to set beside those of this process
     */
    static Program start(Host host, List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(host.command(command));
        builder.environment().putAll(environment);
        return new Program(command, builder.start());
    }

    static Outcome run(Host host, String... command) throws Exception {
        return run(host, List.of(command));
    }

    /** Runs a program to its end, which must come soon. */
    static Outcome run(Host host, List<String> command) throws Exception {
        return run(host, command, Map.of());
    }

    static Outcome run(Host host, List<String> command, Map<String, String> environment) throws Exception {
        try (Program program = start(host, command, environment)) {
            program.process.getOutputStream().close();
            return program.awaitEnd();
        }
    }

    /** Runs a program that has to succeed and takes its time: it links a Java, or installs a system. */
    static String make(Host host, List<String> command, Map<String, String> environment) throws Exception {
        try (Program program = start(host, command, environment)) {
            program.process.getOutputStream().close();
            Outcome outcome = program.awaitEnd(Patience.LONGEST);
            if (outcome.status() != 0) {
                throw new AssertionError(String.join(" ", command) + ": " + outcome);
            }
            return outcome.out() + outcome.err();
        }
    }

    /** Runs a program that has to succeed. */
    static String succeed(Host host, String... command) throws Exception {
        Outcome outcome = run(host, command);
        if (outcome.status() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + outcome);
        }
        return outcome.out();
    }

    long pid() {
        return process.pid();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Types a line on the program's standard input. */
    void type(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits until standard output matches somewhere; fails at once if the program ends before. */
    Matcher awaitOutput(String regex) throws Exception {
        Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
        return Patience.await(regex + " from " + command, Patience.LONG, () -> {
            // What was written last may still be on its way when the program has ended.
            Optional<Outcome> end = isRunning() ? Optional.empty() : Optional.of(awaitEnd());
            Matcher matcher = pattern.matcher(out.toString(StandardCharsets.UTF_8));
            if (matcher.find()) {
                return Optional.of(matcher);
            }
            if (end.isPresent()) {
                throw new AssertionError("no " + regex + " from " + command + ": " + end.get());
            }
            return Optional.empty();
        });
    }

    Outcome awaitEnd() throws InterruptedException {
        return awaitEnd(Patience.LONG);
    }

    Outcome awaitEnd(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running: " + command + "\n" + said());
        }
        for (Thread reader : readers) {
            reader.join(Duration.ofSeconds(5));
        }
        return new Outcome(
                process.exitValue(), out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Sends SIGTERM. */
    void requestEnd() {
        // Not process.destroy(): that closes the pipes at once, and what is said last would be lost.
        process.toHandle().destroy();
    }

    /** Sends SIGTERM and waits for the end. */
    Outcome terminate() throws InterruptedException {
        requestEnd();
        return awaitEnd();
    }

    /** Sends SIGKILL and waits for the end. */
    Outcome kill() throws InterruptedException {
        process.destroyForcibly();
        return awaitEnd();
    }

    /** All it wrote up to now, for messages. */
    String said() {
        return out.toString(StandardCharsets.UTF_8) + "\n" + err.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    // Platform threads: a virtual one would hold its carrier while it waits in a pipe, and there are few of them.
    private static Thread collect(InputStream stream, ByteArrayOutputStream text) {
        return Thread.ofPlatform().daemon().start(() -> {
            byte[] buffer = new byte[8192];
            try (stream) {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    text.write(buffer, 0, n);
                }
            } catch (IOException e) {
                if (!"Stream closed".equals(e.getMessage())) {
                    throw new UncheckedIOException(e);
                }
            }
        });
    }
}
