package org.kadnode.kernel.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.plugins.Family;

/** What a node tells those who count: how many peers there are (BEP 33), and of what (BEP 51). */
class SurveyTest {

    private static final String PEER = "abcdefghij0123456789";
    private static final String TARGET = "mnopqrstuvwxyz123456";
    private static final int FILTER_BYTES = 256;

    private final Node node = new Node(
            new NodeConfig(
                    Id.of("SELFSELFSELFSELFSELF".getBytes(ISO_8859_1)),
                    EnumSet.allOf(Family.class),
                    6881,
                    true,
                    Limits.DEFAULT),
            new Random(1));

    private long now = 1000;
    private String answer = "";

    @Test
    void seedsAndOtherPeersAreCountedApart() {
        announce(1, TARGET, "4:seedi1e");
        announce(2, TARGET, "");
        announce(3, TARGET, "4:seedi0e");

        ask(9, "9:info_hash20:" + TARGET + "6:scrapei1e", "get_peers");
        assertEquals(4, bits("4:BFpe256:"));
        assertEquals(2, bits("4:BFsd256:"));
        assertFalse(answer.contains("6:values"));
        assertTrue(answer.contains("5:token8:"));
        // A seed that leaves something out again is none any more.
        announce(1, TARGET, "");
        ask(9, "9:info_hash20:" + TARGET + "6:scrapei1e", "get_peers");
        assertEquals(6, bits("4:BFpe256:"));
        assertEquals(0, bits("4:BFsd256:"));
    }

    @Test
    void whereNothingIsStoredThereIsNothingToCount() {
        ask(9, "9:info_hash20:" + TARGET + "6:scrapei1e", "get_peers");

        assertFalse(answer.contains("BFpe"));
        assertTrue(answer.contains("5:token8:"));
    }

    @Test
    void expiredPeersCountNoMore() {
        announce(1, TARGET, "");
        now += 20 * 60_000;
        announce(2, TARGET, "");
        now += 20 * 60_000;

        ask(9, "9:info_hash20:" + TARGET + "6:scrapei1e", "get_peers");
        assertEquals(2, bits("4:BFpe256:"));
    }

    @Test
    void fewInfohashesAreToldAtOnce() {
        announce(1, TARGET, "");
        ask(9, "6:target20:" + TARGET, "sample_infohashes");

        assertTrue(answer.contains("8:intervali3600e3:numi1e7:samples20:" + TARGET + "e1:t2:aa"), answer);
    }

    @Test
    void ofManyInfohashesTheSameFewAreToldForAnHour() {
        for (int i = 0; i < 100; i++) {
            announce(i, String.format("%020d", i), "");
        }
        Set<String> told = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            ask(9, "6:target20:" + TARGET, "sample_infohashes");
            told.add(answer);
            now += 60_000;
        }
        assertEquals(1, told.size());
        assertTrue(answer.contains("3:numi100e7:samples400:"), answer);
        now += 60 * 60_000 - 10 * 60_000;
        // The peers have expired, but nobody has looked yet.
        ask(9, "6:target20:" + TARGET, "sample_infohashes");
        assertFalse(told.contains(answer));
    }

    @Test
    void aSampleNeedsATarget() {
        ask(9, "6:target3:abc", "sample_infohashes");

        assertTrue(answer.startsWith("d1:eli203e"), answer);
    }

    private void announce(int host, String infohash, String seed) {
        ask(host, "9:info_hash20:" + infohash, "get_peers");
        int at = answer.indexOf("5:token8:") + 9;
        String token = answer.substring(at, at + 8);
        ask(host, "9:info_hash20:" + infohash + "4:porti80e" + seed + "5:token8:" + token, "announce_peer");
        assertTrue(answer.contains("1:y1:r"), answer);
    }

    private int bits(String key) {
        int at = answer.indexOf(key) + key.length();
        return answer.substring(at, at + FILTER_BYTES)
                .chars()
                .map(Integer::bitCount)
                .sum();
    }

    private void ask(int host, String arguments, String method) {
        String packet = "d1:ad2:id20:" + PEER + arguments + "e1:q" + method.length() + ":" + method + "1:t2:aa1:y1:qe";
        Endpoint source = new Endpoint(Address.v4(0xcb007100 + host), 6881);
        answer = "";
        node.handle(now, new Input.Datagram(0, source, ByteBuffer.wrap(packet.getBytes(ISO_8859_1))), output -> {
            // The answer comes first; a ping to the newcomer may follow.
            if (answer.isEmpty() && output instanceof Output.Send send) {
                assertTrue(send.payload().remaining() <= 1024);
                answer = ISO_8859_1.decode(send.payload()).toString();
            }
        });
    }
}
