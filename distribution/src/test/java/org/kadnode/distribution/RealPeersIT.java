package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One swarm of ours, libtorrent and Transmission: each finds what the others announce. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealPeersIT {
    private static final String ADDRESS = "10.99.0.1";
    private static final int LIBTORRENT_PORT = 7001;
    // Transmission announces only once it knows 9 nodes, and knows them soon only if there are some more.
    private static final int LIBTORRENT_NODES = 20;
    private static final int TRANSMISSION_PORT = 7201;

    private final List<AutoCloseable> closeables = new ArrayList<>();
    private Path folder;
    private Namespace host;
    private Daemon first;
    private Daemon second;
    private Program libtorrent;

    @BeforeAll
    void joinAll(@TempDir Path temporary) throws Exception {
        Machine.needsNamespaces();
        Machine.needsPythonModule("libtorrent", "python3-libtorrent");
        Machine.needsProgram("transmission-daemon", "transmission-daemon");
        folder = temporary;
        host = open(Namespace.create());
        host.addLocalAddress(ADDRESS + "/32");
        first = open(Daemon.start(host));
        second = open(Daemon.start(host, "--peer", ADDRESS + ":" + first.dhtPort()));
        libtorrent = open(Program.start(
                host,
                List.of(
                        Machine.PYTHON,
                        script("libtorrent_swarm.py"),
                        ADDRESS,
                        Integer.toString(LIBTORRENT_PORT),
                        Integer.toString(LIBTORRENT_NODES),
                        Integer.toString(first.dhtPort()))));
        libtorrent.awaitOutput("^READY");
    }

    @AfterAll
    void leave() throws Exception {
        for (AutoCloseable closeable : closeables.reversed()) {
            closeable.close();
        }
    }

    @Test
    void libtorrentFindsOurs() throws Exception {
        String identifier = "1111111111111111111111111111111111111111";
        assertEquals(0, second.control("announce", identifier + ":8081", "-1").status());
        libtorrent.type("lookup " + identifier);
        assertEquals(
                ADDRESS + ":8081",
                libtorrent.awaitOutput("^FOUND " + identifier + " (.*)").group(1));
    }

    @Test
    void oursFindsLibtorrents() throws Exception {
        String identifier = "2222222222222222222222222222222222222222";
        libtorrent.type("announce " + identifier);
        awaitFound(identifier, ADDRESS + ":" + LIBTORRENT_PORT);
    }

    @Test
    void transmissionAndOursFindEachOther() throws Exception {
        // Two, because they share an address here, and a result holds one peer of each address.
        Torrent ours = Torrent.of("ours.txt", "hello\n");
        Torrent theirs = Torrent.of("theirs.txt", "hello\n");
        int ourPort = 8082;
        Program peer = open(Program.start(
                host, List.of(Machine.PYTHON, script("bittorrent_peer.py"), ADDRESS, Integer.toString(ourPort))));
        peer.awaitOutput("^LISTENING");
        assertEquals(
                0,
                first.control("announce", ours.infohash() + ":" + ourPort, "-1").status());
        open(Transmission.start(
                host,
                Files.createDirectory(folder.resolve("transmission")),
                ADDRESS,
                TRANSMISSION_PORT,
                IntStream.range(LIBTORRENT_PORT, LIBTORRENT_PORT + LIBTORRENT_NODES)
                        .boxed()
                        .toList(),
                ours,
                theirs));
        awaitFound(theirs.infohash(), ADDRESS + ":" + TRANSMISSION_PORT);
        peer.awaitOutput("^ASKED " + ours.infohash());
    }

    private void awaitFound(String identifier, String peer) throws Exception {
        Patience.await(peer + " for " + identifier, Patience.LONG.multipliedBy(2), () -> {
            Program.Outcome outcome = second.control("lookup", identifier);
            return outcome.out().lines().anyMatch(peer::equals) ? Optional.of(true) : Optional.empty();
        });
    }

    private String script(String name) throws Exception {
        return Machine.script(name, folder).toString();
    }

    private <T extends AutoCloseable> T open(T closeable) {
        closeables.add(closeable);
        return closeable;
    }
}
