package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/**
 * Damaged queries by the million, to all that reads them: none is met with an exception, what the short way answers is sound,
 * and what is malformed is told so. {@link MutationTest} lets fewer of them wait for the node, too.
 */
class FuzzTest {

    private static final int MESSAGES = 10_000_000;
    private static final int THREADS = Math.max(1, Runtime.getRuntime().availableProcessors());

    /** In bytes: what tests and compiler keep for themselves, and far less than two bytes a message. */
    private static final long MOST_KEPT = 16L << 20;

    private final Desk desk = new Desk(Desk.fake(Map.of())
            .found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:80")
            .searchEnds("foo.p2p"));

    @Test
    void tenMillionDamagedQueriesAreReadWithoutHarm() throws Exception {
        desk.ask("foo.p2p", Type.A);
        desk.ask("foo.p2p", Type.AAAA);
        long seed = System.nanoTime();
        long before = usedHeap();
        List<FutureTask<Long>> shares = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(seed + thread);
            FutureTask<Long> share = new FutureTask<>(() -> read(random, MESSAGES / THREADS, seed));
            shares.add(share);
            Thread.ofPlatform().daemon().start(share);
        }
        long answered = 0;
        for (FutureTask<Long> share : shares) {
            try {
                answered += share.get();
            } catch (ExecutionException e) {
                throw new AssertionError("seed " + seed, e.getCause());
            }
        }
        assertTrue(answered > 0, "no message was sound enough for the short way; seed " + seed);
        long kept = usedHeap() - before;
        assertTrue(kept < MOST_KEPT, kept + " bytes are kept of what was read; seed " + seed);
    }

    /** Bytes in use after a full collection. */
    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** Reads some messages; how many of them the short way has answered. */
    private long read(Random random, int messages, long seed) {
        List<byte[]> seeds = Damage.seeds();
        FastPath fastPath = desk.server.fastPath();
        ByteBuffer response = ByteBuffer.allocate(Inquiry.EDNS_SIZE + ResponseWriter.OVERHEAD);
        long answered = 0;
        for (int message = 0; message < messages; message++) {
            byte[] query = Damage.damaged(seeds.get(random.nextInt(seeds.size())), random);
            try {
                Intake.Reading reading = Intake.read(query);
                if (fastPath.answer(ByteBuffer.wrap(query), InetAddress.getLoopbackAddress(), 0, response)) {
                    answered++;
                    check(query, reading, response);
                }
                if (reading instanceof Intake.Flawed) {
                    checkThatItIsTold(query);
                }
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + HexFormat.of().formatHex(query), e);
            }
        }
        return answered;
    }

    private static void check(byte[] query, Intake.Reading reading, ByteBuffer response) {
        assertTrue(reading instanceof Intake.Sound, "answered, but not sound");
        assertTrue(response.remaining() <= Inquiry.EDNS_SIZE);
        assertEquals(query[0], response.get(0));
        assertEquals(query[1], response.get(1));
        assertTrue((response.get(2) & 0x80) != 0);
    }

    private void checkThatItIsTold(byte[] query) {
        Visitor visitor = Visitor.overUdp();
        desk.server.take(query, visitor);
        byte[] answer = visitor.answer().getNow(Optional.empty()).orElseThrow();
        assertEquals(query[0], answer[0]);
        assertTrue((answer[3] & 0xf) != 0 || answer.length > ResponseWriter.HEADER, "no code for what is malformed");
    }
}
