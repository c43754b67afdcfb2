package org.kadnode.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as a user meets it: exit codes and what is said. */
class MainTest {

    @TempDir
    private Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--help | 0 | Usage: kadnode setup-dns",
                "--root | 2 | option --root needs a value",
                "--undo=yes | 2 | option --undo takes no value",
                "--undo --with unbound | 2 | --undo takes back",
                "--root /none/such | 1 | --root: /none/such is no folder",
                "--with=bind --root ROOT | 2 | unknown method 'bind'",
                "--root ROOT | 1 | choose one with --with",
                "--root ROOT --no-such | 2 | --no-such",
                "--root ROOT --version | 2 | not for setup-dns",
                "--root ROOT --with=dnsmasq | 1 | the node has no name server",
                "--root ROOT --with nsswitch | 1 | does not answer the C library",
                "--root ROOT --undo | 0 | Nothing is set up",
            })
    void tellsWhatIsWrong(String words, int status, String said) throws Exception {
        assertEquals(status, run(words.replace("ROOT", root.toString()).split(" ", -1)), this::said);
        assertTrue(said().contains(said), this::said);
    }

    private int run(String... words) throws InterruptedException {
        return Main.run(
                List.of(words),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                command -> Optional.empty(),
                Optional.empty());
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }
}
