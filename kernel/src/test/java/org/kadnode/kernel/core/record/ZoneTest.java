package org.kadnode.kernel.core.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kadnode.kernel.core.record.Records.a;
import static org.kadnode.kernel.core.record.Records.addresses;
import static org.kadnode.kernel.core.record.Records.text;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.model.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Zone files as people write them. */
class ZoneTest {

    @Test
    void theWholeSyntaxOfMasterFilesIsUnderstood() throws ZoneException {
        Zone zone = Zone.parse("""
                ; a comment
                $TTL 1h
                node1            A     192.0.2.1  ; another
                           600 IN  TXT   "a ; b" "c ( d"
                           IN 1m   TXT   plain \\; text
                @                TXT   ( "one"   ; inside
                                         "two" )
                $ORIGIN sub.example.
                Www.Node2        CNAME node1.p2p.
                *                PTR   @
                raw              TYPE65280 \\# 3 010203
                $TTL 5
                raw              A     192.0.2.2
                """, "p2p");

        assertEquals(
                List.of(
                        "node1.p2p 3600 1 c0000201",
                        "node1.p2p 600 16 0561203b2062056320282064",
                        "node1.p2p 60 16 05706c61696e013b0474657874",
                        "p2p 3600 16 036f6e650374776f",
                        "www.node2.sub.example 3600 5 056e6f6465310370327000",
                        "*.sub.example 3600 12 03737562076578616d706c6500",
                        "raw.sub.example 3600 65280 010203",
                        "raw.sub.example 5 1 c0000202"),
                zone.resources(List.of()).stream().map(ZoneTest::line).toList());
        assertEquals(
                Set.of("node1.p2p", "p2p", "www.node2.sub.example", "*.sub.example", "raw.sub.example"), zone.names());
    }

    private static String line(Resource resource) {
        return resource.name() + " " + resource.ttl() + " " + resource.type() + " " + resource.data();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a A                           | 1 | A: expected an address
            \\na TXT x\\nb A 300.1.1.1    | 3 | A: Invalid address: 300.1.1.1
            a A 1.1.1.1 x                 | 1 | A: unexpected tokens at end of record (wanted EOL/EOF, got <identifier: x>)
            a HINFO (\\nx\\n              | 1 | a parenthesis is not closed
            a TXT x)                      | 1 | a parenthesis is closed that is not open
            \\na TXT "x\\ny"              | 2 | a quote does not end on its line
            a TXT "x                      | 1 | a quote does not end
            ' A 1.1.1.1'                  | 1 | there is no name before this line
            a                             | 1 | there is no type
            a NONSENSE x                  | 1 | unknown type NONSENSE
            a OPT x                       | 1 | unknown type OPT
            a ANY ANY x                   | 1 | records are of class IN, not ANY
            a CH TXT x                    | 1 | records are of class IN, not CH
            a 5x TXT x                    | 1 | no TTL: 5x
            a..b TXT x                    | 1 | no domain name: a..b
            a{ipv4} TXT x                 | 1 | a place-holder cannot stand in the name of a record
            a AAAA {ipv4}                 | 1 | AAAA: Invalid address: 255.255.255.255
            a WKS 192.0.2.1 tcp           | 1 | WKS: malformed
            $INCLUDE file                 | 1 | $INCLUDE is not supported
            $GENERATE 1-9 a A 1.1.1.$     | 1 | $GENERATE is not supported
            $ORIGIN                       | 1 | no domain name:
            $TTL 5 5                      | 1 | unexpected: 5
            a TXT x\\na CNAME b           | 2 | a.p2p has a CNAME and something else, see line 1
            """)
    void whatIsWrongIsSaidWithItsLine(String text, int line, String reason) {
        ZoneException wrong = assertThrows(ZoneException.class, () -> Zone.parse(text.replace("\\n", "\n"), "p2p"));

        assertEquals(
                "line " + line + ": " + reason,
                String.valueOf(wrong.getMessage()).strip());
        assertEquals(line, wrong.line());
    }

    @Test
    void aTextIsAtMost64KibLong() throws ZoneException {
        String longest = ";".repeat(Zone.LONGEST);

        assertTrue(Zone.parse(longest, "p2p").names().isEmpty());
        assertThrows(ZoneException.class, () -> Zone.parse(longest + ";", "p2p"));
    }

    @Test
    void aRecordWithAPlaceHolderIsThereForEachAddress() throws ZoneException {
        Zone zone = Zone.parse("""
                a A    {ipv4}
                a AAAA {ipv6}
                b TXT  "v4={ipv4}" "v6={ipv6}"
                c TXT  fixed
                """, "p2p");

        assertEquals(List.of(text("c.p2p", "fixed")), zone.resources(List.of()));
        assertEquals(
                List.of(a("a.p2p", "192.0.2.1"), a("a.p2p", "192.0.2.2"), text("c.p2p", "fixed")),
                zone.resources(addresses("192.0.2.2", "192.0.2.1", "192.0.2.2")));
        assertEquals(
                6,
                zone.resources(addresses("192.0.2.1", "192.0.2.2", "2001:db8::1"))
                        .size());
    }

    @Test
    void repetitionsHaveABound() throws ZoneException {
        List<Address> many = IntStream.range(0, 100)
                .boxed()
                .flatMap(i -> Stream.of(Address.v4(i), new Address(1, i)))
                .toList();

        assertEquals(
                256, Zone.parse("a TXT {ipv4} {ipv6}", "p2p").resources(many).size());
    }

    @Test
    void partsAndNewNames() throws ZoneException {
        Zone zone = Zone.parse("""
                node1     MX   10 mail.node1
                www.node1 CNAME node1
                _s.node1  SRV  0 0 80 www.example.org.
                node2     NS   node1
                node1     TXT  node1.p2p
                """, "p2p");

        Zone part = zone.part(name -> name.endsWith("node1.p2p"));
        assertEquals(Set.of("node1.p2p", "www.node1.p2p", "_s.node1.p2p"), part.names());
        Zone renamed = part.renamed("node1.p2p", "key");
        assertEquals(Set.of("key", "www.key", "_s.key"), renamed.names());
        assertEquals(
                List.of("key mail.key", "www.key key", "_s.key www.example.org", "key "),
                renamed.resources(List.of()).stream()
                        .map(resource -> resource.name() + " "
                                + Rdata.of(resource).orElseThrow().names().stream()
                                        .map(DomainName::text)
                                        .findFirst()
                                        .orElse(""))
                        .toList());
        assertEquals(
                zone.resources(List.of()),
                zone.renamed("p2p", "x.y").renamed("x.y", "p2p").resources(List.of()));
        assertEquals(
                List.of("x.p2p"),
                List.copyOf(Zone.parse("@ TXT a", "p2p").renamed("p2p", "x.p2p").names()));
    }

    @Test
    void otherAlphabetsAreUtf8InNamesAndStrings() throws ZoneException {
        List<Resource> resources =
                Zone.parse("müller TXT grüße\nx CNAME müller", "p2p").resources(List.of());

        assertEquals("m\\195\\188ller.p2p", resources.get(0).name());
        assertEquals("076772c3bcc39f65", resources.get(0).data().toString().substring(0, 16));
        assertEquals(
                "m\\195\\188ller.p2p",
                Rdata.of(resources.get(1)).orElseThrow().names().getFirst().text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTPS 1 . alpn=\"h2,h3\" ipv4hint={ipv4} ipv6hint={ipv6} port=8443 ech=AAAA key65000=x",
                "SVCB 0 other.example.",
                "CAA 0 issue \"ca.example\"",
                "TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "SSHFP 4 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "NAPTR 1 2 \"u\" \"sip+E2U\" \"!^.*$!sip:x@y!\" .",
                "LOC 52 22 23.000 N 4 53 32.000 E -2.00m 0.00m 10000m 10m",
                "URI 10 1 \"https://example.org/\"",
                "SOA ns root 1 3600 600 86400 300",
                "DS 1 8 2 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                "DNSKEY 257 3 13 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==",
                "RRSIG A 13 2 300 20300101000000 20200101000000 1 example. AAAA",
                "NSEC next.example. A TXT",
                "NSEC3 1 0 1 ab 0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A",
                "OPENPGPKEY AAAA",
                "SMIMEA 3 1 1 01",
                "WKS 10.0.0.1 tcp smtp",
                "APL 1:192.168.32.0/21 !2:2001:db8::/32",
                "HIP 2 200100107B1A74DF365639CC39F1D578 AwEAAbdxyhNuSutc5EMzxTs9LBPCIkOFH8cIvM4p9+LrV4e19WzK00+CI6zBCQTdtWsuxKbWIy87UOoJTwkUs7lBu+Upr1gsNrut79ryra+bSRGQb1slImA8YVJyuIDsj7kwzG7jnERNqnWxZ48AWkskmdHaVDP4BcelrTI3rMXdXF5D",
                "IPSECKEY 10 1 2 192.0.2.38 AQNRU3mG7TVTO2BkR47usntb102uFJtugbo6BSGvgqt4AQ==",
                "CERT PGP 0 0 AAAA",
                "DNAME other.example.",
                "RP mbox txt",
                "ZONEMD 1 1 1 000102030405060708090a0b000102030405060708090a0b000102030405060708090a0b000102030405060708090a0b",
            })
    void allTypesCanBeWritten(String record) throws ZoneException {
        Zone zone = Zone.parse("a " + record, "p2p");

        assertEquals(1, zone.resources(addresses("192.0.2.1", "2001:db8::1")).size());
        assertEquals(
                1,
                zone.renamed("p2p", "q")
                        .resources(addresses("192.0.2.1", "2001:db8::1"))
                        .size());
    }

    @Test
    void theClassesOfAllTypesAreInOurPartOfDnsjava() throws Exception {
        for (int type = 1; type < 65_536; type++) {
            if (Packet.isData(type)) {
                Record empty = Record.newRecord(Name.root, type, DClass.IN);
                assertEquals(type, empty.getType(), Type.string(type));
            }
        }
    }

    @Property
    void noTextMakesTheReaderFail(@ForAll("texts") String text) {
        try {
            Zone zone = Zone.parse(text, "p2p");
            zone.renamed("p2p", "q").resources(addresses("192.0.2.1", "2001:db8::1"));
        } catch (ZoneException wrong) {
            assertTrue(wrong.line() >= 1 && wrong.line() <= 1 + text.lines().count(), wrong.getMessage());
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> types =
                Arbitraries.integers().between(1, 110).map(Type::string).filter(type -> !type.startsWith("TYPE"));
        Arbitrary<String> words = Arbitraries.frequencyOf(
                Tuple.of(3, types),
                Tuple.of(
                        8,
                        Arbitraries.of(
                                "a",
                                "@",
                                "IN",
                                " ",
                                "\n",
                                "\nx ",
                                "\"",
                                "(",
                                ")",
                                ";",
                                "$TTL",
                                "$ORIGIN",
                                "\\",
                                "\\#",
                                "{ipv4}",
                                "{ipv6}",
                                ".",
                                "x.",
                                "1",
                                "300",
                                "192.0.2.1",
                                "::1",
                                "AAAA",
                                "alpn=h2",
                                "\\300",
                                "0a",
                                "-1",
                                "99999999999",
                                "ü")),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(8)));
        return words.list().ofMaxSize(20).map(list -> "a " + String.join(" ", list));
    }
}
