package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.DnsResponder;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.testkit.FakeNode;
import org.kadnode.plugins.testkit.FreePort;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** The plugin as the kernel runs it, asked over real sockets on loopback. */
class DnsPluginTest {

    private static final InetAddress V4 = literal(127, 0, 0, 1);
    private static final InetAddress V6 = literal(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    private final DnsPlugin plugin = new DnsPlugin();
    private final int port = FreePort.onLoopback();
    private final FakeNode node = FakeNode.forPlugin(plugin, Map.of("dns.port", port, "dns.settling", "0 s"));

    @AfterEach
    void stop() throws Exception {
        plugin.stop();
        node.close();
    }

    @Test
    void answersOnBothLoopbackAddressesFromTheOneAsked() throws Exception {
        node.found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:80");
        plugin.start(node);

        assertEquals("192.0.2.1", Desk.answers(ask(V4, Desk.query("foo.p2p", Type.A))));
        assertEquals("2001:db8:0:0:0:0:0:1", Desk.answers(ask(V6, Desk.query("foo.p2p", Type.AAAA))));
    }

    @Test
    void otherPluginsCanBringQuestions() throws Exception {
        node.found("foo.p2p", "192.0.2.1:80");
        plugin.start(node);

        DnsResponder offered = node.offered(DnsResponder.class).orElseThrow();
        byte[] query = Desk.query("foo.p2p", Type.A).toWire();

        assertEquals(
                "192.0.2.1",
                Desk.answers(Desk.parse(
                        offered.answer(query, new InetSocketAddress(V4, port)).orElseThrow())));
    }

    @Test
    void readingGoesOnWhileQuestionsWait() throws Exception {
        plugin.start(node);
        try (DatagramSocket waiting = socket(V4)) {
            send(waiting, Desk.query("slow.p2p", Type.A).toWire());
            node.untilWaiting("slow.p2p");

            assertEquals(
                    Rcode.REFUSED, ask(V4, Desk.query("example.org", Type.A)).getRcode());

            node.found("slow.p2p", "192.0.2.1:80");
            assertEquals("192.0.2.1", Desk.answers(receive(waiting)));
        }
    }

    @Test
    void noiseNeitherStopsTheServerNorGetsAnAnswer() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        node.found("foo.p2p", "192.0.2.1:80");
        plugin.start(node);

        try (DatagramSocket noisy = socket(V4)) {
            for (int i = 0; i < 2000; i++) {
                byte[] noise = new byte[random.nextInt(600)];
                random.nextBytes(noise);
                send(noisy, noise);
            }
        }

        assertEquals("192.0.2.1", Desk.answers(ask(V4, Desk.query("foo.p2p", Type.A))), "seed " + seed);
        assertEquals(List.of(), node.failures(), "seed " + seed);
    }

    @Test
    void takenPortIsReportedAndNothingStaysBound() throws Exception {
        try (DatagramSocket other = new DatagramSocket(new InetSocketAddress(V6, port))) {
            assertTrue(other.isBound());

            IOException refusal = assertThrows(IOException.class, () -> plugin.start(node));

            assertEquals("cannot bind UDP [::1]:" + port + ": Address already in use", refusal.getMessage());
        }
        assertBecomesFree(V4);
    }

    @Test
    void portZeroSwitchesItOff() throws Exception {
        FakeNode off = FakeNode.forPlugin(plugin, Map.of("dns.port", 0));

        plugin.start(off);

        assertEquals(List.of(new StatusLine("DNS", "off")), plugin.statusLines());
    }

    @Test
    void stoppingFreesThePort() throws Exception {
        plugin.start(node);
        plugin.stop();

        assertBecomesFree(V4);
        assertBecomesFree(V6);
        assertEquals(List.of(), node.failures());
    }

    @Test
    void anAnswerThatComesAfterTheEndIsDroppedQuietly() throws Exception {
        plugin.start(node);
        try (DatagramSocket waiting = socket(V4)) {
            send(waiting, Desk.query("slow.p2p", Type.A).toWire());
            node.untilWaiting("slow.p2p");

            plugin.stop();
            node.found("slow.p2p", "192.0.2.1:80").searchEnds("slow.p2p");

            assertBecomesFree(V4);
        }
        assertEquals(List.of(), node.failures());
    }

    @Test
    void statusTellsAddressesAndCounts() throws Exception {
        plugin.start(node);
        ask(V4, Desk.query("example.org", Type.A));

        assertEquals(
                List.of(
                        new StatusLine("DNS bound to", "127.0.0.1:" + port + ", [::1]:" + port),
                        new StatusLine(
                                "DNS questions",
                                "1 (0 answered, 0 unknown, 1 refused, 0 failed, 0 malformed, 0 turned away, 0 ignored)"),
                        new StatusLine("DNS cache", "0 at hand, 0 shared a search, 0 fetched ahead, 0 stale"),
                        new StatusLine("DNS malformed records left out", "0"),
                        new StatusLine("DNS waiting", "0 (max 4096)"),
                        new StatusLine(
                                "DNS connections",
                                "0 (0 open, 0 refused, 0 closed idle, 0 closed for others, 0 broken)")),
                plugin.statusLines());
    }

    @Test
    void metricsCountQuestionsAndWhetherTheyHadToWait() throws Exception {
        plugin.start(node);
        node.found("fast.p2p", "192.0.2.1:80");
        ask(V4, Desk.query("example.org", Type.A));
        ask(V4, Desk.query("fast.p2p", Type.A));
        ask(V4, Desk.query("fast.p2p", Type.A));

        Map<String, Metric> metrics = plugin.metrics().stream().collect(Collectors.toMap(Metric::name, each -> each));
        assertEquals(
                Metric.counter("kadnode_dns_requests_total", "DNS questions.", 3),
                metrics.get("kadnode_dns_requests_total"));
        assertEquals(
                Metric.counter("kadnode_dns_cache_hits_total", "DNS answers that were at hand.", 1),
                metrics.get("kadnode_dns_cache_hits_total"));
        String waited = String.valueOf(metrics.get("kadnode_dns_cache_misses_total"));
        assertTrue(waited.contains("value=1.0"), waited);
    }

    @Test
    void settingsHaveTheDocumentedDefaults() {
        DnsSettings settings =
                DnsSettings.from(FakeNode.forPlugin(plugin, Map.of()).settings());

        assertEquals(3535, settings.port());
        assertEquals(4, settings.patience().toSeconds());
        assertEquals(30, settings.ttl().toSeconds());
        assertEquals(300, settings.signedTtlMax().toSeconds());
        assertEquals(2, settings.negativeTtl().toSeconds());
    }

    @Test
    void settingsOutsideTheirRangesAreNamed() {
        FakeNode wrong = FakeNode.forPlugin(plugin, Map.of("dns.port", 65536));

        KadNodeException refusal = assertThrows(KadNodeException.class, () -> plugin.start(wrong));

        assertEquals(
                "invalid value for setting dns.port: '65536' is not a number from 0 to 65535", refusal.getMessage());
    }

    @Test
    void bringsTheOptionOfKadNode1() {
        Option option = plugin.options().getFirst();

        assertEquals("dns-port", option.name());
        assertEquals("dns.port", option.path());
        assertTrue(option.problemWith("0").isEmpty());
    }

    /** A socket is closed for good only when its reader has noticed. */
    private void assertBecomesFree(InetAddress address) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                new DatagramSocket(new InetSocketAddress(address, port)).close();
                return;
            } catch (IOException e) {
                assertTrue(System.nanoTime() < deadline, "still bound: " + address);
                Thread.onSpinWait();
            }
        }
    }

    private Message ask(InetAddress server, Message query) throws IOException {
        try (DatagramSocket socket = socket(server)) {
            socket.setSoTimeout(1000);
            for (int attempt = 1; attempt < 20; attempt++) {
                send(socket, query.toWire());
                try {
                    Message answer = receive(socket);
                    assertEquals(query.getHeader().getID(), answer.getHeader().getID());
                    return answer;
                } catch (SocketTimeoutException e) {
                    // UDP may lose it, as after a flood of noise: ask again.
                }
            }
            throw new AssertionError("no answer to " + query.getQuestion() + "; failed: " + node.failures());
        }
    }

    /** Connected: an answer from any other address is not received. */
    private DatagramSocket socket(InetAddress server) throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress(server, 0));
        socket.connect(new InetSocketAddress(server, port));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(DatagramSocket socket, byte[] datagram) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length));
    }

    private static Message receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        return new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    private static InetAddress literal(int... bytes) {
        byte[] address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
