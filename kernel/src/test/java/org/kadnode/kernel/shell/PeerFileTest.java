package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerFileTest {

    @TempDir
    private Path folder;

    private Path path;
    private PeerFile file;

    @BeforeEach
    void name() {
        path = folder.resolve("peers.txt");
        file = new PeerFile(path);
    }

    @Test
    void aMissingFileHasNoPeersAndIsMadeByWriting() throws IOException {
        assertEquals(PeerFile.Peers.NONE, file.read());

        file.write(List.of("192.0.2.1:6881"));

        assertEquals(List.of("192.0.2.1:6881"), file.read().learned());
    }

    @Test
    void commentsAndEmptyLinesAreNoPeers() throws IOException {
        Files.writeString(path, "# mine\n\n  router.example:6881  # at home\r\n[2001:db8::1]:7000");

        assertEquals(
                List.of("router.example:6881", "[2001:db8::1]:7000"),
                file.read().seeds());
        assertEquals(List.of(), file.read().learned());
    }

    @Test
    void whatTheUserWroteSurvivesEveryWriteByteForByte() throws IOException {
        String mine = "# seeds\r\n\nrouter.example:6881 # ü\n\tnot an address at all\nlast.example";
        Files.writeString(path, mine);

        file.write(List.of("192.0.2.1:6881", "192.0.2.2:6881"));
        file.write(List.of("192.0.2.3:6881"));

        assertEquals(mine + "\n" + PeerFile.MARK + "\n192.0.2.3:6881\n", Files.readString(path));
    }

    @Test
    void aSeedIsNotLearnedAsWell() throws IOException {
        Files.writeString(path, "192.0.2.1:6881 # mine\n");

        file.write(List.of("192.0.2.1:6881", "192.0.2.2:6881"));

        assertEquals(List.of("192.0.2.1:6881"), file.read().seeds());
        assertEquals(List.of("192.0.2.2:6881"), file.read().learned());
    }

    @Test
    void writingKeepsPermissionsAndTheLinkThatLeadsToTheFile() throws IOException {
        Files.writeString(path, "router.example\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), path);

        new PeerFile(link).write(List.of("192.0.2.1:6881"));

        assertTrue(Files.isSymbolicLink(link));
        assertEquals(List.of("192.0.2.1:6881"), file.read().learned());
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    void aFolderThatIsNoneIsAnErrorThatLeavesNothingBehind() throws IOException {
        Files.writeString(path, "router.example\n");

        PeerFile below = new PeerFile(path.resolve("peers.txt"));

        assertThrows(IOException.class, () -> below.write(List.of("192.0.2.1:6881")));
        assertEquals("router.example\n", Files.readString(path));
    }

    @Test
    void aFileThatCannotBeReadIsAnErrorAndIsNotReplaced() throws IOException {
        Files.createDirectory(path);

        assertThrows(IOException.class, () -> file.read());
        assertThrows(IOException.class, () -> file.write(List.of("192.0.2.1:6881")));

        assertTrue(Files.isDirectory(path));
        try (Stream<Path> entries = Files.list(folder)) {
            assertEquals(1, entries.count());
        }
    }

    @Test
    void aHugeFileIsReadInPartAndKeptAsAWhole() throws IOException {
        String huge = IntStream.range(0, 100_000)
                .mapToObj(i -> "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255) + "\n")
                .collect(Collectors.joining());
        Files.writeString(path, huge);

        PeerFile.Peers peers = file.read();
        file.write(List.of("192.0.2.1:6881"));

        assertEquals(PeerFile.MOST_PEERS, peers.seeds().size());
        assertFalse(peers.complete());
        assertEquals(huge + PeerFile.MARK + "\n192.0.2.1:6881\n", Files.readString(path));
    }

    @Test
    void aLineWithoutEndIsNoPeer() throws IOException {
        Files.writeString(path, "x".repeat(100_000) + "\nrouter.example\n");

        assertEquals(List.of("router.example"), file.read().seeds());
    }

    /** Another process reads at any moment; so would whoever starts after this one was killed. */
    @Test
    void aReaderSeesTheOldFileOrTheNewNeverAPart() throws Exception {
        List<String> one = EndlessExport.nodes(1);
        List<String> two = EndlessExport.nodes(2);
        file.write(one);
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 100; i++) {
                writeCalmly(i % 2 == 0 ? two : one);
            }
        });

        while (writer.isAlive()) {
            List<String> seen = file.read().learned();
            assertTrue(seen.equals(one) || seen.equals(two), () -> "saw " + seen.size() + " lines");
        }
        writer.join();
    }

    @Test
    void twoWhoWriteAtOnceTakeTurns() throws Exception {
        List<String> one = EndlessExport.nodes(1);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 100; i++) {
                writeCalmly(one);
            }
        });
        for (int i = 0; i < 100; i++) {
            file.write(one);
        }

        other.get(1, TimeUnit.MINUTES);
        assertEquals(one, file.read().learned());
    }

    private void writeCalmly(List<String> nodes) {
        try {
            file.write(nodes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @RepeatedTest(5)
    void aProcessKilledWhileItWritesLeavesAWholeFile() throws Exception {
        Files.writeString(path, "router.example # mine\n");
        Path classes = Path.of(PeerFile.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classes + ":" + classes.resolveSibling("test-classes"),
                        EndlessExport.class.getName(),
                        path.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertEquals("writing", out.readLine());
        } finally {
            process.destroyForcibly().waitFor();
        }

        PeerFile.Peers left = file.read();
        assertEquals(List.of("router.example"), left.seeds());
        assertTrue(
                IntStream.range(0, 200).mapToObj(EndlessExport::nodes).anyMatch(left.learned()::equals),
                () -> "a part of a file: " + left.learned());
        file.write(List.of("192.0.2.1:6881"));
        assertEquals(List.of("192.0.2.1:6881"), file.read().learned());
    }
}
