package org.kadnode.kernel.state;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {

    private static final Path HOME = Path.of("/home/me");

    @TempDir
    Path temp;

    @Test
    void standsWhereTheSystemHasSuchFolders() {
        assertEquals(Path.of("/var/lib/kadnode"), PrivateFolder.standard("root", HOME, Map.of()));
        assertEquals(Path.of("/home/me/.local/state/kadnode"), PrivateFolder.standard("me", HOME, Map.of()));
        assertEquals(Path.of("/x/kadnode"), PrivateFolder.standard("me", HOME, Map.of("XDG_STATE_HOME", "/x")));
        assertEquals(
                Path.of("/home/me/.local/state/kadnode"),
                PrivateFolder.standard("me", HOME, Map.of("XDG_STATE_HOME", "x")));
    }

    @Test
    void isMadeByTheFirstFileAndForItsOwnerAlone() throws IOException {
        PrivateFolder folder = new PrivateFolder(temp.resolve("a/b"));
        assertEquals(List.of(), folder.files(""));
        assertEquals(Optional.empty(), folder.read("x"));
        assertFalse(Files.exists(folder.path()));

        folder.write("x", "1".getBytes(UTF_8));

        assertEquals("rwx------", permissions(folder.path()));
        assertEquals("rwx------", permissions(temp.resolve("a")));
        assertEquals("rw-------", permissions(folder.path().resolve("x")));
    }

    @Test
    void fileIsReplacedAsAWhole() throws IOException {
        PrivateFolder folder = new PrivateFolder(temp);
        folder.write("x", "old".getBytes(UTF_8));
        // As somebody who was killed while writing leaves it.
        Files.writeString(temp.resolve(".x.new"), "half");
        try (Stream<Path> files = Files.list(temp)) {
            assertEquals(2, files.count());
        }
        Path link = Files.createLink(temp.resolve("reader"), temp.resolve("x"));

        folder.write("x", "new".getBytes(UTF_8));

        assertEquals("old", Files.readString(link), "written in place");
        assertArrayEquals("new".getBytes(UTF_8), folder.read("x").orElseThrow());
        assertEquals(List.of("reader", "x"), folder.files(""));
        assertFalse(Files.exists(temp.resolve(".x.new")));
    }

    @Test
    void oldFileStaysIfTheNewOneCannotTakeItsPlace() throws IOException {
        PrivateFolder folder = new PrivateFolder(temp);
        // Nothing can be moved onto a folder that is not empty.
        Files.createDirectories(temp.resolve("x/y"));

        assertThrows(IOException.class, () -> folder.write("x", new byte[1]));

        assertTrue(Files.isDirectory(temp.resolve("x/y")));
        assertFalse(Files.exists(temp.resolve(".x.new")));
    }

    @Test
    void folderThatOthersMayWriteToIsRefused() throws IOException {
        Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxrwx---"));

        IOException refused = assertThrows(IOException.class, () -> new PrivateFolder(temp).files(".key"));

        assertEquals(temp + ": others may write to it: chmod 700 it", refused.getMessage());
    }

    @Test
    void largeFilesAreNotRead() throws IOException {
        Files.write(temp.resolve("x"), new byte[PrivateFolder.LARGEST_FILE + 1]);

        assertThrows(IOException.class, () -> new PrivateFolder(temp).read("x"));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
