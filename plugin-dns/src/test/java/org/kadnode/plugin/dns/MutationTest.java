package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/** Damaged queries by the ten thousand: each is answered within its bounds or met with silence. */
class MutationTest {

    private static final int ROUNDS = 30_000;

    private final FakeNode node = Desk.fake(Map.of("dns.patience", "0 s"));
    private final Desk desk = new Desk(node);

    @Test
    void everyDamagedQueryIsAnsweredOrIgnored() throws Exception {
        node.found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:80");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> seeds = Damage.seeds();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] query = Damage.damaged(seeds.get(random.nextInt(seeds.size())), random);
            try {
                check(query);
            } catch (RuntimeException | AssertionError e) {
                fail("seed " + seed + ", round " + round + ": " + HexFormat.of().formatHex(query), e);
            }
        }
        assertEquals(0, desk.counters.failed.sum(), "seed " + seed);
    }

    private void check(byte[] query) {
        // A search that still ran would be a failure, too, and hide those that are bugs.
        if (Intake.read(query) instanceof Intake.Sound sound) {
            Zones.hostName(sound.asked().name()).filter(node::covers).ifPresent(node::searchEnds);
        }
        Visitor visitor = Visitor.overUdp();
        desk.server.take(query, visitor);
        Optional<byte[]> answer =
                visitor.answer().orTimeout(20, TimeUnit.SECONDS).join();
        if (answer.isEmpty()) {
            assertTrue(query.length < 12 || (query[2] & 0x80) != 0, "silence for a query");
        } else {
            checkAnswer(query, answer.get());
        }
    }

    private static void checkAnswer(byte[] query, byte[] bytes) {
        assertTrue(bytes.length >= 12 && bytes.length <= 1232, bytes.length + " bytes");
        Message answer = Desk.parse(bytes);
        assertEquals(
                ((query[0] & 0xff) << 8) | (query[1] & 0xff), answer.getHeader().getID());
        assertTrue(answer.getHeader().getFlag(Flags.QR));
    }
}
