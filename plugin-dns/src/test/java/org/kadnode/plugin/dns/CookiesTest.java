package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.CookieOption;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Cookies, by which an asker shows that it gets what is sent to its address. */
class CookiesTest {

    private static final long NOW = 1_000_000;
    private static final InetAddress ASKER = Desk.address("192.0.2.1");
    private static final byte[] CLIENT = {1, 2, 3, 4, 5, 6, 7, 8};

    private final Cookies cookies = new Cookies(new byte[SipHash.KEY]);
    private final CookieOption given = cookies.option(new CookieOption(CLIENT), ASKER, NOW);
    private final Desk desk = new Desk(Map.of());

    @Test
    void aCookieIsOursForAnHour() {
        assertTrue(cookies.isOurs(given, ASKER, NOW));
        assertTrue(cookies.isOurs(given, ASKER, NOW + 3600));
        assertFalse(cookies.isOurs(given, ASKER, NOW + 3601));
    }

    @Test
    void aCookieMayComeFromALittleAhead() {
        assertTrue(cookies.isOurs(given, ASKER, NOW - 300));
        assertFalse(cookies.isOurs(given, ASKER, NOW - 301));
    }

    @Test
    void theTimeMayWrapAround() {
        long last = 0xffff_ffffL;
        CookieOption old = cookies.option(new CookieOption(CLIENT), ASKER, last);

        assertTrue(cookies.isOurs(old, ASKER, last + 10));
        assertFalse(cookies.isOurs(old, ASKER, last + 3601));
    }

    @Test
    void whatWasGivenToAnotherAddressOrByAnotherServerIsNotOurs() {
        byte[] secret = new byte[SipHash.KEY];
        secret[15] = 1;

        assertFalse(cookies.isOurs(given, Desk.address("192.0.2.2"), NOW));
        assertFalse(cookies.isOurs(given, Desk.address("2001:db8::1"), NOW));
        assertFalse(new Cookies(secret).isOurs(given, ASKER, NOW));
    }

    @Test
    void everyByteCounts() {
        byte[] server = given.getServerCookie().orElseThrow();
        for (int at = 0; at < server.length; at++) {
            byte[] changed = server.clone();
            changed[at] ^= 2;
            assertFalse(cookies.isOurs(new CookieOption(CLIENT, changed), ASKER, NOW), "byte " + at);
        }
        byte[] client = CLIENT.clone();
        client[7]++;
        assertFalse(cookies.isOurs(new CookieOption(client, server), ASKER, NOW));
    }

    @Test
    void otherLengthsAreNotOurs() {
        byte[] server = given.getServerCookie().orElseThrow();

        assertFalse(cookies.isOurs(new CookieOption(CLIENT), ASKER, NOW));
        assertFalse(cookies.isOurs(new CookieOption(CLIENT, Arrays.copyOf(server, 8)), ASKER, NOW));
        assertFalse(cookies.isOurs(new CookieOption(CLIENT, Arrays.copyOf(server, 32)), ASKER, NOW));
    }

    @Test
    void theServerGivesACookieToWhoeverSendsOne() {
        desk.node.found("foo.p2p", "192.0.2.1:80");

        Message answer = desk.ask(query(Desk.query("foo.p2p", Type.A), CLIENT));

        assertEquals("192.0.2.1", Desk.answers(answer));
        CookieOption cookie = (CookieOption)
                answer.getOPT().getOptions(EDNSOption.Code.COOKIE).getFirst();
        assertArrayEquals(CLIENT, cookie.getClientCookie());
        assertEquals(16, cookie.getServerCookie().orElseThrow().length);
    }

    @Test
    void aQueryForACookieAloneIsAnswered() {
        Message answer = desk.ask(query(new Message(1), CLIENT));

        assertEquals(Rcode.NOERROR, answer.getRcode());
        assertEquals(1, answer.getOPT().getOptions(EDNSOption.Code.COOKIE).size());
        assertEquals(0, answer.getSection(Section.QUESTION).size());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 9, 15, 41})
    void aCookieOfNoPossibleLengthIsMalformed(int length) {
        Message answer = desk.ask(query(Desk.query("foo.p2p", Type.A), new byte[length]));

        Desk.assertCode(Rcode.FORMERR, answer);
    }

    private static byte[] query(Message query, byte[] cookie) {
        query.addRecord(
                new OPTRecord(1232, 0, 0, 0, new GenericEDNSOption(EDNSOption.Code.COOKIE, cookie)),
                Section.ADDITIONAL);
        return query.toWire();
    }
}
