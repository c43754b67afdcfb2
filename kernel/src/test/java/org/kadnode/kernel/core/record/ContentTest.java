package org.kadnode.kernel.core.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kadnode.kernel.core.record.Records.KEY;
import static org.kadnode.kernel.core.record.Records.NOW;
import static org.kadnode.kernel.core.record.Records.a;
import static org.kadnode.kernel.core.record.Records.bytes;
import static org.kadnode.kernel.core.record.Records.cname;
import static org.kadnode.kernel.core.record.Records.foreign;
import static org.kadnode.kernel.core.record.Records.machine;
import static org.kadnode.kernel.core.record.Records.publisher;
import static org.kadnode.kernel.core.record.Records.srv;
import static org.kadnode.kernel.core.record.Records.text;
import static org.kadnode.kernel.core.record.Records.value;
import static org.kadnode.kernel.core.record.Records.zone;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.bencode.BencodeWriter;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.SecretKey;

/** What a record says to those who read it. */
class ContentTest {

    private static final long STALE = NOW - Machine.LIFETIME - 1;

    @Test
    void theVectorOfPkarrIsReadAndWrittenByteForByte() {
        SecretKey key = Ed25519.ofSeed(new byte[32]);
        assertEquals(KEY, key.publicKey().toZBase32());
        String packet = "000080000000000100000000" + "045f666f6f34" + bytes(KEY) + "00" + "0010" + "0001" + "0000001e"
                + "0004" + "03626172";
        Opaque value = value(HexFormat.of().parseHex(packet));
        BencodeWriter signed = new BencodeWriter(1000)
                .text("seq")
                .integer(1_700_000_000_000_000L)
                .text("v")
                .encoded(value.bytes());

        Content content = Content.decode(KEY, value).orElseThrow();

        Resource foo = new Resource("_foo." + KEY, Resource.TXT, 30, bytes("\3bar"));
        assertEquals(List.of(foo), content.zone());
        assertEquals(List.of(foo), content.resources("_FOO." + KEY, Long.MAX_VALUE));
        assertEquals(value, content.encode().orElseThrow());
        byte[] message = Arrays.copyOf(signed.array(), signed.length());
        Opaque signature = Opaque.of(Ed25519.sign(key, message));
        assertEquals(
                "ee9a458403d6c1bb0788d4bfd1da1de4a335cd05aacb55a79f5b71b19656e629"
                        + "634929e6ea059cb8660465c513be5649394e957af58f25b963b2de9fd8897606",
                signature.toString());
        Item.Mutable item = new Item.Mutable(key.publicKey(), Opaque.NONE, 1_700_000_000_000_000L, value, signature);
        assertTrue(item.isGenuine());
        assertEquals("8c30c97e7fd5460ce3b962db4cd75879eecd8abd", item.target().toString());
    }

    @Test
    void recordIsUnchangedUntilTheFirstOfItsMachinesIsNoLongerFresh() {
        Content content = Content.of(
                KEY,
                List.of(
                        machine("ejkmcpqx", NOW - 100, "192.0.2.2"),
                        machine("ot1uwisz", NOW - 50, "192.0.2.3"),
                        machine("ybndrfg8", STALE, "192.0.2.1")),
                List.of());

        assertEquals(Machine.LIFETIME - 100, content.unchangedSeconds(NOW));
        assertEquals(0, content.unchangedSeconds(NOW - 100 + Machine.LIFETIME));
        assertEquals(49, content.unchangedSeconds(NOW - 99 + Machine.LIFETIME));
    }

    @Test
    void entriesOfMachinesStandInTheRecordAsDocumented() {
        Machine machine = new Machine(
                "ybndrfg8", NOW, 6881, Records.addresses("2001:db8::1", "192.0.2.1"), List.of(8080, 22), true);
        Content content = merged(List.of(), machine, Optional.of(zone("www TXT hello")));

        String tag = "kn-ybndrfg8." + KEY;
        List<Resource> written = Packet.decode(packet(content)).orElseThrow();
        assertEquals(
                List.of(
                        text(tag, "kadnode=1 t=1700000000 port=6881 zone"),
                        a(tag, "192.0.2.1"),
                        a(tag, "2001:db8::1"),
                        a(KEY, "192.0.2.1"),
                        a(KEY, "2001:db8::1")),
                written.subList(0, 5));
        assertEquals(
                List.of(33, 33),
                written.subList(5, 7).stream().map(Resource::type).toList());
        assertEquals(
                "000000001f90" + "0b" + bytes("kn-ybndrfg8") + "34" + bytes(KEY) + "00",
                written.get(5).data().toString());
        assertEquals(text("www." + KEY, "hello"), written.get(7));
        assertEquals(8, written.size());
        assertEquals(
                content, Content.decode(KEY, content.encode().orElseThrow()).orElseThrow());
    }

    @Test
    void anAddressOfTheOriginHasThePortOfTheFirstServiceElseOfTheDht() {
        Machine serving = new Machine("ybndrfg8", NOW, 6881, Records.addresses("192.0.2.1"), List.of(8080, 22), false);
        Content content = merged(List.of(merged(List.of(), serving)), machine("8ejkmcpq", NOW, "192.0.2.2"));

        assertEquals(endpoints("192.0.2.1", 8080, "192.0.2.2", 6881), content.addresses(KEY, NOW));
        assertEquals(endpoints("192.0.2.1", 0), content.addresses("kn-ybndrfg8." + KEY, NOW));
    }

    @Test
    void machinesBehindOneAddressAreBothNamed() {
        Machine first = new Machine("ybndrfg8", NOW, 1111, Records.addresses("192.0.2.1"), List.of(), false);
        Machine second = new Machine("8ejkmcpq", NOW, 2222, Records.addresses("192.0.2.1"), List.of(), false);

        Content content = merged(List.of(merged(List.of(), first)), second);

        assertEquals(endpoints("192.0.2.1", 2222, "192.0.2.1", 1111), content.addresses(KEY, NOW));
    }

    @Test
    void whatAStaleMachineSaidIsNotHandedOut() {
        Content content = Content.of(
                KEY,
                List.of(publisher("8ejkmcpq", STALE, "192.0.2.1"), machine("ybndrfg8", NOW, "192.0.2.2")),
                List.of(text("www." + KEY, "old")));

        assertEquals(endpoints("192.0.2.2", 6881), content.addresses(KEY, NOW));
        assertEquals(List.of(a(KEY, "192.0.2.2")), content.resources(KEY, NOW));
        assertEquals(List.of(), content.resources("8ejkmcpq." + KEY, NOW));
        assertFalse(content.exists("8ejkmcpq." + KEY, NOW));
        assertEquals(List.of(), content.resources("www." + KEY, NOW));
        assertEquals(
                1, content.resources("www." + KEY, STALE + Machine.LIFETIME).size());
    }

    @Test
    void aMachineOfTheFutureIsFresh() {
        Content content = merged(List.of(), machine("ybndrfg8", NOW + 1_000_000, "192.0.2.1"));

        assertEquals(endpoints("192.0.2.1", 6881), content.addresses(KEY, NOW));
    }

    @Test
    void whatOtherProgramsPublishNeverGetsStale() {
        Content content = foreign(a(KEY, "192.0.2.1"), text("www." + KEY, "hello"));

        assertEquals(List.of(), content.machines());
        assertEquals(endpoints("192.0.2.1", 0), content.addresses(KEY, Long.MAX_VALUE));
        assertEquals(1, content.resources("www." + KEY, Long.MAX_VALUE).size());
    }

    @Test
    void aServiceOfTheSameNameTellsThePortOfAnAddress() {
        Content content = foreign(
                a(KEY, "192.0.2.1"),
                a(KEY, "192.0.2.2"),
                srv(KEY, 8080, "host." + KEY),
                srv(KEY, 9090, "elsewhere.example"),
                a("host." + KEY, "192.0.2.2"));

        assertEquals(endpoints("192.0.2.1", 0, "192.0.2.2", 8080), content.addresses(KEY, NOW));
    }

    @Test
    void aliasesAreFollowedInsideTheRecord() {
        Content content = foreign(
                cname("a." + KEY, "B." + KEY),
                cname("b." + KEY, "c." + KEY),
                a("c." + KEY, "2001:db8::1"),
                cname("out." + KEY, "example.org"),
                cname("loop." + KEY, "loop." + KEY));

        assertEquals(endpoints("2001:db8::1", 0), content.addresses("a." + KEY, NOW));
        assertEquals(List.of(), content.addresses("out." + KEY, NOW));
        assertEquals(List.of(), content.addresses("loop." + KEY, NOW));
    }

    @Test
    void fifteenAliasesAreFollowedAndNoMore() {
        List<Resource> chain = new ArrayList<>();
        IntStream.range(0, 16).forEach(i -> chain.add(cname(i + "." + KEY, (i + 1) + "." + KEY)));
        chain.add(a("16." + KEY, "192.0.2.1"));
        Content content = foreign(chain.toArray(Resource[]::new));

        assertEquals(List.of(), content.addresses("0." + KEY, NOW));
        assertEquals(endpoints("192.0.2.1", 0), content.addresses("1." + KEY, NOW));
    }

    @Test
    void aNameExistsIfSomethingIsBelowIt() {
        Content content = foreign(text("_http._tcp." + KEY, "x"));

        assertTrue(content.exists("_HTTP._tcp." + KEY, NOW));
        assertTrue(content.exists("_tcp." + KEY, NOW));
        assertTrue(content.exists(KEY, NOW));
        assertFalse(content.exists("tcp." + KEY, NOW));
        assertFalse(content.exists("..", NOW));
    }

    @Test
    void lifetimesAreThoseOfPkarr() {
        Content content = foreign(
                new Resource("short." + KEY, Resource.TXT, 30, bytes("\0")),
                new Resource("both." + KEY, Resource.TXT, 1000, bytes("\0")),
                new Resource("both." + KEY, Resource.A, 2000, bytes("abcd")),
                new Resource("long." + KEY, Resource.TXT, Integer.MAX_VALUE, bytes("\0")));

        assertEquals(300, content.ttlSeconds("short." + KEY));
        assertEquals(1000, content.ttlSeconds("both." + KEY));
        assertEquals(86_400, content.ttlSeconds("long." + KEY));
        assertEquals(300, content.ttlSeconds("none." + KEY));
    }

    @Test
    void whatIsNotBelowTheOriginIsLeftOut() {
        Content content = foreign(
                text("x" + KEY, "no"), text("example.org", "no"), text("a\\." + KEY, "no"), text("a." + KEY, "yes"));

        assertEquals(List.of(text("a." + KEY, "yes")), content.zone());
    }

    @Test
    void anAddressOfTheOriginThatNoMachineHasBelongsToTheZone() {
        Content content = merged(
                List.of(), publisher("ybndrfg8", NOW, "192.0.2.1"), Optional.of(zone("@ A 192.0.2.1\n@ A 192.0.2.9")));

        assertEquals(List.of(a(KEY, "192.0.2.9")), content.zone());
        assertEquals(endpoints("192.0.2.1", 6881, "192.0.2.9", 0), content.addresses(KEY, NOW));
    }

    @Test
    void anAliasOfTheOriginGivesWayToAddressesOfMachines() {
        Optional<Zone> zone = Optional.of(zone("@ CNAME example.org."));

        assertEquals(
                List.of(),
                merged(List.of(), publisher("ybndrfg8", NOW, "192.0.2.1"), zone).zone());
        assertEquals(
                1, merged(List.of(), publisher("ybndrfg8", NOW), zone).zone().size());
    }

    @Test
    void aLineOfALaterVersionIsUnderstoodAndABrokenOneIsText() {
        Content later = foreign(text("kn-ybndrfg8." + KEY, "kadnode=1 t=5 port=6881 new=x zone more"));
        assertEquals(List.of(new Machine("ybndrfg8", 5, 6881, List.of(), List.of(), true)), later.machines());

        for (String broken : List.of(
                "kadnode=2 t=5 port=1", "kadnode=1 t=-5 port=1", "kadnode=1 t=5 port=65536", "kadnode=1 t=5", "x")) {
            Content content = foreign(text("kn-ybndrfg8." + KEY, broken));
            assertEquals(List.of(), content.machines(), broken);
            assertEquals(1, content.zone().size(), broken);
        }
    }

    @Test
    void whatIsTooLargeIsNotWritten() {
        List<Content> others = IntStream.range(0, 40)
                .mapToObj(i -> merged(List.of(), machine("ybndrf" + letter(i / 8) + letter(i), NOW, "192.0.2." + i)))
                .toList();
        Machine ours = machine("zzzzzzzz", NOW, "192.0.2.99");

        assertEquals(Optional.empty(), merged(others, ours).encode());
        assertTrue(merged(others.subList(0, 9), ours).encode().isPresent());
        Content without = Content.kept(KEY, others.subList(0, 10), NOW);
        assertEquals(10, without.machines().size());
        assertTrue(without.encode().isPresent());
    }

    @Test
    void theLongestValueHasAThousandBytes() {
        int around = 12 + 54 + 10;
        byte[] fill = new byte[996 - around];
        assertEquals(1000, foreignOf(fill).encode().orElseThrow().length());
        assertEquals(Optional.empty(), foreignOf(new byte[fill.length + 1]).encode());
        assertEquals(Optional.empty(), Content.decode(KEY, value(new byte[997])));
    }

    private static Content foreignOf(byte[] data) {
        return Content.of(KEY, List.of(), List.of(new Resource(KEY, 65_280, 0, Opaque.of(data))));
    }

    private static char letter(int i) {
        return "ybndrfg8".charAt(i % 8);
    }

    private static Content merged(List<Content> versions, Machine ours) {
        return merged(versions, ours, Optional.empty());
    }

    private static Content merged(List<Content> versions, Machine ours, Optional<Zone> zone) {
        return Content.merged(KEY, versions, ours, zone, NOW);
    }

    private static byte[] packet(Content content) {
        byte[] value = content.encode().orElseThrow().bytes();
        int colon = 0;
        while (value[colon] != ':') {
            colon++;
        }
        return Arrays.copyOfRange(value, colon + 1, value.length);
    }

    private static List<Endpoint> endpoints(Object... addressesAndPorts) {
        return IntStream.range(0, addressesAndPorts.length / 2)
                .mapToObj(i -> new Endpoint(
                        Records.address((String) addressesAndPorts[2 * i]), (int) addressesAndPorts[2 * i + 1]))
                .toList();
    }
}
