package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The examples of READMEs, run as they stand there. The prompt names the machine: {@code here}; one of two that share a
 * network; one that is at home behind a router, or away from there. They have the addresses that the README gives them.
 */
class ReadmeIT {
    private static final Pattern BLOCK = Pattern.compile("^```console\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern PROMPT = Pattern.compile("(here|first|second|home|away)\\$ (.*)");

    /** These two build the project; .ci/run runs them, a test within the build cannot. */
    private static final Set<String> BUILDS = Set.of("./kadnode demo", "mvn verify");

    /**
     * A line with a prompt, and what follows it.
     *
     * @param machine the word of the prompt
     * @param command what is typed
     * @param output what is shown then, without the final line break; empty where the README shows nothing
     */
    private record Example(String machine, String command, String output) {

        /** Whether it is the daemon, or what is done in its place, but not the control client. */
        boolean isKadNode() {
            return (command + " ").startsWith("./kadnode ");
        }
    }

    @TempDir
    private Path memories;

    @ParameterizedTest
    @ValueSource(strings = {"../README.md", "../plugin-lpd/README.md"})
    void examplesWorkInTheirOrder(Path readme) throws Exception {
        Machine.needsNamespaces();
        Machine.needsProgram("dig", "bind9-dnsutils");
        try (Namespace first = Namespace.create();
                Namespace second = Namespace.create()) {
            first.connect(List.of("192.168.1.10/24"), second, List.of("192.168.1.20/24"));
            run(readme, Map.of("here", Host.LOCAL, "first", first, "second", second));
        }
    }

    @Test
    void examplesBehindARouterWorkInTheirOrder(@TempDir Path folder) throws Exception {
        Router.needed();
        try (Namespace world = Namespace.create()) {
            world.becomeSwitch();
            try (Namespace away = Namespace.create();
                    Router router = new Router(folder, world, 1, "1.2.3.4/24")) {
                away.plugInto(world, 2, "1.2.3.9/24");
                router.start();
                run(Path.of("../plugin-portfwd/README.md"), Map.of("home", router.inside(), "away", away));
            }
        }
    }

    private void run(Path readme, Map<String, Host> machines) throws Exception {
        List<Example> examples = examples(readme);
        assertFalse(examples.isEmpty(), "no examples in " + readme);
        List<Program> daemons = new ArrayList<>();
        try {
            for (Example example : examples) {
                Host host = Objects.requireNonNull(machines.get(example.machine()));
                if (BUILDS.contains(example.command())) {
                    continue;
                }
                if (example.isKadNode() && !host.equals(Host.LOCAL)) {
                    Program daemon = Program.start(host, words(example));
                    daemons.add(daemon);
                    awaitReady(host, daemon);
                } else {
                    check(host, example);
                }
            }
        } finally {
            daemons.forEach(Program::close);
        }
    }

    private static void awaitReady(Host host, Program daemon) throws Exception {
        Patience.await("a daemon at port 1700", Patience.LONG, () -> {
            assertTrue(daemon.isRunning(), daemon::said);
            return Daemon.control(host, 1700, "status").status() == 0 ? Optional.of(true) : Optional.empty();
        });
    }

    private void check(Host host, Example example) throws Exception {
        Program.Outcome outcome = Program.run(host, words(example));
        assertEquals(0, outcome.status(), () -> example + " " + outcome);
        if (!example.output().isEmpty()) {
            assertEquals(example.output(), outcome.out().strip(), example::toString);
        }
    }

    /** The program under test in place of the launcher, which would build; with a memory for each machine. */
    private List<String> words(Example example) {
        List<String> words = new ArrayList<>(Arrays.asList(example.command()
                .replaceFirst("^\\./", Daemon.HOME.resolve("bin") + "/")
                .split(" ")));
        if (example.isKadNode()) {
            words.addAll(
                    List.of("--state-dir", memories.resolve(example.machine()).toString()));
        }
        return words;
    }

    private static List<Example> examples(Path readme) throws IOException {
        List<Example> examples = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(readme));
        while (blocks.find()) {
            for (String line : blocks.group(1).lines().toList()) {
                Matcher prompt = PROMPT.matcher(line);
                if (prompt.matches()) {
                    examples.add(new Example(prompt.group(1), prompt.group(2), ""));
                } else {
                    Example before = examples.removeLast();
                    examples.add(
                            new Example(before.machine(), before.command(), (before.output() + "\n" + line).strip()));
                }
            }
        }
        return examples;
    }
}
