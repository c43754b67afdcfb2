package org.kadnode.kernel.control.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyArgumentTest {

    private static final String SECRET = "0123456789abcdef".repeat(8);
    private static final String PUBLIC = "0123456789abcdef".repeat(4);
    private static final String WARNING =
            "Warning: a secret key on the command line can be seen by every user of this machine: use @file\n";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void keyItselfIsSentAsItStands() throws IOException {
        assertEquals("a.p2p:" + PUBLIC, read("a.p2p:" + PUBLIC));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void secretKeyOnTheCommandLineIsWarnedOf() throws IOException {
        assertEquals("a.p2p:" + SECRET, read("a.p2p:" + SECRET));
        assertEquals(WARNING, err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void fileIsReadWithTheRightsOfTheUser() throws IOException {
        Path bare = file("# ours\n\n" + SECRET + "\n", "rw-------");
        assertEquals(SECRET, read("@" + bare));
        assertEquals("a.p2p:" + SECRET, read("a.p2p:@" + bare));

        Path withPattern = file("a.p2p:" + SECRET, "rw-------");
        assertEquals("a.p2p:" + SECRET, read("@" + withPattern));
        assertEquals(withPattern + " has a pattern of its own", refusal("b.p2p:@" + withPattern));
        assertEquals("", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void secretFileThatOthersMayReadIsRefused() throws IOException {
        Path open = file(SECRET, "rw-r-----");

        assertEquals(open + " holds a secret key and others may read it: chmod 600 it", refusal("@" + open));
        assertEquals(PUBLIC, read("@" + file(PUBLIC, "rw-r--r--")));
    }

    @Test
    void fileWithoutExactlyOneKeyIsRefused() throws IOException {
        Path file = file("a\nb\n", "rw-------");
        assertEquals(file + " holds more than one line", refusal("@" + file));
        assertEquals(file + " holds no key", refusal("@" + file("# nothing\n", "rw-------")));
        assertEquals("cannot read " + folder.resolve("none"), refusal("@" + folder.resolve("none")));
        assertEquals("cannot read " + file, refusal("@" + file("x".repeat(70_000), "rw-------")));
    }

    private String read(String word) throws IOException {
        return KeyArgument.read(word, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String refusal(String word) {
        return String.valueOf(assertThrows(IOException.class, () -> read(word)).getMessage());
    }

    private Path file(String text, String permissions) throws IOException {
        return Files.setPosixFilePermissions(
                Files.writeString(folder.resolve("file"), text), PosixFilePermissions.fromString(permissions));
    }
}
