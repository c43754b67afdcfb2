package org.kadnode.plugin.lpd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Attachment;

/** Who is met, in virtual time. */
class ReceptionTest {

    private static final int OWN_PORT = 6881;
    private static final String COOKIE = "c0ffee";

    private final List<Link> links = List.of(new Link(
            "eth0",
            loopback(),
            List.of(new Attachment(address("192.0.2.1"), 25), new Attachment(address("2001:db8::1"), 64))));
    private final Reception reception = new Reception(COOKIE);
    private Duration now = Duration.ofHours(1);

    @Test
    void aNeighbourIsMetAtThePortItNames() {
        assertEquals(Verdict.MET, heard("192.0.2.2", 6882));
        assertEquals(Verdict.MET, heard("2001:db8::2", 6882));
    }

    @Test
    void aNeighbourThatCallsAgainIsMetAgainOnlyAfterAWhile() {
        assertEquals(Verdict.MET, heard("192.0.2.2", 6882));
        assertEquals(Verdict.REPEATED, heard("192.0.2.2", 6882));
        now = now.plus(Reception.REST);
        assertEquals(Verdict.MET, heard("192.0.2.2", 6882));
    }

    @Test
    void strangersAreNotMet() {
        assertEquals(Verdict.STRANGE, heard("192.0.2.129", 6882));
        assertEquals(Verdict.STRANGE, heard("198.51.100.1", 6882));
        assertEquals(Verdict.STRANGE, heard("2001:db8:0:1::1", 6882));
        assertEquals(Verdict.STRANGE, heard("127.0.0.1", 6882));
        assertEquals(Verdict.STRANGE, heard("::1", 6882));
        assertEquals(Verdict.STRANGE, heard("0.0.0.0", 6882));
    }

    @Test
    void strangersDoNotMakeUsDeaf() {
        for (int i = 0; i < 10_000; i++) {
            assertEquals(Verdict.STRANGE, heard("198.51.100.1", 6882));
        }
        assertEquals(Verdict.MET, heard("192.0.2.2", 6882));
    }

    @Test
    void linkLocalAddressesCannotBeMet() {
        assertEquals(Verdict.UNREACHABLE, heard("fe80::1", 6882));
    }

    @Test
    void weDoNotMeetOurselves() {
        assertEquals(
                Verdict.OWN,
                reception.heard(
                        now,
                        source("192.0.2.1"),
                        Optional.of(new SearchMessage(1, Optional.of(COOKIE))),
                        links,
                        OWN_PORT));
        assertEquals(Verdict.OWN, heard("192.0.2.1", OWN_PORT));
        assertEquals(Verdict.OWN, heard("2001:db8::1", OWN_PORT));
    }

    @Test
    void anotherNodeOfThisMachineIsMet() {
        assertEquals(Verdict.MET, heard("192.0.2.1", OWN_PORT + 1));
    }

    @Test
    void nonsenseIsIgnored() {
        assertEquals(Verdict.MALFORMED, reception.heard(now, source("192.0.2.2"), Optional.empty(), links, OWN_PORT));
    }

    @Test
    void oneAddressIsMetAtAFewPortsOnly() {
        for (int i = 0; i < Reception.MOST_MEETINGS; i++) {
            assertEquals(Verdict.MET, heard("192.0.2.2", 7000 + i));
        }
        assertEquals(Verdict.EXCESSIVE, heard("192.0.2.2", 8000));
        assertEquals(Verdict.MET, heard("192.0.2.3", 8000));
        now = now.plus(Reception.WINDOW);
        assertEquals(Verdict.MET, heard("192.0.2.2", 8000));
    }

    @Test
    void oneMessageTooManyMakesUsDeafForFiveMinutes() {
        for (int i = 0; i < Reception.MOST_MESSAGES; i++) {
            reception.heard(now, source("192.0.2.2"), Optional.empty(), links, OWN_PORT);
        }
        assertTrue(reception.listens(now));
        now = now.plusSeconds(200);
        assertEquals(Verdict.FLOOD, heard("192.0.2.3", 6882));
        assertFalse(reception.listens(now));

        now = now.plus(Reception.WINDOW).minusMillis(1);
        assertEquals(Verdict.FLOOD, heard("192.0.2.3", 6882));

        now = now.plusMillis(1);
        assertTrue(reception.listens(now));
        assertEquals(Verdict.MET, heard("192.0.2.3", 6882));
    }

    @Test
    void messagesThatComeSlowlyNeverMakeUsDeaf() {
        for (int i = 0; i < 2000; i++) {
            now = now.plusMillis(3001);
            assertFalse(heard("192.0.2.2", 6882) == Verdict.FLOOD, "message " + i);
        }
    }

    /** Whatever neighbours say, no more than 100 of them are met within any 5 minutes that begin with a window. */
    @Property
    void meetingsAreBounded(
            @ForAll @Size(max = 400) List<@IntRange(min = 2, max = 120) Integer> hosts,
            @ForAll @IntRange(max = 900) int pause) {
        Reception any = new Reception(COOKIE);
        Duration time = Duration.ZERO;
        List<Duration> met = new ArrayList<>();
        Map<InetSocketAddress, Duration> last = new HashMap<>();
        for (int host : hosts) {
            time = time.plusMillis(pause);
            InetSocketAddress source = source("192.0.2." + host);
            if (any.heard(time, source, Optional.of(new SearchMessage(6882, Optional.empty())), links, OWN_PORT)
                    == Verdict.MET) {
                Optional<Duration> before = Optional.ofNullable(last.put(source, time));
                Duration at = time;
                assertTrue(before.filter(earlier -> at.minus(earlier).compareTo(Reception.REST) < 0)
                        .isEmpty());
                met.add(time);
            }
        }
        Duration end = Reception.WINDOW;
        assertTrue(met.stream().filter(each -> each.compareTo(end) < 0).count() <= Reception.MOST_MESSAGES);
    }

    private Verdict heard(String address, int port) {
        return reception.heard(
                now, source(address), Optional.of(new SearchMessage(port, Optional.empty())), links, OWN_PORT);
    }

    private static InetSocketAddress source(String address) {
        return new InetSocketAddress(address(address), 40000);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static NetworkInterface loopback() {
        try {
            return NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        } catch (java.net.SocketException e) {
            throw new AssertionError(e);
        }
    }
}
