package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.testkit.FakeNode;
import org.kadnode.plugins.testkit.FreePort;

/** The plugin as the kernel runs it, over real sockets, with clients that mean no good. */
class WebPluginTest {

    private static final int PATIENCE_MILLIS = 20_000;
    private static final int MANY = Limits.CONNECTIONS + 200;

    private final WebPlugin plugin = new WebPlugin();
    private final int port = FreePort.onLoopback();
    private final List<Socket> open = new ArrayList<>();

    @AfterEach
    void stop() throws IOException {
        for (Socket each : open) {
            each.close();
        }
        plugin.stop();
    }

    @ParameterizedTest
    @EnumSource
    void answersOnBothLoopbackAddressesInValidHttp(Family family) throws Exception {
        FakeNode node = start();

        String answer =
                exchange(family, "GET /lookup?foo.p2p HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.contains("\r\nContent-Type: text/plain; charset=utf-8\r\n"), answer);
        assertTrue(answer.contains("\r\nContent-Length: 13\r\n"), answer);
        assertTrue(answer.contains("\r\nCache-Control: no-store\r\n"), answer);
        assertTrue(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"), answer);
        assertTrue(answer.contains("\r\nContent-Security-Policy: default-src 'self'; "), answer);
        assertTrue(answer.endsWith("\r\n\r\n192.0.2.1:80\n"), answer);
        assertEquals(List.of(), node.failures());
    }

    @Test
    void headHasNoBody() throws Exception {
        start();

        String answer =
                exchange(Family.IPV4, "HEAD /lookup?foo.p2p HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
        assertTrue(answer.endsWith("\r\n\r\n"), answer);
    }

    @Test
    void aHostThatIsMissingOrGivenTwiceIsNoHost() throws Exception {
        start();

        assertStatus(400, "GET /lookup?foo.p2p HTTP/1.1\r\nConnection: close\r\n\r\n");
        assertStatus(
                400,
                "GET /lookup?foo.p2p HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    }

    @Test
    void clientsThatSayNothingStopNobody() throws Exception {
        start();
        for (int i = 0; i < MANY; i++) {
            connect(Family.IPV4);
        }

        assertStatus(200, "GET /lookup?foo.p2p HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    @Test
    void clientsThatSayHalfOfItStopNobody() throws Exception {
        start();
        for (int i = 0; i < MANY; i++) {
            write(connect(Family.IPV4), "GET /lookup?foo.p2p HTTP/1.1\r\nHost: loc");
        }

        assertStatus(200, "GET /lookup?foo.p2p HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    @Test
    void clientsThatDoNotSendTheBodyTheyPromiseStopNobody() throws Exception {
        start();
        for (int i = 0; i < MANY; i++) {
            write(
                    connect(Family.IPV4),
                    "GET /lookup?foo.p2p HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n");
        }

        assertStatus(200, "GET /lookup?foo.p2p HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }

    @Test
    void whoIsTooSlowIsCutOff() throws Exception {
        FakeNode node = start();
        Socket slow = connect(Family.IPV4);
        write(slow, "GET /lookup?foo.p2p HTTP/1.1\r\n");
        assertStatus(200, "GET /lookup?foo.p2p HTTP/1.1\r\nHost: localhost\r\n\r\n");

        node.advance(Limits.REQUEST);

        assertEquals(0, slow.getInputStream().readAllBytes().length);
    }

    @Test
    void aFloodOfHeadersIsCutOff() throws Exception {
        start();
        String header = "X-Flood: " + "x".repeat(1000) + "\r\n";

        assertStatus(431, "GET /lookup?foo.p2p HTTP/1.1\r\nHost: localhost\r\n" + header.repeat(50) + "\r\n");
        assertStatus(431, "GET /lookup?foo.p2p HTTP/1.1\r\nHost: localhost\r\n" + numbered(200) + "\r\n");
        assertStatus(431, "GET /lookup?" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private static String numbered(int headers) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < headers; i++) {
            text.append("X").append(i).append(": x\r\n");
        }
        return text.toString();
    }

    @Test
    void aLongBodyIsNotTaken() throws Exception {
        FakeNode node = start();
        int length = Limits.BODY_BYTES + 1;

        assertStatus(
                413,
                "GET /announce?foo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n"
                        + "x".repeat(length));
        assertEquals(List.of(), node.announceRequests());
    }

    @Test
    void statusTellsWhatWasDone() throws Exception {
        start();
        exchange(Family.IPV6, "GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        assertEquals(
                List.of(
                        new StatusLine("Web bound to", "127.0.0.1:" + port + ", [::1]:" + port),
                        new StatusLine("Web requests", "0 answered, 0 refused, 1 mistaken, 0 failed")),
                plugin.statusLines());
    }

    @Test
    void portZeroSwitchesItOff() throws Exception {
        plugin.start(FakeNode.forPlugin(plugin, Map.of("web.port", 0)));

        assertEquals(List.of(new StatusLine("Web", "off")), plugin.statusLines());
    }

    @Test
    void aTakenPortIsReportedAndNothingStaysBound() throws Exception {
        try (ServerSocket other = new ServerSocket(port, 1, Family.IPV6.loopback())) {
            assertTrue(other.isBound());

            IOException refusal = assertThrows(IOException.class, () -> plugin.start(node(Map.of())));

            assertEquals("cannot bind TCP [::1]:" + port + ": Address already in use", refusal.getMessage());
        }
        new ServerSocket(port, 1, Family.IPV4.loopback()).close();
    }

    @Test
    void settingsOutsideTheirRangesAreNamed() {
        assertEquals(
                "invalid value for setting web.patience: '60000 ms' is not a time from 0 to 30 seconds",
                refusal(Map.of("web.patience", "1 minute")));
        assertEquals(
                "invalid value for setting web.hosts: 'a/b' is not a host name",
                refusal(Map.of("web.hosts", List.of("a/b"))));
        assertEquals(
                "invalid value for setting web.port: '-1' is not a number from 0 to 65535",
                refusal(Map.of("web.port", -1)));
    }

    @Test
    void otherMachinesNeedAPassword() {
        assertEquals(
                "invalid value for setting web.addresses: '192.0.2.1' is reached by other machines: set a password with"
                        + " --web-password-file",
                refusal(Map.of("web.addresses", List.of("192.0.2.1"))));
        assertEquals(
                "invalid value for setting web.addresses: 'localhost' is not an IP address",
                refusal(Map.of("web.addresses", List.of("localhost"))));
        assertEquals(
                "invalid value for setting web.password-file: '/nowhere/password' is missing",
                refusal(Map.of("web.password-file", "/nowhere/password")));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 127.0.0.1 0:0:0:0:0:0:0:1",
        "127.0.0.2 127.0.0.1, 127.0.0.1 0:0:0:0:0:0:0:1 127.0.0.2",
        "0.0.0.0 192.0.2.1, 0:0:0:0:0:0:0:1 0.0.0.0",
        "192.0.2.1 :: 2001:db8::1, 0:0:0:0:0:0:0:0",
        "0.0.0.0 ::, 0:0:0:0:0:0:0:0"
    })
    void anAddressForAllStandsForTheOthersOfItsFamily(String wished, String expected) {
        List<String> addresses = wished.isEmpty() ? List.of() : List.of(wished.split(" ", -1));
        WebSettings settings = WebSettings.from(node(Map.of("web.addresses", addresses, "web.password-file", "unread"))
                .settings());

        assertEquals(
                expected,
                settings.addresses().stream().map(InetAddress::getHostAddress).collect(Collectors.joining(" ")));
    }

    @Test
    void answersOnAFurtherAddressWhoeverKnowsThePassword(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(
                folder.resolve("password"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "long enough");
        plugin.start(node(Map.of("web.addresses", List.of("127.0.0.2"), "web.password-file", file.toString())));
        String request = "GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.2\r\n";

        assertTrue(exchange("127.0.0.2", request + "\r\n").startsWith("HTTP/1.1 401 Unauthorized\r\n"));
        String right = "Authorization: " + LoginTest.basic("long enough") + "\r\n\r\n";
        assertTrue(exchange("127.0.0.2", request + right).startsWith("HTTP/1.1 200 OK\r\n"));
        assertFalse(Files.readString(file).contains("long enough"));
    }

    private String exchange(String host, String request) throws IOException {
        try (Socket socket = new Socket(host, port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            write(socket, request);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void bringsTheOptionOfKadNode1() {
        assertEquals("web-port", plugin.options().getFirst().name());
        assertEquals(8053, FakeNode.forPlugin(plugin, Map.of()).settings().number("web.port"));
    }

    private String refusal(Map<String, ?> settings) {
        FakeNode wrong = FakeNode.forPlugin(plugin, settings);
        return String.valueOf(
                assertThrows(KadNodeException.class, () -> plugin.start(wrong)).getMessage());
    }

    private FakeNode start() throws IOException {
        FakeNode node = node(Map.of("web.settling", "0 s"));
        node.found("foo.p2p", "192.0.2.1:80").searchEnds("foo.p2p");
        plugin.start(node);
        return node;
    }

    private FakeNode node(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("web.port", port);
        return FakeNode.forPlugin(plugin, all);
    }

    private void assertStatus(int status, String request) throws IOException {
        String answer = exchange(Family.IPV4, request);
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }

    private Socket connect(Family family) throws IOException {
        Socket socket = new Socket();
        open.add(socket);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(family.loopback(), port), PATIENCE_MILLIS);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String exchange(Family family, String request) throws IOException {
        Socket socket = connect(family);
        write(socket, request);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
