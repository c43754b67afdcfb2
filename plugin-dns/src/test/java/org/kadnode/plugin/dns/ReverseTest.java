package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugins.ResolvedAddress.Proof;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;

/** Names of addresses. */
class ReverseTest {

    private final Desk desk = new Desk(Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1"})
    void thisMachineIsLocalhost(String address) {
        Message answer = desk.ask(nameOf(address), Type.PTR);

        assertEquals("localhost.", Desk.answers(answer));
        assertTrue(answer.getHeader().getFlag(Flags.AA));
        Desk.assertNegative(Rcode.NOERROR, nameOf(address) + ".", desk.ask(nameOf(address), Type.TXT));
    }

    @ParameterizedTest
    @EnumSource(names = {"RECORD", "LEGACY"})
    void anAddressHasTheNamesThatLeadToItWithAProof(Proof proof) {
        desk.node.found("foo.p2p", "192.0.2.1:80").proved("foo.p2p", proof).searchEnds("foo.p2p");
        desk.node.found("bar.p2p", "192.0.2.1:80").searchEnds("bar.p2p");
        desk.ask("foo.p2p", Type.A);
        desk.ask("bar.p2p", Type.A);

        assertEquals("foo.p2p.", Desk.answers(desk.ask(nameOf("192.0.2.1"), Type.PTR)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1"})
    void otherAddressesAreRefused(String address) {
        Desk.assertCode(Rcode.REFUSED, desk.ask(nameOf(address), Type.PTR));
    }

    @Test
    void partsOfAddressesAreNone() {
        Desk.assertCode(Rcode.REFUSED, desk.ask("127.in-addr.arpa", Type.PTR));
        Desk.assertCode(Rcode.REFUSED, desk.ask("1.1.0.0.127.in-addr.arpa", Type.PTR));
        Desk.assertCode(Rcode.REFUSED, desk.ask("in-addr.arpa", Type.PTR));
    }

    private static String nameOf(String address) {
        return ReverseMap.fromAddress(Desk.address(address)).toString(true);
    }
}
