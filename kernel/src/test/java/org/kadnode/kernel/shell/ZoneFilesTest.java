package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.KadNodeException;

/** Zone files: whose names they speak of, and when they are read again. */
class ZoneFilesTest {

    private static final SecretKey KEY = Ed25519.generate(new Random(1));
    private static final SecretKey NAME = Ed25519.generate(new Random(2));
    private static final SecretKey OTHERS = Ed25519.generate(new Random(3));
    private static final String Z = NAME.publicKey().toZBase32();
    private static final Naming NAMING = new Naming(
            ".p2p",
            KeyRing.EMPTY
                    .plus(KeyRing.Entry.of(new KeyPattern("node1", false), KEY))
                    .plus(KeyRing.Entry.of(new KeyPattern(".home", true), KEY))
                    .plus(KeyRing.Entry.of(new KeyPattern("friend", false), OTHERS.publicKey())),
            true);

    @TempDir
    private Path folder;

    @Test
    void eachRecordGetsItsPartUnderItsOwnNames() throws Exception {
        ZoneFiles files = files("""
                node1 TXT "one"
                www.node1 CNAME node1
                tv.home TXT "two"
                %s TXT "three"
                """.formatted(Z));

        List<Input.Zones.Owned> zones = files.read(NAMING).zones();

        assertEquals(
                List.of(
                        "node1." + KEY.publicKey().toZBase32(),
                        "tv.home." + KEY.publicKey().toZBase32(),
                        Z),
                zones.stream().map(owned -> owned.name().origin()).toList());
        String origin = zones.getFirst().name().origin();
        assertEquals(Set.of(origin, "www." + origin), zones.getFirst().zone().names());
        assertEquals(
                List.of(KEY, KEY, NAME),
                zones.stream().map(Input.Zones.Owned::secret).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain TXT x                | plain.p2p is no name with a key",
                "node1.example. TXT x       | node1.example is no name with a key",
                "friend TXT x               | friend.p2p: there is no secret key for it",
                "node1 NOTYPE x             | line 1:",
                "*.node1 TXT x              | *.node1.p2p: names for all names below another",
            })
    void whatCannotBeSignedIsRefused(String text, String reason) throws Exception {
        ZoneFiles files = files(text + "\n");

        String message = String.valueOf(
                assertThrows(KadNodeException.class, () -> files.read(NAMING)).getMessage());

        assertTrue(message.startsWith("--zone " + folder.resolve("zone") + ": " + reason), message);
    }

    @Test
    void whatFitsIntoNoRecordIsRefused() throws Exception {
        ZoneFiles files =
                files(("node1 TXT " + "x".repeat(250) + "%d\n").repeat(4).formatted(1, 2, 3, 4));

        String message = String.valueOf(
                assertThrows(KadNodeException.class, () -> files.read(NAMING)).getMessage());

        assertTrue(message.endsWith("node1.p2p: what is said of it does not fit into a record of 1000 bytes"), message);
    }

    @Test
    void missingFileIsRefused() {
        ZoneFiles files = new ZoneFiles(List.of(folder.resolve("none")), List.of());

        assertThrows(KadNodeException.class, () -> files.read(NAMING));
    }

    @Test
    void changedFileIsReadAgainAndABrokenOneChangesNothing() throws Exception {
        ZoneFiles files = files("node1 TXT one\n");
        files.read(NAMING);
        assertEquals(Optional.empty(), files.readAgain(NAMING));

        write("node1 TXT one\nwww.node1 TXT two\n", 10);
        assertEquals(
                2,
                files.readAgain(NAMING)
                        .orElseThrow()
                        .zones()
                        .getFirst()
                        .zone()
                        .names()
                        .size());
        assertEquals(Optional.empty(), files.readAgain(NAMING));

        write("node1 NOTYPE\n", 20);
        assertEquals(Optional.empty(), files.readAgain(NAMING));
    }

    @Test
    void zoneDoesNotOutliveItsKey() throws Exception {
        ZoneFiles files = files("node1 TXT one\n");
        files.read(NAMING);

        assertEquals(
                List.of(),
                files.readAgain(NAMING.with(KeyRing.EMPTY)).orElseThrow().zones());
        assertEquals(1, files.readAgain(NAMING).orElseThrow().zones().size());
    }

    private ZoneFiles files(String text) throws Exception {
        write(text, 0);
        return new ZoneFiles(List.of(folder.resolve("zone")), List.of(NAME));
    }

    private void write(String text, int seconds) throws Exception {
        Path file = Files.writeString(folder.resolve("zone"), text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L + seconds * 1000L));
    }
}
