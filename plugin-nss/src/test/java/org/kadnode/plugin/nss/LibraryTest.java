package org.kadnode.plugin.nss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The C library, built with AddressSanitizer, against a node that answers rightly, wrongly, late and not at all. */
class LibraryTest {

    private static final Path SOURCES = Path.of("src", "main", "c").toAbsolutePath();
    private static final Path TESTS = Path.of("src", "test", "c").toAbsolutePath();
    private static final int PATIENCE_MINUTES = 5;

    @TempDir
    private Path folder;

    @Test
    void keepsToItsBoundsWhateverItIsTold() throws Exception {
        List<String> compile = new ArrayList<>(List.of(
                "cc",
                "-std=gnu11",
                "-g",
                "-O1",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-fsanitize=address,undefined",
                "-fno-sanitize-recover=all",
                "-pthread",
                "-include",
                TESTS.resolve("test_wait.h").toString(),
                "-o",
                "nss_test",
                TESTS.resolve("nss_test.c").toString()));
        try (Stream<Path> sources = Files.list(SOURCES)) {
            sources.map(Path::toString)
                    .filter(name -> name.endsWith(".c"))
                    .sorted()
                    .forEach(compile::add);
        }
        run(List.of("cc", "--version"), "no C compiler (cc), in Debian gcc and libc6-dev");
        assertEquals("0", run(compile, "no compiler"));

        String seed = Long.toString(System.nanoTime());
        assertEquals("0", run(List.of("./nss_test", seed), "no test program"), "seed " + seed);
    }

    /** Runs a program to its end: its exit status, behind all it says if that is not 0. */
    private String run(List<String> command, String whatIsMissing) throws Exception {
        Path said = folder.resolve("said");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end");
            }
            int status = process.exitValue();
            return status == 0 ? "0" : Files.readString(said) + status;
        } catch (IOException e) {
            if ("true".equals(System.getenv("CI"))) {
                throw new AssertionError("CI must run every test, but here is " + whatIsMissing, e);
            }
            System.err.println("SKIPPED: " + whatIsMissing);
            return abort(whatIsMissing);
        }
    }
}
