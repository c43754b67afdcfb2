package org.kadnode.plugin.lpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Attachment;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.testkit.FakeNode;
import org.kadnode.plugins.testkit.FreePort;

/**
 * The plugin as the kernel runs it, on real sockets. Here the only interface is the one that leads nowhere; on Linux it knows
 * groups of IPv4, though not of IPv6.
 */
class LpdPluginTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final int port = FreePort.onLoopback();
    private final String group = "239.192.152.143:" + port;
    private final List<Link> links =
            List.of(new Link("lo", interfaceOf(LOOPBACK), List.of(new Attachment(LOOPBACK, 8))));
    private final LpdPlugin plugin = new LpdPlugin(links);
    private final FakeNode node = FakeNode.forPlugin(plugin, Map.of("lpd.addresses", List.of(group)));

    @AfterEach
    void stop() throws Exception {
        plugin.stop();
        node.close();
    }

    @Test
    void aCallerIsMetWithinASecond() throws Exception {
        plugin.start(node);

        call("BT-SEARCH * HTTP/1.1\r\nPort: 7000\r\n\r\n");
        untilHeard("1 met");

        node.advance(Neighbourhood.LATEST_MEETING);
        assertEquals(List.of(new InetSocketAddress(LOOPBACK, 7000)), node.meets());
        assertEquals(List.of(), node.failures());
    }

    @Test
    void aLonelyNodeMeetsAtOnce() throws Exception {
        node.joined(Family.IPV4, false);
        plugin.start(node);

        call("BT-SEARCH * HTTP/1.1\r\nPort: 7000\r\n\r\n");
        untilHeard("1 met");

        node.advance(Duration.ZERO);
        assertEquals(List.of(new InetSocketAddress(LOOPBACK, 7000)), node.meets());
    }

    @Test
    void whatWeSayIsHeardAndKnownAsOurs() throws Exception {
        plugin.start(node);

        untilHeard("1 own");

        node.advance(Duration.ofHours(1));
        assertEquals(List.of(), node.meets());
        assertTrue(messages().startsWith("1 sent, 1 heard "), messages());
    }

    @Test
    void whoIsAloneCallsAgain() throws Exception {
        node.joined(Family.IPV4, false);
        plugin.start(node);

        node.advance(Duration.ofMinutes(4));

        assertTrue(messages().startsWith("3 sent, "), messages());
    }

    @Test
    void aFloodChangesNothingButACounter() throws Exception {
        plugin.start(node);
        untilHeard("1 own");

        for (int i = 0; i < 10_000; i++) {
            call("BT-SEARCH * HTTP/1.1\r\nPort: " + (1 + i) + "\r\n\r\n");
        }
        until(() -> !messages().contains(" 0 too many"));
        node.advance(Neighbourhood.LATEST_MEETING);

        assertEquals(Reception.MOST_MEETINGS, node.meets().size());
        assertEquals(
                new StatusLine("LPD " + group, "too many messages, not listening"),
                plugin.statusLines().getFirst());

        node.advance(Reception.WINDOW.plus(LpdPlugin.LOOK_PERIOD));
        assertEquals(new StatusLine("LPD " + group, "lo"), plugin.statusLines().getFirst());
        call("BT-SEARCH * HTTP/1.1\r\nPort: 20000\r\n\r\n");
        until(() -> messages().contains((Reception.MOST_MEETINGS + 1) + " met"));
        assertEquals(List.of(), node.failures());
    }

    @Test
    void thePortIsSharedWithThoseThatShare() throws Exception {
        try (DatagramSocket client = new DatagramSocket(null)) {
            client.setReuseAddress(true);
            client.bind(new InetSocketAddress(port));

            plugin.start(node);

            untilHeard("1 own");
        }
    }

    @Test
    void aPortThatIsNotSharedIsReported() throws Exception {
        try (DatagramSocket selfish = new DatagramSocket(port)) {
            assertTrue(selfish.isBound());

            IOException refusal = assertThrows(IOException.class, () -> plugin.start(node));

            assertEquals("cannot bind UDP " + group + ": Address already in use", refusal.getMessage());
        }
        assertEquals(List.of(new StatusLine("LPD", "off")), plugin.statusLines());
    }

    @Test
    void nothingIsDoneWhenItIsSwitchedOff() throws Exception {
        FakeNode off = FakeNode.forPlugin(plugin, Map.of("lpd.enabled", false));

        plugin.start(off);

        assertEquals(List.of(new StatusLine("LPD", "off")), plugin.statusLines());
    }

    @Test
    void groupsOfAFamilyThatIsNotOursAreLeftAlone() throws Exception {
        node.families(Family.IPV6);

        plugin.start(node);

        assertEquals(List.of(new StatusLine("LPD", "off")), plugin.statusLines());
    }

    @Test
    void settingsHaveTheDocumentedDefaults() {
        LpdSettings settings =
                LpdSettings.from(FakeNode.forPlugin(plugin, Map.of()).settings());

        assertEquals(true, settings.enabled());
        assertEquals(
                List.of("239.192.152.143:6771", "[ff15::efc0:988f]:6771"),
                settings.groups().stream().map(Group::toString).toList());
        assertEquals(Optional.empty(), settings.device());
    }

    @Test
    void whatIsNoGroupIsNamed() {
        FakeNode wrong = FakeNode.forPlugin(plugin, Map.of("lpd.addresses", List.of("192.0.2.1")));

        KadNodeException refusal = assertThrows(KadNodeException.class, () -> plugin.start(wrong));

        assertEquals(
                "invalid value for setting lpd.addresses: '192.0.2.1' is not a multicast address, or one with a port",
                refusal.getMessage());
    }

    @Test
    void bringsTheOptionsOfKadNode1() {
        assertEquals(
                List.of("lpd-addr", "lpd-disable"),
                plugin.options().stream().map(Option::name).toList());
        assertTrue(plugin.options().getFirst().repeatable());
    }

    private void call(String text) throws IOException {
        new Origin(interfaceOf(LOOPBACK), LOOPBACK)
                .send(
                        text.getBytes(StandardCharsets.ISO_8859_1),
                        Group.of(group).orElseThrow());
    }

    private void untilHeard(String what) {
        until(() -> messages().contains(what));
    }

    private String messages() {
        return plugin.statusLines().getLast().value();
    }

    private void until(BooleanSupplier holds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, () -> "waited in vain; " + plugin.statusLines() + node.failures());
            Thread.onSpinWait();
        }
    }

    private static NetworkInterface interfaceOf(InetAddress address) {
        try {
            return Optional.ofNullable(NetworkInterface.getByInetAddress(address))
                    .orElseThrow();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
