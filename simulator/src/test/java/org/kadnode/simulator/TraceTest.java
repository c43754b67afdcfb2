package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.StringWriter;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.simulator.Trace.Fate;

class TraceTest {

    private static final Endpoint ONE = new Endpoint(Address.v4(0x01020304), 5);
    private static final Endpoint OTHER = new Endpoint(Address.v4(0x06070809), 10);
    private static final byte[] PING = {'d', '\\', 0, (byte) 0xff};

    @Test
    void writesALineForEachEvent() {
        StringWriter lines = new StringWriter();
        Trace trace = new Trace(lines);
        trace.note(7, "join");
        trace.datagram(1234, Fate.SENT, ONE, OTHER, PING);
        trace.datagram(1300, Fate.ARRIVED, ONE, OTHER, PING);
        assertEquals("""
                0.007 = join
                1.234 > 1.2.3.4:5 6.7.8.9:10 d\\x5c\\x00\\xff
                1.300 < 1.2.3.4:5 6.7.8.9:10 d\\x5c\\x00\\xff
                """, lines.toString());
    }

    @Test
    void itsDigestDependsOnEveryPart() {
        List<String> digests = List.of(
                digest(trace -> {}),
                digest(trace -> trace.note(1, "join")),
                digest(trace -> trace.note(2, "join")),
                digest(trace -> trace.note(1, "leave")),
                digest(trace -> trace.datagram(1, Fate.SENT, ONE, OTHER, PING)),
                digest(trace -> trace.datagram(1, Fate.SENT, OTHER, ONE, PING)),
                digest(trace -> trace.datagram(1, Fate.LOST, ONE, OTHER, PING)),
                digest(trace -> trace.datagram(1, Fate.SENT, ONE, OTHER, new byte[] {'d', '\\', 0, (byte) 0xfe})));
        assertEquals(digests.size(), digests.stream().distinct().count());
    }

    @Property(tries = 20)
    void itsDigestTellsLongTracesApart(@ForAll long seed, @ForAll @Size(2000) byte[] payload) {
        SplittableRandom random = new SplittableRandom(seed);
        int changed = random.nextInt(1000);
        assertEquals(digest(trace -> fill(trace, payload, -1)), digest(trace -> fill(trace, payload, -1)));
        assertNotEquals(digest(trace -> fill(trace, payload, -1)), digest(trace -> fill(trace, payload, changed)));
    }

    private static void fill(Trace trace, byte[] payload, int changed) {
        for (int i = 0; i < 1000; i++) {
            trace.datagram(i == changed ? i + 1 : i, Fate.SENT, ONE, OTHER, payload);
        }
    }

    private static String digest(Consumer<Trace> events) {
        Trace trace = new Trace();
        events.accept(trace);
        return trace.digest();
    }
}
