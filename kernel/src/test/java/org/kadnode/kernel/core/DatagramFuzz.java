package org.kadnode.kernel.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.plugins.Family;

/**
 * Datagrams that a fuzzer makes by what they reach in the code, to a node that goes on from one to the next: none is met with an
 * exception, and what the node sends stays within its bounds.
 */
class DatagramFuzz {

    private static final String PEER = "abcdefghij0123456789";
    private static final String TARGET = "mnopqrstuvwxyz123456";

    /** A packet of BEP 32, or one with the largest item of BEP 44. */
    private static final int LONGEST = 1400;

    /** Packets for one datagram: an answer, and what may follow from it. */
    private static final int MOST_PACKETS = 64;

    private static final Node NODE = new Node(
            new NodeConfig(new Id(1, 2, 3), EnumSet.allOf(Family.class), 6881, true, Limits.DEFAULT), new Random(1));

    private static long now;
    private static int sent;

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "4m", maxExecutions = 10_000_000)
    void isTakenWithoutAFault(byte[] datagram) {
        now += 5;
        sent = 0;
        // A few neighbours, so that they become known and use up their shares.
        Endpoint source = new Endpoint(Address.v4(0xcb007100 | (int) (now & 0x3f)), 6881);
        long wakeAt = NODE.handle(now, new Input.Datagram(0, source, ByteBuffer.wrap(datagram)), DatagramFuzz::take);
        if (wakeAt <= now) {
            NODE.handle(now, new Input.Wake(), DatagramFuzz::take);
        }
        assertTrue(sent <= MOST_PACKETS, () -> sent + " packets for one");
    }

    private static void take(Output output) {
        if (output instanceof Output.Send send) {
            sent++;
            int length = send.payload().remaining();
            assertTrue(length <= LONGEST, () -> length + " bytes");
        }
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        query("", "ping"),
                        query("6:target20:" + TARGET + "4:wantl2:n42:n6e", "find_node"),
                        query("9:info_hash20:" + TARGET + "6:scrapei1e", "get_peers"),
                        query(
                                "12:implied_porti1e9:info_hash20:" + TARGET + "4:porti6881e5:token8:aoeusnth",
                                "announce_peer"),
                        query("3:seqi1e6:target20:" + TARGET, "get"),
                        query("5:token8:aoeusnth1:v12:Hello World!", "put"),
                        query(
                                "1:k32:" + "k".repeat(32) + "4:salt6:foobar3:seqi1e3:sig64:" + "s".repeat(64)
                                        + "5:token8:aoeusnth1:v12:Hello World!",
                                "put"),
                        query("6:target20:" + TARGET, "sample_infohashes"),
                        "d2:ip6:abcdef1:rd2:id20:" + PEER + "5:nodes26:" + TARGET
                                + "AAAABB5:token8:aoeusnth6:valuesl6:axje.uee" + "1:t4:aaaa1:y1:re",
                        "d1:rd2:id20:" + PEER + "1:k32:" + "k".repeat(32) + "3:seqi1e3:sig64:" + "s".repeat(64)
                                + "1:vd1:ali1ei-2eeee1:t4:aaaa1:y1:re",
                        "d1:eli201e23:A Generic Error Ocurrede2:ip6:abcdef1:t2:aa1:y1:ee",
                        "AUTH" + TARGET + "r".repeat(32))
                .map(text -> text.getBytes(ISO_8859_1));
    }

    private static String query(String arguments, String method) {
        return "d1:ad2:id20:" + PEER + arguments + "e1:q" + method.length() + ":" + method + "1:t2:aa1:y1:qe";
    }
}
