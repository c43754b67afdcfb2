package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.kadnode.plugins.ResourceRecord;
import org.kadnode.plugins.SignedData;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Whatever an owner signs, its name gets an answer that can be read and is not too long. */
class HostileSignerTest {

    private static final String LONG =
            "a".repeat(63) + "." + "b".repeat(63) + "." + "c".repeat(63) + "." + "d".repeat(50) + ".p2p";

    private final FakeNode node = Desk.fake(Map.of("dns.patience", "0 s"));
    private final Desk desk = new Desk(node);

    @Property(tries = 5000)
    void anythingSignedIsAnsweredWithinBounds(
            @ForAll("types") int type,
            @ForAll("signed") SignedData data,
            @ForAll boolean edns,
            @ForAll boolean longName) {
        String name = longName ? LONG : "foo.p2p";
        node.signed(name, data).searchEnds(name);
        Message query = Desk.query(name, type);
        if (edns) {
            query.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        }

        desk.server.answers().forgetAll();
        Visitor visitor = Visitor.overUdp();
        Message answer = desk.asking(query.toWire(), visitor).join();

        assertTrue(visitor.answer().join().orElseThrow().length <= (edns ? 1232 : 512));
        assertEquals(query.getHeader().getID(), answer.getHeader().getID());
        assertTrue(List.of(Rcode.NOERROR, Rcode.NXDOMAIN).contains(answer.getRcode()) || hasAlias(data));
        assertFalse(answer.getHeader().getFlag(Flags.TC) && bytes(data) < 100, "truncated without need");
    }

    /** How many bytes all records have in an answer. */
    private static int bytes(SignedData data) {
        return data.records().stream().mapToInt(each -> each.data().length + 12).sum();
    }

    private static boolean hasAlias(SignedData data) {
        return data.records().stream().anyMatch(each -> each.type() == Type.CNAME);
    }

    @Provide
    Arbitrary<Integer> types() {
        return Arbitraries.of(
                Type.A,
                Type.NS,
                Type.CNAME,
                Type.SOA,
                Type.MX,
                Type.TXT,
                Type.AAAA,
                Type.LOC,
                Type.SRV,
                Type.NAPTR,
                Type.CERT,
                Type.APL,
                Type.DS,
                Type.SSHFP,
                Type.RRSIG,
                Type.NSEC,
                Type.DNSKEY,
                Type.NSEC3,
                Type.TLSA,
                Type.SVCB,
                Type.HTTPS,
                Type.CAA,
                Type.URI,
                Type.WKS,
                Type.NSAP,
                Type.GPOS,
                Type.A6,
                Type.HIP,
                4711);
    }

    @Provide
    Arbitrary<SignedData> signed() {
        Arbitrary<ResourceRecord> record = Combinators.combine(types(), Arbitraries.longs(), data())
                .as((type, ttl, data) -> new ResourceRecord("foo.p2p", type, ttl, data));
        return Combinators.combine(Arbitraries.of(true, false), record.list().ofMaxSize(200), types().injectNull(0.3))
                .as((exists, records, only) -> new SignedData(
                        Signer.KEY,
                        1,
                        exists,
                        only == null
                                ? records
                                : records.stream()
                                        .map(each -> new ResourceRecord("foo.p2p", only, each.ttl(), each.data()))
                                        .toList()));
    }

    /** Noise, and data of which some types are made: names, aliases in a circle, parameters, pointers. */
    private static Arbitrary<byte[]> data() {
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
        Arbitrary<byte[]> pieces = Arbitraries.of(
                        "03666f6f0370327000",
                        "0362617203703270",
                        "00",
                        "c000",
                        "c00c",
                        "0001",
                        "000a",
                        "04616c706e",
                        "000100030268",
                        "c0000201",
                        "20010db8000000000000000000000001",
                        "3f",
                        "ff",
                        "03756269")
                .list()
                .ofMaxSize(8)
                .map(parts -> HexFormat.of().parseHex(String.join("", parts)));
        return Arbitraries.oneOf(noise, pieces);
    }
}
