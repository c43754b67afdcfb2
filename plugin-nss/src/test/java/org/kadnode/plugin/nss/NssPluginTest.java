package org.kadnode.plugin.nss;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.testkit.FakeNode;
import org.kadnode.plugins.testkit.FreePort;

/** The plugin as the kernel runs it, over real sockets, with a port file. */
class NssPluginTest {

    private static final int PATIENCE_MILLIS = 20_000;

    private final NssPlugin plugin = new NssPlugin();
    private final int port = FreePort.onLoopback();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        plugin.stop();
    }

    @ParameterizedTest
    @EnumSource
    void answersOnBothLoopbackAddresses(Family family) throws Exception {
        FakeNode node = node(Map.of());
        node.found("foo.p2p", "10.77.0.32:8080").searchEnds("foo.p2p");
        plugin.start(node);

        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(family.loopback(), 0))) {
            socket.connect(new InetSocketAddress(family.loopback(), port));
            socket.setSoTimeout(PATIENCE_MILLIS);
            byte[] name = "foo.p2p".getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(name, name.length));
            DatagramPacket reply = new DatagramPacket(new byte[1000], 1000);
            socket.receive(reply);

            assertEquals(128, reply.getLength());
            assertEquals(0x1f, reply.getData()[2]);
        }
        assertEquals(List.of(), node.failures());
    }

    @Test
    void theLibraryIsToldPortAndNamesAsLongAsThePluginRuns() throws Exception {
        Path file = folder.resolve("run").resolve("nss");
        plugin.start(node(Map.of("nss.port-file", file.toString(), "naming.tld", ".mesh")));

        assertEquals("port " + port + "\ntld mesh\nkeys\n", Files.readString(file));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(
                new StatusLine("NSS port file", file.toString()),
                plugin.statusLines().getLast());

        plugin.stop();
        assertFalse(Files.exists(file));
    }

    @Test
    void theFileOfAnotherNodeIsLeftAlone() throws Exception {
        Path file = folder.resolve("nss");
        plugin.start(node(Map.of("nss.port-file", file.toString())));
        Files.writeString(file, "port 1\ntld p2p\n");

        plugin.stop();

        assertTrue(Files.exists(file));
    }

    @Test
    void whoCannotWriteTheFileServesAllTheSame() throws Exception {
        Path noFolder = Files.writeString(folder.resolve("file"), "");
        plugin.start(node(Map.of("nss.port-file", noFolder.resolve("nss").toString())));

        assertEquals(
                new StatusLine("NSS port file", "none"), plugin.statusLines().getLast());
    }

    @Test
    void statusTellsWhatWasDone() throws Exception {
        plugin.start(node(Map.of()));

        assertEquals(
                List.of(
                        new StatusLine("NSS bound to", "127.0.0.1:" + port + ", [::1]:" + port),
                        new StatusLine("NSS requests", "0 found, 0 unknown, 0 not in time, 0 turned away, 0 ignored"),
                        new StatusLine("NSS port file", "none")),
                plugin.statusLines());
    }

    @Test
    void portZeroSwitchesItOff() throws Exception {
        plugin.start(FakeNode.forPlugin(plugin, Map.of("nss.port", 0)));

        assertEquals(List.of(new StatusLine("NSS", "off")), plugin.statusLines());
    }

    @Test
    void aTakenPortIsReportedAndNothingStaysBound() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(Family.IPV6.loopback(), port))) {
            assertTrue(other.isBound());

            IOException refusal = assertThrows(IOException.class, () -> plugin.start(node(Map.of())));

            assertEquals("cannot bind UDP [::1]:" + port + ": Address already in use", refusal.getMessage());
        }
        new DatagramSocket(new InetSocketAddress(Family.IPV4.loopback(), port)).close();
    }

    @Test
    void settingsOutsideTheirRangesAreNamed() {
        FakeNode wrong = FakeNode.forPlugin(plugin, Map.of("nss.patience", "2 minutes"));

        KadNodeException refusal = assertThrows(KadNodeException.class, () -> plugin.start(wrong));

        assertEquals(
                "invalid value for setting nss.patience: '120000 ms' is not a time from 0 to 1 minute",
                refusal.getMessage());
    }

    @Test
    void bringsTheOptionOfKadNode1() {
        Option option = plugin.options().getFirst();

        assertEquals("nss-port", option.name());
        assertEquals("nss.port", option.path());
        assertEquals(4053, FakeNode.forPlugin(plugin, Map.of()).settings().number("nss.port"));
    }

    private FakeNode node(Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("nss.port", port);
        all.putIfAbsent("nss.port-file", "");
        return FakeNode.forPlugin(plugin, all);
    }
}
