package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * The queries of the EDNS compliance tester that ISC runs against the servers of the world, under its names for them, and
 * what RFC 6891 wants for each. All ask for the SOA of the zone, unless they say otherwise.
 */
class EdnsComplianceTest {

    private static final int DO = 0x8000;
    private static final int UNKNOWN_FLAG = 0x0080;
    private static final int UNKNOWN_OPTION = 100;
    private static final int Z = 0x40;

    private static final EDNSOption UNKNOWN = new GenericEDNSOption(UNKNOWN_OPTION, new byte[0]);
    private static final EDNSOption NSID = new GenericEDNSOption(EDNSOption.Code.NSID, new byte[0]);
    private static final EDNSOption EXPIRE = new GenericEDNSOption(9, new byte[0]);
    private static final EDNSOption SUBNET =
            new GenericEDNSOption(EDNSOption.Code.CLIENT_SUBNET, new byte[] {0, 1, 0, 0});
    private static final EDNSOption COOKIE = new GenericEDNSOption(EDNSOption.Code.COOKIE, new byte[8]);

    private final Desk desk = new Desk(Map.of());

    /**
     * A query of the tester.
     *
     * @param name what the tester calls it
     * @param query the query, in hex
     * @param transport how it is asked
     * @param code the code of the response
     * @param records whether the SOA is in it
     * @param opt the OPT record of the response: its flags and the numbers of its options; "none" for no record
     */
    record Case(String name, String query, Transport transport, int code, boolean records, String opt) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> queries() {
        return Stream.of(
                over(Transport.UDP, "dns", soa(), Rcode.NOERROR, "none"),
                over(Transport.UDP, "edns", soa(opt(0, 0)), Rcode.NOERROR, "0 []"),
                over(Transport.UDP, "edns1", soa(opt(1, 0)), Rcode.BADVERS, "0 []"),
                over(Transport.UDP, "ednsopt", soa(opt(0, 0, UNKNOWN)), Rcode.NOERROR, "0 []"),
                over(Transport.UDP, "edns1opt", soa(opt(1, 0, UNKNOWN)), Rcode.BADVERS, "0 []"),
                over(Transport.UDP, "do", soa(opt(0, DO)), Rcode.NOERROR, "8000 []"),
                over(Transport.UDP, "ednsflags", soa(opt(0, UNKNOWN_FLAG)), Rcode.NOERROR, "0 []"),
                over(Transport.UDP, "edns1flags", soa(opt(1, UNKNOWN_FLAG)), Rcode.BADVERS, "0 []"),
                over(Transport.UDP, "docookie", soa(opt(0, DO, COOKIE)), Rcode.NOERROR, "8000 [10]"),
                over(Transport.UDP, "optlist", soa(opt(0, 0, NSID, SUBNET, EXPIRE, COOKIE)), Rcode.NOERROR, "0 [10]"),
                over(Transport.UDP, "edns1do", soa(opt(1, DO)), Rcode.BADVERS, "8000 []"),
                over(Transport.TCP, "ednstcp", soa(opt(0, DO)), Rcode.NOERROR, "8000 []"),
                over(Transport.TCP, "edns512tcp", soa(new OPTRecord(512, 0, 0, DO)), Rcode.NOERROR, "8000 []"),
                over(Transport.UDP, "zflag", with(soa(), 3, Z), Rcode.NOERROR, "none"),
                over(Transport.UDP, "two OPT records", soa(opt(0, 0), opt(0, 0)), Rcode.FORMERR, "none"),
                over(Transport.UDP, "option cut off", withOptionCutOff(), Rcode.FORMERR, "none"),
                over(Transport.UDP, "unknown opcode", with(soa(), 2, 15 << 3), Rcode.NOTIMP, "none"),
                over(Transport.UDP, "notify", with(soa(), 2, Opcode.NOTIFY << 3), Rcode.NOTIMP, "none"));
    }

    @ParameterizedTest
    @MethodSource("queries")
    void isAnsweredAsRfc6891Says(Case each) {
        Visitor visitor = each.transport() == Transport.UDP ? Visitor.overUdp() : Visitor.overTcp();
        byte[] query = HexFormat.of().parseHex(each.query());
        Message answer = desk.asking(query, visitor).join();

        Desk.assertCode(each.code(), answer);
        assertArrayEquals(Arrays.copyOf(query, 2), Arrays.copyOf(answer.toWire(), 2), "id");
        assertEquals(each.records(), !answer.getSection(Section.ANSWER).isEmpty());
        assertEquals(0, answer.toWire()[3] & Z, "the reserved bit of the header");
        assertEquals(each.opt(), describe(answer));
    }

    /** The case "edns@512" of the tester: what does not fit into the size that the asker names is cut off. */
    @Test
    void theSizeOfTheAskerIsKept() {
        desk.node
                .found(
                        "many.p2p",
                        IntStream.range(0, 100)
                                .mapToObj("192.0.2.%d:80"::formatted)
                                .toArray(String[]::new))
                .searchEnds("many.p2p");
        Message query = Desk.query("many.p2p", Type.A);
        query.addRecord(new OPTRecord(512, 0, 0), Section.ADDITIONAL);

        Message cut = desk.ask(query.toWire());
        Message whole = desk.asking(query.toWire(), Visitor.overTcp()).join();

        assertTrue(cut.getHeader().getFlag(Flags.TC));
        assertTrue(cut.toWire().length <= 512);
        assertEquals("0 []", describe(cut));
        assertEquals(100, whole.getSection(Section.ANSWER).size());
    }

    private static Case over(Transport transport, String name, byte[] query, int code, String opt) {
        return new Case(name, HexFormat.of().formatHex(query), transport, code, code == Rcode.NOERROR, opt);
    }

    private static byte[] soa(OPTRecord... records) {
        Message query = Desk.query("p2p", Type.SOA);
        List.of(records).forEach(record -> query.addRecord(record, Section.ADDITIONAL));
        return query.toWire();
    }

    private static byte[] with(byte[] query, int at, int bits) {
        query[at] |= (byte) bits;
        return query;
    }

    /** An option that says it is longer than what there is. */
    private static byte[] withOptionCutOff() {
        byte[] query = soa(opt(0, 0, new GenericEDNSOption(UNKNOWN_OPTION, new byte[4])));
        query[query.length - 5] = 8;
        return query;
    }

    private static OPTRecord opt(int version, int flags, EDNSOption... options) {
        return new OPTRecord(4096, 0, version, flags, options);
    }

    private static String describe(Message answer) {
        OPTRecord opt = answer.getOPT();
        if (opt == null) {
            return "none";
        }
        assertEquals(0, opt.getVersion());
        assertEquals(Inquiry.EDNS_SIZE, opt.getPayloadSize());
        return Integer.toHexString(opt.getFlags())
                + opt.getOptions().stream()
                        .map(option -> String.valueOf(option.getCode()))
                        .collect(Collectors.joining(", ", " [", "]"));
    }
}
