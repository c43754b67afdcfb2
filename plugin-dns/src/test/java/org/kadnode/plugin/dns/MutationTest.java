package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Damaged queries by the ten thousand: each is answered within its bounds or met with silence. */
class MutationTest {

    private static final int ROUNDS = 30_000;

    private final FakeNode node = FakeNode.forPlugin(new DnsPlugin(), Map.of("dns.patience", "0 s"));
    private final Desk desk = new Desk(node);

    @Test
    void everyDamagedQueryIsAnsweredOrIgnored() throws Exception {
        node.found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:80");
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> seeds = seeds();
        for (int round = 0; round < ROUNDS; round++) {
            byte[] query = damaged(seeds.get(random.nextInt(seeds.size())), random);
            try {
                check(query);
            } catch (RuntimeException | AssertionError e) {
                fail("seed " + seed + ", round " + round + ": " + HexFormat.of().formatHex(query), e);
            }
        }
        assertEquals(0, desk.counters.failed.sum(), "seed " + seed);
    }

    private void check(byte[] query) throws InterruptedException {
        switch (desk.server.receive(query)) {
            case NameServer.Silence silence ->
                assertTrue(query.length < 12 || (query[2] & 0x80) != 0, "silence for a query");
            case NameServer.Now now -> checkAnswer(query, now.reply());
            case NameServer.Later later -> {
                // A search that still ran would be a failure, too, and hide those that are bugs.
                Zones.hostName(later.inquiry().name()).ifPresent(node::searchEnds);
                checkAnswer(query, desk.server.answer(later));
            }
        }
    }

    private static void checkAnswer(byte[] query, Reply reply) {
        byte[] bytes = reply.datagram();
        assertTrue(bytes.length >= 12 && bytes.length <= 1232, bytes.length + " bytes");
        Message answer = Desk.parse(reply);
        assertEquals(
                ((query[0] & 0xff) << 8) | (query[1] & 0xff), answer.getHeader().getID());
        assertTrue(answer.getHeader().getFlag(Flags.QR));
    }

    private static List<byte[]> seeds() throws Exception {
        Message edns = Desk.query("foo.p2p", Type.AAAA);
        edns.addRecord(new OPTRecord(1232, 0, 0, 0, new GenericEDNSOption(10, new byte[8])), Section.ADDITIONAL);
        Message stuffed = Desk.query("foo.p2p", Type.TXT);
        Name name = Name.fromString("foo.p2p.");
        stuffed.addRecord(new TXTRecord(name, DClass.IN, 1, "text"), Section.ANSWER);
        stuffed.addRecord(new TXTRecord(name, DClass.IN, 1, "text"), Section.AUTHORITY);
        return List.of(
                Desk.query("foo.p2p", Type.A).toWire(),
                Desk.query("p2p", Type.SOA).toWire(),
                Desk.query("a.very.long.name.with.many.labels.example.org", Type.ANY)
                        .toWire(),
                edns.toWire(),
                stuffed.toWire());
    }

    /** One to four changes: a bit flipped, a byte set, a piece cut off, doubled or overwritten by a compression pointer. */
    private static byte[] damaged(byte[] whole, Random random) {
        byte[] query = whole.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && query.length > 2; changes--) {
            int at = random.nextInt(query.length);
            switch (random.nextInt(5)) {
                case 0 -> query[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> query[at] = (byte) random.nextInt(256);
                case 2 -> query = Arrays.copyOf(query, at);
                case 3 -> {
                    byte[] longer = Arrays.copyOf(query, query.length + at);
                    System.arraycopy(query, 0, longer, query.length, at);
                    query = longer;
                }
                default -> {
                    query[at] = (byte) 0xc0;
                    query[(at + 1) % query.length] = (byte) random.nextInt(query.length);
                }
            }
        }
        return query;
    }
}
