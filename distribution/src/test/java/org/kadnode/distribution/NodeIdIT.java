package org.kadnode.distribution;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our id among nodes that look whether ids fit addresses (BEP 42). */
class NodeIdIT {
    private static final String OURS = "203.0.113.1";
    private static final String THEIRS = "203.0.113.2";
    private static final int PORT = 7001;

    @TempDir
    private Path folder;

    @Test
    void libtorrentTakesOursThoughItTakesNobodyWhoseIdDoesNotFit() throws Exception {
        Machine.needsNamespaces();
        Machine.needsPythonModule("libtorrent", "python3-libtorrent");
        try (Namespace first = Namespace.create();
                Namespace second = Namespace.create()) {
            first.connect(List.of(OURS + "/24"), second, List.of(THEIRS + "/24"));
            try (Daemon ours = Daemon.start(first);
                    Program libtorrent = Libtorrent.startStrict(second, folder, THEIRS, PORT, OURS, List.of(ours))) {
                libtorrent.type("put-immutable hello");
                // Nobody else is there to take it.
                libtorrent.awaitOutput("^PUT ");
            }
        }
    }
}
