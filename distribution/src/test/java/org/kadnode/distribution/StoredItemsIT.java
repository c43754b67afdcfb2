package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes of ours keep the items of one libtorrent node (BEP 44) until another comes for them. */
class StoredItemsIT {
    private static final String ADDRESS = "10.99.0.1";
    /** Of the writer, and then of the reader, which else would wait for the one who is gone. */
    private static final int LIBTORRENT_PORT = 7301;

    /** SHA-1 of {@code 5:hello}. */
    private static final String HELLO = "e28910ea0adb94dd45ced75fbff3e135c01bc437";

    private final List<AutoCloseable> closeables = new ArrayList<>();
    private final List<Daemon> ours = new ArrayList<>();
    private Namespace host;

    @TempDir
    private Path folder;

    @BeforeEach
    void startOurs() throws Exception {
        Machine.needsNamespaces();
        Machine.needsPythonModule("libtorrent", "python3-libtorrent");
        host = open(Namespace.create());
        host.addLocalAddress(ADDRESS + "/32");
        ours.add(open(Daemon.start(host)));
        ours.add(open(Daemon.start(host, "--peer", ADDRESS + ":" + ours.get(0).dhtPort())));
        ours.get(1).awaitGoodNode(ADDRESS + ":" + ours.get(0).dhtPort());
    }

    @AfterEach
    void leave() throws Exception {
        for (AutoCloseable closeable : closeables.reversed()) {
            closeable.close();
        }
    }

    @Test
    void libtorrentGetsBackFromOursWhatLibtorrentPut() throws Exception {
        // A text that fills the value: 1000 bytes bencoded.
        String longest = "v".repeat(996);
        try (Program writer = libtorrent()) {
            writer.type("put-immutable hello");
            writer.awaitOutput("^PUT " + HELLO);
            writer.type("put-mutable name first");
            writer.awaitOutput("^PUT name 1");
            writer.type("put-mutable name second");
            writer.awaitOutput("^PUT name 2");
            writer.type("put-mutable long " + longest);
            writer.awaitOutput("^PUT long ");
        }
        // The writer is gone: only ours can have them.
        try (Program reader = libtorrent()) {
            reader.type("get-immutable " + HELLO);
            assertEquals("hello", reader.awaitOutput("^GOT " + HELLO + " (.*)").group(1));
            reader.type("get-mutable name");
            assertEquals("2 second", reader.awaitOutput("^GOT name (.*)").group(1));
            reader.type("get-mutable long");
            assertEquals(longest, reader.awaitOutput("^GOT long \\d+ (.*)").group(1));
        }
    }

    private Program libtorrent() throws Exception {
        return Libtorrent.start(host, folder, ADDRESS, LIBTORRENT_PORT, ours);
    }

    private <T extends AutoCloseable> T open(T closeable) {
        closeables.add(closeable);
        return closeable;
    }
}
