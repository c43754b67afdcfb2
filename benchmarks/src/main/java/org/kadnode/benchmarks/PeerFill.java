package org.kadnode.benchmarks;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.NodeConfig;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.plugins.Family;

/**
 * Announces peers to a node, each from an address of its own (BEP 5, {@code announce_peer}), and measures what they take. A
 * program: its arguments are how many peers and under how many identifiers. The node has limits that let all of them in. It prints
 * one line: the peers that the node stores, and the bytes of heap for each.
 */
public final class PeerFill {

    private static final int TOKEN_BYTES = 8;
    private static final int FIRST_SOURCE = 0x0b000000;
    private static final byte[] TOKEN = "5:token8:".getBytes(StandardCharsets.US_ASCII);
    private static final String SENDER = "abcdefghij0123456789";

    private final Node node;
    private final Random random = new Random(1);
    private final byte[] answer = new byte[1500];
    private int answered;

    private PeerFill(int peers) {
        node = new Node(new NodeConfig(Id.random(random), Set.of(Family.IPV4), 6881, true, limits(peers)), random);
    }

    /**
     * Fills a node.
     *
     * @param words peers and identifiers
     */
    public static void main(String[] words) {
        int peers = Integer.parseInt(words[0]);
        PeerFill fill = new PeerFill(peers);
        fill.announce(0, 1, 1);
        long before = used();
        fill.announce(1, peers, Integer.parseInt(words[1]));
        long after = used();
        int stored = fill.node.dht(Family.IPV4, 0).storedPeers();
        System.out.printf("%d %.1f%n", stored, (double) (after - before) / stored);
    }

    private void announce(int first, int end, int identifiers) {
        for (int i = first; i < end; i++) {
            Endpoint source = new Endpoint(Address.v4(FIRST_SOURCE + i), 6881);
            byte[] infohash = new byte[Id.LENGTH];
            new Random(i % identifiers).nextBytes(infohash);
            ask(
                    source,
                    "d1:ad2:id20:" + SENDER + "9:info_hash20:",
                    infohash,
                    "e1:q9:get_peers1:t2:aa1:y1:qe",
                    new byte[0],
                    "");
            ask(
                    source,
                    "d1:ad2:id20:" + SENDER + "9:info_hash20:",
                    infohash,
                    "4:porti6881e5:token8:",
                    token(),
                    "e1:q13:announce_peer1:t2:aa1:y1:qe");
        }
    }

    private void ask(Endpoint source, String begin, byte[] infohash, String middle, byte[] token, String end) {
        ByteBuffer query = ByteBuffer.allocate(256);
        query.put(ascii(begin))
                .put(infohash)
                .put(ascii(middle))
                .put(token)
                .put(ascii(end))
                .flip();
        answered = 0;
        node.handle(0, new Input.Datagram(0, source, query), output -> {
            // The answer comes first; a ping to the newcomer may follow.
            if (answered == 0 && output instanceof Output.Send send) {
                answered = Math.min(send.payload().remaining(), answer.length);
                send.payload().get(answer, 0, answered);
            }
        });
    }

    private byte[] token() {
        for (int at = 0; at <= answered - TOKEN.length - TOKEN_BYTES; at++) {
            if (Arrays.equals(answer, at, at + TOKEN.length, TOKEN, 0, TOKEN.length)) {
                return Arrays.copyOfRange(answer, at + TOKEN.length, at + TOKEN.length + TOKEN_BYTES);
            }
        }
        throw new IllegalStateException("no token in an answer");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static long used() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    /** Those of the daemon, but with room for so many peers. */
    private static Limits limits(int peers) {
        Limits normal = Limits.DEFAULT;
        return new Limits(
                normal.bucketSize(),
                normal.bucketReplacements(),
                normal.transactions(),
                normal.lookups(),
                normal.lookupCandidates(),
                normal.lookupQueries(),
                normal.lookupParallel(),
                normal.atlasPages(),
                peers,
                peers,
                peers,
                normal.storedPeersPerSource(),
                normal.storedItems(),
                normal.storedItemBytes(),
                normal.storedItemsPerSource(),
                normal.peersPerAnswer(),
                normal.packetBytes(),
                normal.announcements(),
                normal.results(),
                normal.resultAddresses(),
                normal.watchers(),
                normal.challenges(),
                normal.challengesPerName(),
                normal.blocked(),
                normal.rateSources(),
                normal.requestsPerSecond(),
                normal.requestBurst());
    }
}
