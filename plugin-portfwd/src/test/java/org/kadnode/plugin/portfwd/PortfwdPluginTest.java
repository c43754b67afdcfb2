package org.kadnode.plugin.portfwd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Forwardings;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.testkit.FakeNode;

/** The plugin as the kernel runs it, with gateways that are made of memory. */
class PortfwdPluginTest {

    private static final Gateway HOME = new Gateway(Net.address("192.168.77.1"), Net.address("192.168.77.10"));
    private static final Gateway CAFE = new Gateway(Net.address("10.0.0.1"), Net.address("10.0.0.99"));
    private static final Gateway PUBLIC = new Gateway(Net.address("1.2.3.1"), Net.address("1.2.3.4"));
    private static final Gateway IPV6 = new Gateway(Net.address("fe80::1"), Net.address("2001:db8::10"));

    private final Map<Family, Gateway> gateways = new ConcurrentHashMap<>(Map.of(Family.IPV4, HOME));
    private final GrantingControl home = new GrantingControl("203.0.113.7", 1);
    private final GrantingControl cafe = new GrantingControl("203.0.113.9", 1);
    private final GrantingControl ipv6 = new GrantingControl("2001:db8::10", 1);
    private final PortfwdPlugin plugin = new PortfwdPlugin(
            family -> Optional.ofNullable(gateways.get(family)),
            (protocol, gateway) -> gateway.equals(HOME) ? home : gateway.equals(CAFE) ? cafe : ipv6,
            () -> FakeNode.BEGINNING.plus(now()));
    private final FakeNode node = FakeNode.forPlugin(plugin, Map.of("portfwd.protocols", List.of("nat-pmp")))
            .families(Family.IPV4);

    private Duration now() {
        return node.tasks().now();
    }

    @AfterEach
    void stop() throws Exception {
        plugin.stop();
        assertEquals(List.of(), node.failures());
        node.close();
    }

    @Test
    void thePortOfTheDhtIsForwarded() throws Exception {
        start();

        assertEquals(List.of("probe", "open UDP 6881"), home.asked());
        assertEquals(Optional.of(new InetSocketAddress("203.0.113.7", 6882)), node.forwarded(Family.IPV4));
        assertEquals(
                List.of(
                        new StatusLine("Port forwarding (IPv4)", "NAT-PMP of 192.168.77.1, outside 203.0.113.7"),
                        new StatusLine("Forwarded UDP 6881", "203.0.113.7:6882")),
                plugin.statusLines());
        Forwardings.Forwarding told = node.offered(Forwardings.class)
                .map(Forwardings::forwardings)
                .orElse(List.of())
                .getFirst();
        assertEquals("udp 6881", told.protocol() + " " + told.port());
        assertEquals(Optional.of("203.0.113.7:6882"), told.outside());
        assertEquals("NAT-PMP of 192.168.77.1, outside 203.0.113.7", told.by());
        assertTrue(told.until().isPresent());
    }

    @Test
    void portsOfAnnouncementsAreForwardedUntilTheseEnd() throws Exception {
        node.announce(new AnnounceRequest("web.p2p", OptionalInt.of(8080), Optional.empty()));
        node.announce(new AnnounceRequest("any.p2p", OptionalInt.empty(), Optional.empty()));
        start();
        assertEquals(List.of("probe", "open UDP 6881", "open UDP 8080", "open TCP 8080"), home.asked());

        node.withdraw("web.p2p");
        node.advance(PortfwdPlugin.LOOK_PERIOD);

        assertEquals(
                List.of("close UDP 8080 at 8081", "close TCP 8080 at 8081"),
                home.asked().subList(4, 6));
        assertEquals(6, home.asked().size());
    }

    @Test
    void allIsClosedAtTheEnd() throws Exception {
        node.announce(new AnnounceRequest("web.p2p", OptionalInt.of(8080), Optional.empty()));
        start();

        plugin.stop();

        assertEquals(
                List.of(
                        "at last close UDP 6881 at 6882",
                        "at last close UDP 8080 at 8081",
                        "at last close TCP 8080 at 8081"),
                home.asked().subList(4, 7));
        assertTrue(home.isClosed());
        int asked = home.asked().size();
        node.advance(Duration.ofHours(1));
        assertEquals(asked, home.asked().size());
    }

    @Test
    void aMoveToAnotherNetworkIsNoticed() throws Exception {
        start();
        gateways.clear();
        node.advance(PortfwdPlugin.LOOK_PERIOD);
        assertEquals(Optional.empty(), node.forwarded(Family.IPV4));
        assertEquals(List.of(new StatusLine("Port forwarding (IPv4)", "no gateway")), plugin.statusLines());

        gateways.put(Family.IPV4, CAFE);
        node.advance(PortfwdPlugin.LOOK_PERIOD);

        assertTrue(home.isClosed());
        assertEquals(List.of("probe", "open UDP 6881"), cafe.asked());
        assertEquals(Optional.of(new InetSocketAddress("203.0.113.9", 6882)), node.forwarded(Family.IPV4));
    }

    @Test
    void whoHasAPublicAddressAsksNobody() throws Exception {
        gateways.put(Family.IPV4, PUBLIC);
        start();

        assertEquals(
                List.of(new StatusLine("Port forwarding (IPv4)", "not needed, 1.2.3.4 is public")),
                plugin.statusLines());
        assertEquals(List.of(), ipv6.asked());
    }

    @Test
    void inIpv6OnlyPcpIsSpoken() throws Exception {
        gateways.put(Family.IPV6, IPV6);
        node.families(Family.IPV6);
        start();
        assertEquals(List.of(), ipv6.asked());
        assertEquals(
                new StatusLine("Port forwarding (IPv6)", "no protocol to ask by"),
                plugin.statusLines().getFirst());
        plugin.stop();

        FakeNode other = FakeNode.forPlugin(plugin, Map.of()).families(Family.IPV6);
        plugin.start(other);
        other.advance(Duration.ZERO);

        assertEquals(List.of("probe", "open UDP 6881"), ipv6.asked());
        assertEquals(Optional.of(new InetSocketAddress("2001:db8::10", 6882)), other.forwarded(Family.IPV6));
    }

    @Test
    void aGatewayThatForwardsNothingIsShown() throws Exception {
        home.answerOnly(new Answer.Unusable("no answer"));
        start();

        assertEquals(
                List.of(
                        new StatusLine("Port forwarding (IPv4)", "not by 192.168.77.1 (NAT-PMP: no answer)"),
                        new StatusLine("Forwarded UDP 6881", "not yet")),
                plugin.statusLines());
        node.advance(Duration.ofHours(12));
        assertTrue(home.asked().size() < 40, () -> home.asked().size() + " requests");
    }

    @Test
    void theListHasTheShapeOfKadNode1() throws Exception {
        node.announce(new AnnounceRequest("web.p2p", OptionalInt.of(8080), Optional.of(Duration.ofMinutes(90))));
        assertEquals(new Command.Reply(true, " Found 0 forwardings."), list());

        start();
        node.advance(Duration.ofMinutes(5));

        assertEquals(
                List.of(
                        " port: 6881",
                        "  refreshed ago: 5 [min]",
                        "  lifetime remaining: infinite",
                        "  UDP: 203.0.113.7:6882",
                        " port: 8080",
                        "  refreshed ago: 5 [min]",
                        "  lifetime remaining: 85 [min]",
                        "  UDP: 203.0.113.7:8081",
                        "  TCP: 203.0.113.7:8081",
                        " Found 2 forwardings."),
                list().text().lines().toList());
        assertEquals(
                new Command.Reply(false, "Usage:\n\tlist forwardings"),
                plugin.commands().getFirst().action().run(List.of("all")));
    }

    @Test
    void aBusyNodeIsToldLater() throws Exception {
        node.busy(true);
        start();
        assertEquals(Optional.empty(), node.forwarded(Family.IPV4));

        node.busy(false);
        node.advance(PortfwdPlugin.LOOK_PERIOD);
        assertTrue(node.forwarded(Family.IPV4).isPresent());
    }

    @Test
    void nothingIsDoneWhenItIsSwitchedOff() throws Exception {
        FakeNode off = FakeNode.forPlugin(plugin, Map.of("portfwd.enabled", false));
        plugin.start(off);
        off.advance(Duration.ofHours(1));

        assertEquals(List.of(), home.asked());
        assertEquals(List.of(new StatusLine("Port forwarding", "off")), plugin.statusLines());
        off.close();
    }

    @Test
    void settingsHaveTheDocumentedDefaults() {
        PortfwdSettings settings =
                PortfwdSettings.from(FakeNode.forPlugin(plugin, Map.of()).settings());

        assertEquals(
                new PortfwdSettings(
                        true,
                        new Course.Habits(
                                List.of(Protocol.PCP, Protocol.NAT_PMP, Protocol.UPNP),
                                Duration.ofMinutes(32),
                                Duration.ofMinutes(30),
                                Duration.ofSeconds(60)),
                        Optional.empty()),
                settings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "portfwd.protocols | pcp2 | 'pcp2' is not one of pcp, nat-pmp and upnp",
                "portfwd.lifetime | 0 s | '0 s' is not between 1 and 86400 seconds",
                "portfwd.lifetime | 25 h | '25 h' is not between 1 and 86400 seconds",
                "portfwd.renewal | 33 minutes | '33 minutes' is not between 1 and 1920 seconds",
                "portfwd.check | 999 ms | '999 ms' is not between 1 and 86400 seconds"
            })
    void whatIsNoSettingIsNamed(String path, String value, String complaint) {
        Object given = path.endsWith("protocols") ? List.of(value) : value;
        FakeNode wrong = FakeNode.forPlugin(plugin, Map.of(path, given));

        KadNodeException refusal = assertThrows(KadNodeException.class, () -> plugin.start(wrong));

        assertEquals("invalid value for setting " + path + ": " + complaint, refusal.getMessage());
    }

    @Test
    void bringsTheOptionOfKadNode1() {
        assertEquals(
                List.of("fwd-disable"),
                plugin.options().stream().map(Option::name).toList());
        assertFalse(plugin.options().getFirst().repeatable());
    }

    private Command.Reply list() throws InterruptedException {
        return plugin.commands().getFirst().action().run(List.of());
    }

    /** Starts the plugin, and lets it look once. */
    private void start() throws Exception {
        plugin.start(node);
        node.advance(Duration.ZERO);
    }
}
