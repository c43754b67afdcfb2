package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.TestNet.Host;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.core.record.Content;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.kernel.core.record.Machine;
import org.kadnode.kernel.core.record.Zone;
import org.kadnode.plugins.Family;

/** What could go wrong with records at the wrong moment, or by somebody's will. */
class RecordHazardsTest {

    private static final Set<Family> BOTH = EnumSet.allOf(Family.class);
    private static final long FOREVER = Long.MAX_VALUE;
    private static final int HOUR = 3_600_000;
    private static final long SECONDS = TestNet.EPOCH / 1000;
    private static final SecretKey KEY = Ed25519.generate(new Random(42));
    private static final Naming NAMING =
            new Naming(".p2p", KeyRing.EMPTY.plus(KeyRing.Entry.of(KeyPattern.ALL, KEY)), true);
    private static final Name NAME = NAMING.parse("node1.p2p").orElseThrow();
    private static final RecordName RECORD = NAME.record().orElseThrow();

    private final TestNet net = new TestNet();
    private Host store;
    private Host owner;
    private Host asker;
    private int tickets;

    @BeforeEach
    void threeNodes() {
        store = net.add(1, "192.0.2.1:6881").knowsItself();
        owner = net.add(2, "192.0.2.2:7000").knowsItself().meets(store);
        asker = net.add(3, "192.0.2.3:6881").knowsItself().meets(store);
        net.run(60_000);
    }

    /** Every moment of a round is tried. */
    @Test
    void withdrawalIsSaidWheneverItComes() {
        for (int delay = 0; delay < 100; delay += 5) {
            owner.give(new Input.Announce(1, NAME, 0, FOREVER));
            net.run(delay);
            owner.give(new Input.Withdraw(NAME));
            net.run(20_000);

            assertEquals(List.of(), ask(NAME), "withdrawn after " + delay + " ms");
            assertEquals(List.of(), owner.node.records(), "withdrawn after " + delay + " ms");
            net.run(400_000);
        }
    }

    /** The clock of the node stands still while the machine sleeps; what others keep for it expires. */
    @Test
    void machineThatWakesUpPublishesAtOnce() {
        owner.give(new Input.Announce(1, NAME, 0, FOREVER));
        net.run(5000);
        long before = owner.node.records().getFirst().seq();
        owner.give(new Input.TimeOfDay(TestNet.EPOCH + net.now() + 5L * HOUR));
        net.run(5000);

        assertTrue(owner.node.records().getFirst().seq() > before + 4L * HOUR * 1000);
    }

    @Test
    void clockThatIsSetBackDoesNotSetBackTheNumber() {
        owner.give(new Input.Announce(1, NAME, 0, FOREVER));
        net.run(5000);
        long before = owner.node.records().getFirst().seq();
        owner.give(new Input.TimeOfDay(TestNet.EPOCH + net.now() - 24L * HOUR));
        net.run(5000);

        assertTrue(owner.node.records().getFirst().seq() > before);
    }

    /** Old versions are as genuine as new ones; whoever kept them all can show them first. */
    @Test
    void manyOldVersionsDoNotPushOutTheNewestOne() {
        OwnRecord record = new OwnRecord(RECORD, KEY);
        record.announce(List.of());
        record.read(0, EnumSet.of(Family.IPV4));
        for (int seq = 1; seq <= 100; seq++) {
            record.take(item(NAME, seq, machine("ybndrfg8", "198.51.100.7:1")));
        }
        record.take(item(NAME, 200, machine("ejkmcpqx", "198.51.100.8:1")));
        for (int seq = 101; seq <= 150; seq++) {
            record.take(item(NAME, seq, machine("ybndrfg8", "198.51.100.7:1")));
        }
        record.hasRead(Family.IPV4, List.of());
        Item.Mutable draft = record.draft(new OwnRecord.Writer("ot1uwisz", 6881, List.of(), SECONDS, SECONDS))
                .orElseThrow();

        assertTrue(Content.decode(RECORD.origin(), draft.value()).orElseThrow().machines().stream()
                .anyMatch(machine -> machine.tag().equals("ejkmcpqx")));
    }

    @Test
    void loopbackAndImpossibleAddressesInRecordsOfOthersAreNotHandedOut() {
        for (String address : List.of("127.0.0.1:80", "0.0.0.0:80", "224.0.0.1:80", "[::1]:80")) {
            Name name = NAMING.parse("to-" + tickets + ".p2p").orElseThrow();
            put(item(name, 1, machine("ybndrfg8", address)));
            assertEquals(List.of(), ask(name), address);
        }
    }

    @Test
    void blockedAddressesInRecordsAreNotHandedOut() throws Exception {
        owner.give(new Input.Announce(1, NAME, 0, FOREVER));
        net.run(5000);
        asker.give(new Input.Block(Address.of(InetAddress.getByName("192.0.2.2"))));

        assertEquals(List.of(), ask(NAME));
    }

    /** Whoever puts an old record to the one who asks is not believed before others were asked. */
    @Test
    void recordThatWasPutToTheAskerIsSearchedForBeforeItIsHandedOut() {
        owner.give(new Input.Announce(1, NAME, 0, FOREVER));
        net.run(5000);
        Item.Mutable old = item(NAME, 1, machine("ybndrfg8", "198.51.100.7:1"));
        Result result = new Result(NAME.id(), 17, new Claims(8));
        result.belongsTo(NAME);
        assertTrue(result.stored(1000, old, false));
        assertEquals(List.of(), result.addresses(1000, SECONDS));
        result.checked(1500);
        assertEquals(1, result.addresses(1500, SECONDS).size());

        assertTrue(result.found(2000, item(NAME, 2, machine("ybndrfg8", "198.51.100.8:1")), false));
        assertEquals(false, result.stored(3000, old, false));
        assertEquals(
                TestNet.endpoint("198.51.100.8:1"),
                result.addresses(3000, SECONDS).getFirst().endpoint());
    }

    /** A zone may speak of names that nobody announces: they lead to what it says, and nowhere else. */
    @Test
    void nameThatOnlyAZoneSpeaksOfDoesNotLeadToItsPublisher() throws Exception {
        Name alias = NAMING.parse("www.node1.p2p").orElseThrow();
        Name mail = NAMING.parse("mail.node1.p2p").orElseThrow();
        Name here = NAMING.parse("here.node1.p2p").orElseThrow();
        owner.give(new Input.Announce(1, NAME, 0, FOREVER));
        owner.give(new Input.Zones(List.of(
                zone(alias, "www.node1.p2p. CNAME elsewhere.example.\n"),
                zone(mail, "mail.node1.p2p. MX 10 mx.example.\n"),
                zone(here, "here.node1.p2p. A {ipv4}\n"))));
        net.run(10_000);

        assertEquals(List.of(owner.endpoint()), ask(NAME));
        assertEquals(List.of(), ask(alias));
        assertEquals(List.of(), ask(mail));
        assertEquals(
                List.of(owner.endpoint().address()),
                ask(here).stream().map(Endpoint::address).toList());
        assertNotEquals(
                List.of(), asker.said(Output.Signed.class).getLast().record().resources());
    }

    @Test
    void addressBehindAnAliasIsSearchedForAsOftenAsTheAddressItself() throws Exception {
        Zone zone = Zone.parse("$TTL 86400\nnode1.p2p. A 192.0.2.9\n", "p2p");
        String origin = RECORD.origin();
        Zone alias = Zone.parse("$TTL 86400\nwww.node1.p2p. CNAME node1.p2p.\n", "p2p")
                .renamed("node1.p2p", origin);
        Content content =
                Content.merged(origin, List.of(), machine("ybndrfg8", "192.0.2.2:1"), Optional.of(alias), SECONDS);

        assertEquals(300, content.ttlSeconds("www." + origin));
        Content foreign =
                Content.merged(origin, List.of(), machine("ybndrfg8", "192.0.2.2:1"), Optional.of(zone), SECONDS);
        assertEquals(300, foreign.ttlSeconds(origin));
    }

    private static Input.Zones.Owned zone(Name name, String text) throws Exception {
        RecordName record = name.record().orElseThrow();
        return new Input.Zones.Owned(record, KEY, Zone.parse(text, "p2p").renamed(record.domain(), record.origin()));
    }

    private static Machine machine(String tag, String endpoint) {
        Endpoint at = TestNet.endpoint(endpoint);
        return new Machine(tag, SECONDS, at.port(), List.of(at.address()), List.of(), false);
    }

    private static Item.Mutable item(Name name, long seq, Machine machine) {
        RecordName record = name.record().orElseThrow();
        Opaque value = Content.merged(record.origin(), List.of(), machine, Optional.empty(), SECONDS)
                .encode()
                .orElseThrow();
        return Item.Mutable.sign(KEY, record.record().salt(), seq, value);
    }

    /** Stores an item at the node that all know, as anybody can who has it. */
    private void put(Item.Mutable item) {
        List<String> tokens = new ArrayList<>();
        Endpoint stranger = TestNet.endpoint("198.51.100.9:6881");
        String target = latin(item.target().bytes());
        store.node.handle(
                net.now(),
                datagram(stranger, "d1:ad2:id20:abcdefghij01234567896:target20:" + target + "e1:q3:get1:t2:aa1:y1:qe"),
                output -> {
                    if (output instanceof Output.Send send) {
                        byte[] bytes = new byte[send.payload().remaining()];
                        send.payload().get(bytes);
                        String packet = latin(bytes);
                        int at = packet.indexOf("5:token8:");
                        if (at >= 0) {
                            tokens.add(packet.substring(at + 9, at + 17));
                        }
                    }
                });
        store.give(datagram(
                stranger,
                "d1:ad2:id20:abcdefghij01234567891:k32:" + latin(item.key().bytes()) + "4:salt"
                        + item.salt().length() + ":" + latin(item.salt().bytes()) + "3:seqi" + item.seq() + "e3:sig64:"
                        + latin(item.signature().bytes()) + "5:token8:" + tokens.getFirst() + "1:v"
                        + latin(item.value().bytes()) + "e1:q3:put1:t2:aa1:y1:qe"));
    }

    private static Input.Datagram datagram(Endpoint source, String packet) {
        return new Input.Datagram(0, source, ByteBuffer.wrap(packet.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private List<Endpoint> ask(Name name) {
        int ticket = ++tickets;
        asker.give(new Input.Resolve(ticket, name, BOTH));
        net.run(3000);
        asker.give(new Input.Release(ticket));
        return asker.said(Output.Found.class).stream()
                .filter(found -> found.ticket() == ticket)
                .map(Output.Found::address)
                .toList();
    }
}
