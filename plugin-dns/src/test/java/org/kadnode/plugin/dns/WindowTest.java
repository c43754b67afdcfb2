package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.DnsResponder;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** What other plugins get for the messages that they bring. */
class WindowTest {

    private static final InetSocketAddress ASKER = new InetSocketAddress(Desk.address("127.0.0.1"), 40_000);

    private final Desk desk = new Desk(Map.of());
    private final DnsResponder window = new Window(desk.server);

    @Test
    void theyAreAnsweredAsOverTcp() throws Exception {
        String[] many = new String[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = "192.0.2." + (i + 1) + ":80";
        }
        desk.node.found("foo.p2p", many).searchEnds("foo.p2p");

        Message answer = Desk.parse(
                window.answer(Desk.query("foo.p2p", Type.A).toWire(), ASKER).orElseThrow());

        assertEquals(many.length, Desk.answers(answer).lines().count());
        assertEquals(false, answer.getHeader().getFlag(Flags.TC));
    }

    @Test
    void whatIsNoQueryHasNoAnswer() throws Exception {
        assertEquals(Optional.empty(), window.answer(new byte[3], ASKER));
    }
}
