package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page of a node in a live swarm, in a browser: as a person uses it, and whom it keeps out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PageIT {

    /** Nodes beside the one with the page and the one that announces a name. */
    private static final int OTHERS = 4;

    private static final int PHONE_WIDTH = 390;

    private final List<AutoCloseable> closeables = new ArrayList<>();
    private String site = "";
    private int ownerPort;
    private Browser browser;

    @BeforeAll
    void openAll(@TempDir Path folder) throws Exception {
        Machine.needsProgram("chromium", "chromium");
        int port = Ports.free();
        site = "http://localhost:" + port + "/";
        Daemon owner = open(Daemon.start(Host.LOCAL, "--value-id", "theirs.p2p:8080", "--value-id", "seen.p2p:8081"));
        ownerPort = owner.dhtPort();
        String first = "127.0.0.1:" + ownerPort;
        for (int i = 0; i < OTHERS; i++) {
            open(Daemon.start(Host.LOCAL, "--peer", first));
        }
        Daemon node = open(Daemon.start(Host.LOCAL, "--peer", first, "--web-port", Integer.toString(port)));
        node.awaitGoodNode(first);
        browser = open(Browser.start(folder));
    }

    @BeforeEach
    void openThePage() throws Exception {
        browser.size(1280, 1000);
        browser.scripts(true);
        browser.open(site);
        browser.await("document.getElementById('status').textContent", "joined");
    }

    @AfterAll
    void closeAll() throws Exception {
        for (AutoCloseable closeable : closeables.reversed()) {
            closeable.close();
        }
    }

    @Test
    void aPersonUsesThePage() throws Exception {
        announce("mine.p2p", "9090");
        lookUp("theirs.p2p");
        browser.await("document.getElementById('timeline').textContent", "127.0.0.1:8080");
        browser.await("document.getElementById('chart-said').textContent", "answered, the fastest in");
        browser.await("document.getElementById('asked').textContent", "127.0.0.1:");

        browser.evaluate("document.getElementById('theme').click()");
        browser.evaluate("document.getElementById('theme').click()");
        assertEquals("dark", browser.evaluate("document.documentElement.dataset.theme"));
        browser.evaluate("document.getElementById('theme').click()");

        browser.evaluate("document.querySelector('[data-withdraw]').click()");
        browser.await("document.getElementById('said').textContent", "no longer");
        assertEquals(List.of(), browser.troubles());
    }

    @Test
    void nobodyIsKeptOut() throws Exception {
        announce("site.p2p", "443");
        lookUp("seen.p2p");
        browser.await("document.getElementById('timeline').textContent", "127.0.0.1:8081");
        browser.await("document.getElementById('progress').textContent", "found in");
        browser.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)");

        for (String colours : List.of("light", "dark")) {
            browser.prefer(colours);
            for (int width : new int[] {1280, PHONE_WIDTH}) {
                String shown = (width == PHONE_WIDTH ? "phone-" : "desktop-") + colours;
                browser.size(width, 1000);
                browser.photograph(shown);
                assertEquals("", browser.barriers(), shown);
                assertEquals(
                        "true",
                        browser.evaluate("document.documentElement.scrollWidth <= innerWidth"),
                        shown + ": the page is wider than the screen");
            }
        }
    }

    @Test
    void whatGoesOnAroundTheNodeIsThere() throws Exception {
        browser.await("document.getElementById('peers').textContent", "127.0.0.1:" + ownerPort);
        browser.await("document.getElementById('plugin-list').textContent", "Web bound to");
        browser.await("document.getElementById('forwarding-list').textContent", "port");
        browser.await("document.getElementById('log-lines').textContent", "info");
        browser.await("document.getElementById('dns').hidden", "false");
    }

    @Test
    void aPhoneReadsTheAddressOfAName() throws Exception {
        Machine.needsProgram("zbarimg", "zbar-tools");
        announce("scanned.p2p", "8443");
        browser.evaluate("document.querySelector('#announced [data-key=qr-scanned]').open = true");
        browser.await("document.querySelector('#announced [data-key=qr-scanned] img').complete", "true");
        Path picture = browser.photograph("qr");
        assertEquals(
                "http://scanned.p2p:8443/",
                Program.succeed(Host.LOCAL, "zbarimg", "--quiet", "--raw", picture.toString())
                        .strip());
    }

    @Test
    void withoutScriptsThePageShowsHowTheNodeIsDoing() throws Exception {
        browser.scripts(false);
        browser.open(site);
        browser.photograph("without-scripts");
        String status = browser.evaluate("document.getElementById('status').textContent");
        assertTrue(status.contains("joined"), status);
        assertFalse(browser.evaluate("document.body.innerText").contains("Announce"), "a form that does nothing");
    }

    private void announce(String name, String port) throws Exception {
        browser.evaluate("document.querySelector('#announce [name=name]').value = '" + name + "'");
        browser.evaluate("document.querySelector('#announce [name=port]').value = '" + port + "'");
        browser.evaluate("document.querySelector('#announce button').click()");
        browser.await("document.getElementById('announced').textContent", port);
    }

    private void lookUp(String name) throws Exception {
        browser.evaluate("document.getElementById('name').value = '" + name + "'");
        browser.evaluate("document.querySelector('#lookup button').click()");
    }

    private <T extends AutoCloseable> T open(T closeable) {
        closeables.add(closeable);
        return closeable;
    }
}
