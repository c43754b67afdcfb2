package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a node as a person uses it: announces a name, looks another one up, changes colours. */
class PageIT {

    @Test
    void aPersonUsesThePage(@TempDir Path folder) throws Exception {
        Machine.needsProgram("chromium", "chromium");
        int port = Ports.free();
        try (Daemon owner = Daemon.start(Host.LOCAL, "--value-id", "theirs.p2p:8080");
                Daemon node = Daemon.start(
                        Host.LOCAL, "--peer", "127.0.0.1:" + owner.dhtPort(), "--web-port", Integer.toString(port));
                Browser browser = Browser.start(folder)) {
            node.awaitGoodNode("127.0.0.1:" + owner.dhtPort());
            browser.size(1280, 1000);
            browser.open("http://localhost:" + port + "/");
            browser.await("document.getElementById('status').textContent", "joined");

            browser.evaluate("document.querySelector('#announce [name=name]').value = 'mine.p2p'");
            browser.evaluate("document.querySelector('#announce [name=port]').value = '9090'");
            browser.evaluate("document.querySelector('#announce button').click()");
            browser.await("document.getElementById('announced').textContent", "9090");

            browser.evaluate("document.getElementById('name').value = 'theirs.p2p'");
            browser.evaluate("document.querySelector('#lookup button').click()");
            browser.await("document.getElementById('timeline').textContent", "127.0.0.1:8080");
            browser.photograph("desktop");

            browser.evaluate("document.getElementById('theme').click()");
            browser.evaluate("document.getElementById('theme').click()");
            assertEquals("dark", browser.evaluate("document.documentElement.dataset.theme"));
            browser.photograph("desktop-dark");

            browser.size(390, 844);
            assertEquals(
                    "true",
                    browser.evaluate("document.documentElement.scrollWidth <= innerWidth"),
                    "the page is wider than a phone");
            browser.photograph("phone-dark");

            browser.evaluate("document.querySelector('[data-withdraw]').click()");
            browser.await("document.getElementById('said').textContent", "no longer");
            assertEquals(List.of(), browser.troubles());
        }
    }
}
