package org.kadnode.kernel.os;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PidFileTest {

    private static final String OWN = Long.toString(ProcessHandle.current().pid());

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("kadnode.pid");
    }

    @Test
    void holdsOurNumberUntilTheEnd() throws IOException, OsException {
        PidFile written = PidFile.write(file);

        assertEquals(OWN, Files.readString(file));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        written.close();
        assertFalse(Files.exists(file));
    }

    @Test
    void isRefusedWhileItsProcessRuns() throws IOException {
        String alive =
                Long.toString(ProcessHandle.current().parent().orElseThrow().pid());
        Files.writeString(file, alive + "\n");

        OsException refusal = assertThrows(OsException.class, () -> PidFile.write(file));

        assertEquals(
                "pid file " + file + " exists already, and its process " + alive + " is running", refusal.getMessage());
        assertEquals(alive + "\n", Files.readString(file));
    }

    @Test
    void isReplacedIfItsProcessIsGone() throws IOException, InterruptedException, OsException {
        Process gone = new ProcessBuilder("true").start();
        gone.waitFor();
        Files.writeString(file, Long.toString(gone.pid()));

        PidFile.write(file).close();

        assertFalse(Files.exists(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "own"})
    void isReplacedIfItIsEmptyOrHoldsOurNumber(String content) throws IOException, OsException {
        Files.writeString(file, content.replace("own", OWN));

        PidFile.write(file);

        assertEquals(OWN, Files.readString(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1:6881", "12x", "-1", "123456789012345678901234567890"})
    void aFileOfAnotherKindStaysAsItIs(String content) throws IOException {
        Files.writeString(file, content);

        assertThrows(OsException.class, () -> PidFile.write(file));

        assertEquals(content, Files.readString(file));
    }

    @Test
    void saysWhyItCannotBeWritten() {
        Path nowhere = folder.resolve("missing/kadnode.pid");

        assertEquals(
                "cannot write pid file " + nowhere + ": no such file or folder",
                assertThrows(OsException.class, () -> PidFile.write(nowhere)).getMessage());
        assertEquals(
                "pid file " + folder + " exists, but holds no process id; it stays as it is",
                assertThrows(OsException.class, () -> PidFile.write(folder)).getMessage());
    }
}
