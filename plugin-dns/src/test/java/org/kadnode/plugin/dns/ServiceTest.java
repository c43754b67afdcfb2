package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** SRV records of plain names, and the names of single addresses to which they lead. */
class ServiceTest {

    private final Desk desk = new Desk(Map.of());

    @Test
    void everyAddressIsAServiceAtItsPort() {
        desk.node
                .found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:8080", "192.0.2.1:81")
                .searchEnds("foo.p2p");

        Message answer = desk.ask("foo.p2p", Type.SRV);

        assertEquals("""
                0 0 80 ip-192-0-2-1.foo.p2p.
                0 0 81 ip-192-0-2-1.foo.p2p.
                0 0 8080 ip-2001-db8-0-0-0-0-0-1.foo.p2p.""", Desk.answers(answer));
        assertEquals("192.0.2.1\n2001:db8:0:0:0:0:0:1", Desk.data(answer, Section.ADDITIONAL));
        assertEquals(
                "ip-192-0-2-1.foo.p2p.",
                answer.getSection(Section.ADDITIONAL).getFirst().getName().toString());
    }

    @Test
    void theNameOfAnAddressHasJustThatAddress() {
        desk.node
                .found("foo.p2p", "192.0.2.1:80", "192.0.2.2:80", "[2001:db8::1]:80")
                .searchEnds("foo.p2p")
                .searchEnds("ip-192-0-2-9.foo.p2p");

        assertEquals("192.0.2.2", Desk.answers(desk.ask("IP-192-0-2-2.foo.p2p", Type.A)));
        assertEquals("2001:db8:0:0:0:0:0:1", Desk.answers(desk.ask("ip-2001-db8-0-0-0-0-0-1.foo.p2p", Type.AAAA)));
        Desk.assertNegative(Rcode.NOERROR, "p2p.", desk.ask("ip-192-0-2-2.foo.p2p", Type.AAAA));
        Desk.assertNegative(Rcode.NXDOMAIN, "p2p.", desk.ask("ip-192-0-2-9.foo.p2p", Type.A));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, ip-192-0-2-1.foo.p2p.",
        "0.0.0.255, ip-0-0-0-255.foo.p2p.",
        "2001:db8::ff, ip-2001-db8-0-0-0-0-0-ff.foo.p2p."
    })
    void addressesBecomeLabelsAndLabelsAddresses(String address, String name) {
        AddressLabel label = new AddressLabel(Name.fromConstantString("foo.p2p."), Desk.address(address));

        assertEquals(Optional.of(name), label.name().map(Name::toString));
        assertEquals(Optional.of(label), AddressLabel.in(Name.fromConstantString(name)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ip-192-0-2.foo.p2p.",
                "ip-192-0-2-256.foo.p2p.",
                "ip-192-0-2-01.foo.p2p.",
                "ip-192-0-2-1-.foo.p2p.",
                "ip-192-0-2--1.foo.p2p.",
                "ip-1-2-3-4-5-6-7-0g.foo.p2p.",
                "ip-1-2-3-4-5-6-7-10000.foo.p2p.",
                "ip-0-0-0-0-0-ffff-c000-201.foo.p2p.",
                "ip-.foo.p2p.",
                "xip-192-0-2-1.foo.p2p.",
                "foo.p2p."
            })
    void otherLabelsAreOrdinary(String name) {
        assertEquals(Optional.empty(), AddressLabel.in(Name.fromConstantString(name)));
    }

    @Test
    void aHostWithoutRoomForALabelHasNone() {
        Name host = Name.fromConstantString(("a".repeat(62) + ".").repeat(3) + "b".repeat(60) + ".p2p.");

        assertEquals(Optional.empty(), new AddressLabel(host, Desk.address("192.0.2.1")).name());
    }
}
