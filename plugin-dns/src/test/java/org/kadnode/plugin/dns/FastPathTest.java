package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Attachment;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The short way says what the long way says, or nothing. */
class FastPathTest {

    private static final String[] NAMES = {"foo.p2p", "many.p2p", "gone.p2p", "p2p", "example.org"};
    private static final int[] TYPES = {Type.A, Type.AAAA, Type.TXT};
    private static final int[] FLAGS = {Flags.RD, Flags.CD, Flags.AD};
    private static final int MUTATIONS = 20_000;

    private final Desk desk = new Desk(Map.of("dns.ttl", "1000 s", "dns.negative-ttl", "1000 s"));
    private final FakeNode node = desk.node;
    private final FastPath fast = desk.server.fastPath();

    FastPathTest() {
        node.found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:80")
                .found(
                        "many.p2p",
                        IntStream.range(0, 35)
                                .mapToObj("[2001:db8::%x]:80"::formatted)
                                .toArray(String[]::new));
        for (String name : NAMES) {
            if (!name.equals("p2p") && !name.equals("example.org")) {
                node.searchEnds(name);
            }
        }
    }

    @Property(tries = 500)
    void saysByteForByteWhatTheLongWaySays(
            @ForAll @IntRange(max = 4) int name,
            @ForAll @IntRange(max = 2) int type,
            @ForAll long upperCase,
            @ForAll @IntRange(max = 7) int flags,
            @ForAll boolean edns,
            @ForAll @IntRange(max = 5000) int payload,
            @ForAll boolean dnssecOk,
            @ForAll @IntRange(max = 700) int age) {
        Message query = Desk.query(withCase(NAMES[name], upperCase), TYPES[type]);
        for (int flag = 0; flag < FLAGS.length; flag++) {
            if ((flags >> flag & 1) == 1) {
                query.getHeader().setFlag(FLAGS[flag]);
            } else {
                query.getHeader().unsetFlag(FLAGS[flag]);
            }
        }
        if (edns) {
            query.addRecord(new OPTRecord(payload, 0, 0, dnssecOk ? 0x8000 : 0), Section.ADDITIONAL);
        }
        byte[] wire = query.toWire();
        assertTrue(theLongWay(wire).isPresent());
        node.advance(Duration.ofSeconds(age));

        Optional<byte[]> answer = theShortWay(wire);

        // What is answered at once is not kept, so that it goes the long way always.
        assertEquals(name < 3, answer.isPresent());
        answer.ifPresent(bytes -> assertArrayEquals(theLongWay(wire).orElseThrow(), bytes));
        desk.server.answers().forgetAll();
    }

    @Test
    void oldAnswersAreLeftToTheLongWay() {
        byte[] query = Desk.query("foo.p2p", Type.A).toWire();
        desk.ask(query);
        node.advance(Duration.ofSeconds(999));
        node.busy(true);
        assertTrue(theShortWay(query).isPresent());

        node.advance(Duration.ofSeconds(1));
        assertFalse(theShortWay(query).isPresent());
    }

    @Test
    void answersThatWillExpireSoonAreGivenAndRenewed() {
        byte[] query = Desk.query("foo.p2p", Type.A).toWire();
        desk.ask(query);
        node.advance(Duration.ofSeconds(749));
        assertTrue(theShortWay(query).isPresent());
        assertEquals(0, desk.counters.prefetched.sum());

        node.advance(Duration.ofSeconds(150));
        assertTrue(theShortWay(query).isPresent());
        assertEquals(1, desk.counters.prefetched.sum());
        Desk.until(() -> Desk.parse(theShortWay(query).orElseThrow())
                        .getSection(Section.ANSWER)
                        .getFirst()
                        .getTTL()
                == 1000);
    }

    @Test
    void oddQueriesAreLeftToTheLongWay() {
        byte[] plain = Desk.query("foo.p2p", Type.A).toWire();
        desk.ask(plain);
        assertTrue(theShortWay(plain).isPresent());

        Message withOption = Desk.query("foo.p2p", Type.A);
        withOption.addRecord(new OPTRecord(1232, 0, 0, 0, new GenericEDNSOption(10, new byte[8])), Section.ADDITIONAL);
        Message newerEdns = Desk.query("foo.p2p", Type.A);
        newerEdns.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        Message withCode = Desk.query("foo.p2p", Type.A);
        withCode.addRecord(new OPTRecord(1232, 1, 0), Section.ADDITIONAL);
        Message chaos = Message.newQuery(Record.newRecord(Name.fromConstantString("foo.p2p."), Type.A, DClass.CH));
        assertFalse(theShortWay(withOption.toWire()).isPresent());
        assertFalse(theShortWay(newerEdns.toWire()).isPresent());
        assertFalse(theShortWay(withCode.toWire()).isPresent());
        assertFalse(theShortWay(chaos.toWire()).isPresent());
        assertFalse(theShortWay(with(plain, 2, 0x80)).isPresent(), "an answer");
        assertFalse(theShortWay(with(plain, 2, 0x10)).isPresent(), "another operation");
        assertFalse(theShortWay(with(plain, 2, 0x02)).isPresent(), "cut off by its sender");
        assertFalse(theShortWay(with(plain, 5, 0x03)).isPresent(), "two questions");
        assertFalse(theShortWay(with(plain, 11, 0x01)).isPresent(), "a record missing");
        assertFalse(theShortWay(Arrays.copyOf(plain, plain.length + 1)).isPresent(), "a byte too many");
        for (int length = 0; length < plain.length; length++) {
            assertFalse(theShortWay(Arrays.copyOf(plain, length)).isPresent(), length + " bytes");
        }
    }

    @Test
    void damagedQueriesAreAnsweredAsTheLongWayDoesOrNotAtAll() {
        Message query = Desk.query("foo.p2p", Type.A);
        query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        byte[][] seeds = {Desk.query("foo.p2p", Type.A).toWire(), query.toWire()};
        desk.ask(seeds[0]);
        int answered = 0;
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < MUTATIONS; round++) {
            byte[] damaged = seeds[random.nextInt(seeds.length)].clone();
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            damaged = Arrays.copyOf(damaged, damaged.length - (random.nextInt(4) == 0 ? random.nextInt(12) : 0));
            try {
                Optional<byte[]> answer = theShortWay(damaged);
                if (answer.isPresent()) {
                    answered++;
                    assertArrayEquals(theLongWay(damaged).orElseThrow(), answer.get());
                }
            } catch (RuntimeException | AssertionError e) {
                fail("seed " + seed + ", round " + round + ": " + HexFormat.of().formatHex(damaged), e);
            }
        }
        assertTrue(answered > 0, "seed " + seed);
    }

    /** Or askers nearby would have half of what they are to have as long as the cache is cold. */
    @Test
    void aQueryThatIsLeftToTheLongWayIsNotCountedAgainstItsAsker() {
        InetAddress asker = Desk.address("192.168.1.7");
        desk.networks = new Networks(List.of(new Attachment(Desk.address("192.168.1.2"), 24)));
        byte[] unknown = Desk.query("unknown.p2p", Type.A).toWire();
        for (int i = 0; i < Quota.RATE; i++) {
            assertFalse(theShortWay(unknown, asker).isPresent());
        }
        byte[] known = Desk.query("foo.p2p", Type.A).toWire();
        desk.asking(known, Visitor.from(asker, Transport.TCP)).join();

        assertTrue(theShortWay(known, asker).isPresent());
        for (int i = 1; i < Quota.RATE; i++) {
            theShortWay(known, asker);
        }
        assertFalse(theShortWay(known, asker).isPresent());
    }

    @Test
    void theLongestNameIsAnsweredAndALongerOneIsNot() {
        String longest = ("a".repeat(62) + ".").repeat(3) + "b".repeat(60) + ".p2p";
        assertEquals(255, Name.fromConstantString(longest + ".").length());
        node.found(longest, "192.0.2.1:80").searchEnds(longest);
        byte[] query = Desk.query(longest, Type.A).toWire();
        desk.ask(query);

        assertArrayEquals(theLongWay(query).orElseThrow(), theShortWay(query).orElseThrow());
        byte[] longer = new byte[query.length + 1];
        System.arraycopy(query, 0, longer, 0, 13);
        longer[12]++;
        longer[13] = 'a';
        System.arraycopy(query, 13, longer, 14, query.length - 13);
        assertFalse(theShortWay(longer).isPresent());
    }

    private Optional<byte[]> theShortWay(byte[] query) {
        return theShortWay(query, InetAddress.getLoopbackAddress());
    }

    private Optional<byte[]> theShortWay(byte[] query, InetAddress asker) {
        ByteBuffer response = ByteBuffer.allocate(ResponseWriter.OVERHEAD + AnswerCache.LARGEST);
        byte[] before = query.clone();
        boolean answered =
                fast.answer(ByteBuffer.wrap(query), asker, node.tasks().now().toMillis(), response);
        assertArrayEquals(before, query);
        return answered ? Optional.of(Arrays.copyOf(response.array(), response.limit())) : Optional.empty();
    }

    private Optional<byte[]> theLongWay(byte[] query) {
        Visitor visitor = Visitor.overUdp();
        desk.server.take(query, visitor);
        return visitor.answer().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static byte[] with(byte[] query, int at, int bits) {
        byte[] changed = query.clone();
        changed[at] ^= (byte) bits;
        return changed;
    }

    private static String withCase(String name, long upperCase) {
        StringBuilder text = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            if ((upperCase >> i & 1) == 1) {
                text.setCharAt(i, Character.toUpperCase(name.charAt(i)));
            }
        }
        return text.toString();
    }
}
