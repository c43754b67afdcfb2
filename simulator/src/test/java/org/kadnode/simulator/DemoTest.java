package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Without the DNS plugin, which is not built into this module; the distribution tests the demo as a whole. */
class DemoTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void announcesANameAndFailsWithoutThePlugin(@TempDir Path empty) {
        assertEquals(1, Demo.run(empty, new PrintStream(out, true), new PrintStream(err, true)));
        assertTrue(text(out).contains("nodes have stored it"), text(out));
        assertEquals(
                "The demo failed: there is no DNS plugin in " + empty + System.lineSeparator(), text(err), text(out));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
