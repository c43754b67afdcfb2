package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Attachment;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Where askers are, and what lies near them. */
class NetworksTest {

    private static final Attachment LAN = attachment("192.168.1.2", 24);
    private static final Attachment OTHER = attachment("10.9.0.2", 12);
    private static final Attachment LAN6 = attachment("2001:db8:1::2", 64);

    private final Networks networks = new Networks(List.of(LAN, OTHER, LAN6));

    @Test
    void askersAreHereInANetworkOrElsewhere() {
        assertEquals(Networks.HERE, networks.of(address("127.0.0.1")));
        assertEquals(Networks.HERE, networks.of(address("::1")));
        assertEquals(Networks.HERE, networks.of(address("192.168.1.2")));
        assertEquals(1, networks.of(address("192.168.1.255")));
        assertEquals(2, networks.of(address("10.15.255.255")));
        assertEquals(3, networks.of(address("2001:db8:1::3")));
        assertEquals(Networks.ELSEWHERE, networks.of(address("192.168.2.1")));
        assertEquals(Networks.ELSEWHERE, networks.of(address("10.16.0.0")));
        assertEquals(Networks.ELSEWHERE, networks.of(address("2001:db8:1:1::3")));
    }

    @Test
    void noMoreNetworksAreToldApartThanHaveANumber() {
        Networks many = new Networks(Stream.concat(Collections.nCopies(62, LAN).stream(), Stream.of(OTHER))
                .toList());

        assertEquals(Networks.ELSEWHERE, many.of(address("10.9.0.3")));
    }

    @Test
    void nearAddressesComeFirst() {
        List<InetAddress> all = addresses("198.51.100.1", "10.9.9.9", "192.168.1.9");

        assertEquals(addresses("192.168.1.9", "198.51.100.1", "10.9.9.9"), networks.seenFrom(1, all));
        assertEquals(addresses("10.9.9.9", "198.51.100.1", "192.168.1.9"), networks.seenFrom(2, all));
        assertEquals(addresses("10.9.9.9", "192.168.1.9", "198.51.100.1"), networks.seenFrom(Networks.HERE, all));
        assertEquals(all, networks.seenFrom(Networks.ELSEWHERE, all));
    }

    @Test
    void thisMachineIsSeenAtItsAddressInTheNetworkOfTheAsker() {
        List<InetAddress> loopback = addresses("127.0.0.1", "::1");

        assertEquals(loopback, networks.seenFrom(Networks.HERE, loopback));
        assertEquals(
                "192.168.1.2",
                networks.seenFrom(1, addresses("127.0.0.1")).getFirst().getHostAddress());
        assertEquals(addresses("10.9.0.2"), networks.seenFrom(2, addresses("127.0.0.1")));
        assertEquals(addresses("192.168.1.2", "10.9.0.2"), networks.seenFrom(63, addresses("127.0.0.1")));
        assertEquals(addresses("2001:db8:1::2"), networks.seenFrom(1, addresses("::1")));
    }

    @Test
    void askersInOneNetworkDoNotGetTheAnswerForAnother() {
        Desk desk = new Desk(Map.of());
        desk.networks = networks;
        desk.node.found("foo.p2p", "127.0.0.1:80").searchEnds("foo.p2p");

        assertEquals("192.168.1.2", Desk.answers(ask(desk, "192.168.1.7")));
        assertEquals("10.9.0.2", Desk.answers(ask(desk, "10.9.0.7")));
        assertEquals("127.0.0.1", Desk.answers(ask(desk, "127.0.0.1")));
        Desk.assertCode(Rcode.REFUSED, ask(desk, "198.51.100.7"));
    }

    @Test
    void theNameForAnAddressOfThisMachineIsFoundFromEverywhere() {
        Desk desk = new Desk(Map.of());
        desk.networks = networks;
        desk.node.found("foo.p2p", "127.0.0.1:80").searchEnds("foo.p2p").searchEnds("ip-192-168-1-9.foo.p2p");

        Message service = ask(desk, "192.168.1.7", "foo.p2p", Type.SRV);
        assertEquals("0 0 80 ip-192-168-1-2.foo.p2p.", Desk.answers(service));
        assertEquals("192.168.1.2", Desk.answers(ask(desk, "192.168.1.7", "ip-192-168-1-2.foo.p2p", Type.A)));
        assertEquals("192.168.1.2", Desk.answers(ask(desk, "127.0.0.1", "ip-192-168-1-2.foo.p2p", Type.A)));
        Desk.assertNegative(Rcode.NXDOMAIN, "p2p.", ask(desk, "192.168.1.7", "ip-192-168-1-9.foo.p2p", Type.A));
    }

    @Test
    void whereThisMachineHasNoAddressOfTheFamilyThereIsNoData() {
        Desk desk = new Desk(Map.of());
        desk.networks = new Networks(List.of(LAN));
        desk.node.found("foo.p2p", "127.0.0.1:80", "[::1]:80").searchEnds("foo.p2p");

        Desk.assertNegative(Rcode.NOERROR, "p2p.", ask(desk, "192.168.1.7", "foo.p2p", Type.AAAA));
        assertEquals("192.168.1.2", Desk.answers(ask(desk, "192.168.1.7", "foo.p2p", Type.A)));
    }

    private static Message ask(Desk desk, String asker) {
        return ask(desk, asker, "foo.p2p", Type.A);
    }

    private static Message ask(Desk desk, String asker, String name, int type) {
        Visitor visitor = Visitor.from(address(asker), Transport.UDP);
        return desk.asking(Desk.query(name, type).toWire(), visitor).join();
    }

    private static Attachment attachment(String own, int prefix) {
        return new Attachment(address(own), prefix);
    }

    private static List<InetAddress> addresses(String... literals) {
        return Stream.of(literals).map(NetworksTest::address).toList();
    }

    private static InetAddress address(String literal) {
        return Desk.address(literal);
    }
}
