package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page in a browser, under a name that no registrar knows. */
class BrowserIT {

    private static final String NAME = "myname.p2p";

    @Test
    void aBrowserLoadsAPageByItsName(@TempDir Path folder) throws Exception {
        Machine.needsNamespaces();
        Machine.needsProgram("chromium", "chromium");
        Path page = Files.createDirectory(folder.resolve("page"));
        Files.writeString(page.resolve("index.html"), "<!doctype html><title>it</title><p>arrived by name</p>");
        Path resolvConf = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.2\n");
        try (Namespace server = Namespace.create();
                Namespace visitor = Namespace.create()) {
            server.connect(List.of("10.77.0.1/24"), visitor, List.of("10.77.0.2/24"));
            try (Program web = Program.start(
                            server,
                            List.of(
                                    Machine.PYTHON,
                                    "-u",
                                    "-m",
                                    "http.server",
                                    "8080",
                                    "--bind",
                                    "10.77.0.1",
                                    "--directory",
                                    page.toString()));
                    Daemon owner = Daemon.start(server, "--value-id", NAME + ":8080");
                    Daemon asker = Daemon.start(
                            visitor, "--peer", "10.77.0.1:" + owner.dhtPort(), "--dns-addr", "127.0.0.2:53")) {
                web.awaitOutput("Serving HTTP");

                asker.awaitGoodNode("10.77.0.1:" + owner.dhtPort());
                // A browser on a busy machine may give up before it has begun; whoever sits there tries again.
                AtomicInteger visits = new AtomicInteger();
                Patience.await("the page in a browser", Patience.LONG, () -> {
                    String seen = visit(visitor, resolvConf, folder.resolve("browser" + visits.incrementAndGet()));
                    return seen.contains("arrived by name") ? Optional.of(seen) : Optional.empty();
                });
                assertTrue(asker.program().isRunning());
            }
        }
    }

    /** What a new browser shows after it has been told to go to the page. */
    private static String visit(Namespace visitor, Path resolvConf, Path profile) throws Exception {
        return Program.succeed(
                visitor,
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount --bind " + resolvConf + " /etc/resolv.conf && exec chromium --headless --no-sandbox"
                        + " --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run"
                        + " --disable-background-networking --disable-component-update --disable-sync"
                        + " --user-data-dir=" + profile + " --dump-dom http://" + NAME + ":8080/");
    }
}
