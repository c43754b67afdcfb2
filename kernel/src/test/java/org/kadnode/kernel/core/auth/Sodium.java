package org.kadnode.kernel.core.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/**
 * libsodium, reached through a small program that is compiled for the purpose. Without compiler or library the test is
 * skipped and says why; where the environment says {@code CI=true} it fails instead.
 */
final class Sodium implements AutoCloseable {

    private final Path folder;

    private Sodium(Path folder) {
        this.folder = folder;
    }

    static Sodium compile() throws Exception {
        Sodium made = new Sodium(Files.createTempDirectory("sodium"));
        try (InputStream source = Objects.requireNonNull(Sodium.class.getResourceAsStream("reference.c"))) {
            Files.copy(source, made.file("reference.c"));
        }
        String missing = made.build();
        if (!missing.isEmpty()) {
            made.close();
            String what = "gcc with libsodium (Debian packages gcc, libc6-dev, libsodium-dev): " + missing;
            if ("true".equals(System.getenv("CI"))) {
                fail("CI must run every test, but here is no " + what);
            }
            System.err.println("SKIPPED: no " + what);
            Assumptions.abort("no " + what);
        }
        return made;
    }

    /** Why the program cannot be built; empty if it was. */
    private String build() throws InterruptedException {
        try {
            Process gcc = new ProcessBuilder("gcc", "-o", "reference", "reference.c", "-lsodium")
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(gcc.getInputStream().readAllBytes(), US_ASCII);
            return gcc.waitFor() == 0 ? "" : said;
        } catch (IOException noCompiler) {
            return noCompiler.toString();
        }
    }

    /** What the program answers, a line for each request. */
    List<String> answers(List<String> requests) throws Exception {
        Files.write(file("requests"), requests);
        Process reference = new ProcessBuilder(file("reference").toString())
                .redirectInput(file("requests").toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> answers = new String(reference.getInputStream().readAllBytes(), US_ASCII)
                .lines()
                .toList();
        assertEquals(0, reference.waitFor());
        assertEquals(requests.size(), answers.size());
        return answers;
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    @Override
    public void close() throws IOException {
        for (String name : List.of("reference", "reference.c", "requests")) {
            Files.deleteIfExists(file(name));
        }
        Files.delete(folder);
    }
}
