package org.kadnode.kernel.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.settings.NameAndPort;
import org.kadnode.plugins.KadNodeException;

class KeptNamesTest {

    private static final Naming NAMING = new Naming(".p2p");

    @TempDir
    Path state;

    private KeptNames names;
    private Path file;

    @BeforeEach
    void open() {
        names = new KeptNames(new PrivateFolder(state));
        file = state.resolve("announcements");
    }

    @Test
    void namesAreReadAsTheyWereWritten() throws IOException {
        assertEquals(List.of(), names.read(NAMING));

        names.write(List.of(name("a.p2p:80"), name("b")));

        assertEquals(List.of(name("a.p2p:80"), name("b")), names.read(NAMING));
        assertEquals("a.p2p:80\nb\n", Files.readString(file).replaceFirst("#.*\n", ""));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:99999", ".p2p", "a b"})
    void mistakeIsNamedByFileAndLine(String line) throws IOException {
        Files.writeString(file, "# ours\nx\n" + line + "\n");

        KadNodeException refused = assertThrows(KadNodeException.class, () -> names.read(NAMING));

        assertEquals(file + ":3: '" + line + "' is not a name to announce, or has no valid port", refused.getMessage());
    }

    @Test
    void secretKeyIsNeverWritten() {
        String secret = "0123456789abcdef".repeat(8);

        KadNodeException refused =
                assertThrows(KadNodeException.class, () -> names.write(List.of(name(secret + ".p2p"))));

        assertEquals("'<secret>.p2p' cannot be kept: it has a # or looks like a secret key", refused.getMessage());
        assertFalse(Files.exists(file));
    }

    @Test
    void tooManyAreRefused() throws IOException {
        names.write(Collections.nCopies(KeptNames.MOST_NAMES, name("a")));

        assertThrows(
                KadNodeException.class, () -> names.write(Collections.nCopies(KeptNames.MOST_NAMES + 1, name("b"))));
        assertEquals(name("a"), names.read(NAMING).getFirst());
    }

    private static NameAndPort name(String text) {
        return NameAndPort.parse(text).orElseThrow();
    }
}
