package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.kernel.core.model.Endpoint;

class PeerExportTest {

    private static final Endpoint NODE = Endpoint.of(new InetSocketAddress("192.0.2.1", 6881));

    @TempDir
    private Path folder;

    private final Logger log = Logger.getLogger(PeerExport.class.getName());
    private final Warnings warnings = new Warnings();

    @BeforeEach
    void listen() {
        log.addHandler(warnings);
    }

    @AfterEach
    void listenNoMore() {
        log.removeHandler(warnings);
    }

    @Test
    void anExportThatIsInterruptedBecauseTheNodeStopsIsNoTrouble() throws IOException {
        Path path = Files.writeString(folder.resolve("peers"), "router.example\n");
        PeerExport export = new PeerExport(new PeerFile(path), most -> List.of(NODE));

        Thread.currentThread().interrupt();
        export.once(Level.DEBUG);

        assertTrue(Thread.interrupted());
        assertEquals(List.of(), warnings.said);
        assertEquals("router.example\n", Files.readString(path));
    }

    @Test
    void aFileThatCannotBeWrittenIsTold() throws IOException {
        Path path = Files.createDirectory(folder.resolve("peers"));

        new PeerExport(new PeerFile(path), most -> List.of(NODE)).once(Level.DEBUG);

        assertEquals(1, warnings.said.size());
    }

    private static final class Warnings extends Handler {
        private final List<String> said = new ArrayList<>();

        @Override
        public void publish(LogRecord record) {
            if (record.getLevel().intValue() >= java.util.logging.Level.WARNING.intValue()) {
                said.add(record.getMessage());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
