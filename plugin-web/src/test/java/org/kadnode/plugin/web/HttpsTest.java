package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.testkit.FakeNode;
import org.kadnode.plugins.testkit.FreePort;
import org.kadnode.plugins.testkit.TestCertificate;

/** The web port with a certificate, over real sockets. */
class HttpsTest {

    private static final int PATIENCE_MILLIS = 20_000;

    private final WebPlugin plugin = new WebPlugin();
    private final int port = FreePort.onLoopback();

    @TempDir
    private Path folder;

    private TestCertificate certificate;
    private Path key;

    @BeforeEach
    void makeCertificate() throws Exception {
        certificate = new TestCertificate(folder, "dns:localhost,ip:127.0.0.1");
        key = Files.writeString(folder.resolve("key.pem"), certificate.privateKey());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    @AfterEach
    void stop() {
        plugin.stop();
    }

    @Test
    void aRequestIsAnsweredOverTlsAndOnlySo() throws Exception {
        plugin.start(node(Map.of()));

        String answer = exchange(secure(), "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\nok\n"), answer);

        String plain = exchange(connect(), "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertFalse(plain.startsWith("HTTP/1.1 200"), plain);
    }

    @Test
    void pagesOfOursComeOverHttps() throws Exception {
        plugin.start(node(Map.of()));
        String request = "POST /api/v1/announcements?name=foo HTTP/1.1\r\nHost: localhost:" + port
                + "\r\nContent-Length: 0\r\nOrigin: %s://localhost:" + port + "\r\n\r\n";

        assertTrue(exchange(secure(), request.formatted("https")).startsWith("HTTP/1.1 201 "));
        assertTrue(exchange(secure(), request.formatted("http")).startsWith("HTTP/1.1 403 "));
    }

    @Test
    void whoDoesNotShakeHandsStopsNobody() throws Exception {
        plugin.start(node(Map.of()));
        for (int i = 0; i < Limits.CONNECTIONS + 50; i++) {
            connect();
        }

        assertTrue(exchange(secure(), "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .startsWith("HTTP/1.1 200"));
    }

    @Test
    void halfOfWhatIsNeededIsRefused() {
        KadNodeException refused =
                assertThrows(KadNodeException.class, () -> plugin.start(node(Map.of("web.tls.key", ""))));

        assertEquals(KadNodeException.Kind.SETTING, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains("web.tls.key"), refused.getMessage());
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws Exception {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        IOException refused = assertThrows(IOException.class, () -> plugin.start(node(Map.of())));
        assertTrue(String.valueOf(refused.getMessage()).contains("chmod 600"), refused.getMessage());
    }

    private FakeNode node(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "web.port", port, "web.tls.certificate", certificate.pem().toString(), "web.tls.key", key.toString()));
        all.putAll(settings);
        return FakeNode.forPlugin(plugin, all);
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(Family.IPV4.loopback(), port), PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private Socket secure() throws Exception {
        return certificate.clients().createSocket(connect(), "localhost", port, true);
    }

    private static String exchange(Socket socket, String request) throws IOException {
        try (socket) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
