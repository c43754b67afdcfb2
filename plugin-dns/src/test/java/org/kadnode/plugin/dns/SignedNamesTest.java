package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kadnode.plugin.dns.Desk.assertCode;
import static org.kadnode.plugin.dns.Desk.assertNegative;
import static org.kadnode.plugin.dns.Signer.KEY;
import static org.kadnode.plugin.dns.Signer.nothing;
import static org.kadnode.plugin.dns.Signer.raw;
import static org.kadnode.plugin.dns.Signer.record;
import static org.kadnode.plugin.dns.Signer.says;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResourceRecord;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Names that have an owner. */
class SignedNamesTest {

    private static final String WWW = "www." + KEY;

    private final Desk desk = new Desk(Map.of());
    private final FakeNode node = desk.node;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TXT    | bar \"two words\"",
                "CNAME  | other.example.org.",
                "SRV    | 10 20 8080 box.mine.p2p.",
                "HTTPS  | 1 . alpn=h2,h3 port=8443 ipv4hint=192.0.2.1 ech=AAEC",
                "HTTPS  | 0 box.mine.p2p.",
                "SVCB   | 3 dns.mine.p2p. alpn=dot",
                "MX     | 10 mail.example.org.",
                "NS     | ns1.example.org.",
                "PTR    | www.mine.p2p.",
                "SOA    | ns.mine.p2p. me.mine.p2p. 5 3600 600 86400 60",
                "CAA    | 0 issue \"ca.example.net\"",
                "TLSA   | 3 1 1 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
                "SSHFP  | 4 2 000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F",
                "NAPTR  | 100 10 \"U\" \"E2U+sip\" \"!^.*$!sip:a@b.p2p!\" .",
                "URI    | 10 1 \"https://www.mine.p2p/\"",
                "DNAME  | mine.example.org.",
                "HINFO  | \"x86\" \"Linux\"",
                "TYPE4711 | \\# 3 010203",
            })
    void answersWithTheRecordsOfAnyType(String type, String data) {
        node.signed(WWW, says(record("60 " + type + " " + data), record("60 TYPE65280 \\# 1 00")));

        Message answer = desk.ask(WWW, Type.value(type));

        assertEquals(data, Desk.answers(answer));
        assertEquals(Rcode.NOERROR, answer.getRcode());
        assertTrue(answer.getHeader().getFlag(Flags.AA));
        assertEquals(0, desk.counters.leftOut.sum());
    }

    @Test
    void holdsTheQuestionUntilTheOwnerIsHeard() throws Exception {
        node.owned("foo.p2p");
        CompletableFuture<Message> answer = desk.asking("foo.p2p", Type.TXT);
        node.untilWaiting("foo.p2p");
        node.signedAfter(Duration.ofMillis(3900), "foo.p2p", says(record("60 TXT bar")));

        node.advance(Duration.ofMillis(3800));
        assertFalse(answer.isDone());
        node.advance(Duration.ofMillis(100));

        assertEquals("bar", Desk.answers(answer.get()));
    }

    @Test
    void ownerThatIsNotHeardInTimeFailsTheQuestion() throws Exception {
        node.owned("foo.p2p").found("foo.p2p", "192.0.2.1:80");
        CompletableFuture<Message> answer = desk.asking("foo.p2p", Type.TXT);
        node.untilWaiting("foo.p2p");

        node.advance(Duration.ofSeconds(4));

        assertCode(Rcode.SERVFAIL, answer.get());
    }

    @Test
    void nameOfAnOwnerWhoSignsNothingHasAddressesAtMost() {
        node.owned("foo.p2p").found("foo.p2p", "192.0.2.1:80").searchEnds("foo.p2p");
        node.owned("gone.p2p").searchEnds("gone.p2p");

        assertNegative(Rcode.NOERROR, "p2p.", desk.ask("foo.p2p", Type.TXT));
        assertNegative(Rcode.NXDOMAIN, "p2p.", desk.ask("gone.p2p", Type.TXT));
    }

    @ParameterizedTest
    @ValueSource(ints = {Type.MX, Type.HTTPS, Type.CNAME, 4711})
    void typeThatTheOwnerDoesNotListHasNoDataAtOnce(int type) {
        node.signed(WWW, says(record("60 TXT bar")));

        assertNegative(Rcode.NOERROR, KEY + ".", desk.ask(WWW, type));
    }

    @ParameterizedTest
    @ValueSource(ints = {Type.A, Type.AAAA, Type.TXT, Type.CNAME, Type.ANY})
    void nameThatTheOwnerDoesNotKnowAndNobodyAnnouncesDoesNotExist(int type) {
        node.signed(WWW, nothing()).searchEnds(WWW);

        assertNegative(Rcode.NXDOMAIN, KEY + ".", desk.ask(WWW, type));
    }

    @ParameterizedTest
    @ValueSource(ints = {Type.A, Type.TXT})
    void wordOfTheOwnerCountsWhenTheTimeIsOver(int type) throws Exception {
        node.signed(WWW, nothing());
        CompletableFuture<Message> answer = desk.asking(WWW, type);
        node.untilWaiting(WWW);

        node.advance(Duration.ofSeconds(3));
        assertFalse(answer.isDone(), "an announcement may still be found");
        node.advance(Duration.ofSeconds(1));

        assertNegative(Rcode.NXDOMAIN, KEY + ".", answer.get());
    }

    @Test
    void announcementOfANameThatTheOwnerDoesNotKnowCounts() {
        node.signed(WWW, nothing()).found(WWW, "192.0.2.1:80");

        assertEquals("192.0.2.1", Desk.answers(desk.ask(WWW, Type.A)));
        assertNegative(Rcode.NOERROR, KEY + ".", desk.ask(WWW, Type.TXT));
    }

    @Test
    void addressesDoNotWaitForTheOwner() {
        node.owned("foo.p2p").found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:80");

        assertEquals("192.0.2.1", Desk.answers(desk.ask("foo.p2p", Type.A)));
        assertEquals("2001:db8:0:0:0:0:0:1", Desk.answers(desk.ask("foo.p2p", Type.AAAA)));
    }

    @Test
    void addressThatComesWhileTheOwnerIsWaitedForIsAnsweredAtOnce() throws Exception {
        node.owned("foo.p2p");
        CompletableFuture<Message> answer = desk.asking("foo.p2p", Type.A);
        node.untilWaiting("foo.p2p", 2);

        node.found("foo.p2p", "192.0.2.1:80");

        assertEquals("192.0.2.1", Desk.answers(answer.get()));
    }

    @Test
    void nameWithoutAddressesThatTheOwnerKnowsHasNoData() throws Exception {
        node.signed(WWW, says(record("60 TXT bar"))).searchEnds(WWW, Family.IPV4);

        assertNegative(Rcode.NOERROR, KEY + ".", desk.ask(WWW, Type.A));
        CompletableFuture<Message> answer = desk.asking(WWW, Type.AAAA);
        node.untilWaiting(WWW);
        node.advance(Duration.ofSeconds(4));
        assertNegative(Rcode.NOERROR, KEY + ".", answer.get());
    }

    @Test
    void otherFamilyIsNotWaitedForWhenTheOwnerKnowsTheName() throws Exception {
        node.owned(WWW).searchEnds(WWW, Family.IPV4);
        CompletableFuture<Message> answer = desk.asking(WWW, Type.A);
        node.untilWaiting(WWW, 2);

        node.signed(WWW, says(record("60 TXT bar")));

        assertNegative(Rcode.NOERROR, KEY + ".", answer.get());
    }

    // ---- lifetimes

    @ParameterizedTest
    @CsvSource({"30, 60, 30", "0, 60, 0", "86400, 7200, 300", "2147483647, 301, 300", "-1, 60, 0", "4294967296, 8, 8"})
    void recordsOfOneTypeLiveAsLongAsTheShortest(long one, long other, long both) {
        node.signed(WWW, says(raw(one, Type.TXT, "0161"), raw(other, Type.TXT, "0162"), raw(0, Type.MX, "000a00")));

        assertEquals("[" + both + ", " + both + "]", lifetimes(desk.ask(WWW, Type.TXT)));
    }

    @Test
    void longestLifetimeIsASetting() {
        Desk hasty = new Desk(Map.of("dns.signed-ttl-max", "5 s", "dns.ttl", "1 s"));
        hasty.node.signed("foo.p2p", says(record("60 CNAME bar.p2p."))).found("bar.p2p", "192.0.2.1:80");

        assertEquals("[5, 1]", lifetimes(hasty.ask("foo.p2p", Type.A)));
    }

    private static String lifetimes(Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .map(Record::getTTL)
                .toList()
                .toString();
    }

    // ---- what a signer may do wrong

    @ParameterizedTest
    @CsvSource({
        "TXT, 0461, 'shorter than it says'",
        "MX, 0001, 'without a name'",
        "MX, 000a016100ff, 'with more behind the name'",
        "SRV, 000100010050c000, 'a name that is compressed as a whole'",
        "NS, 016100c000, 'compressed, and more'",
        "SRV, 0000000000500161c000, 'a name compressed within the data'",
        "HTTPS, 00010000ff, 'half a parameter'",
        "CAA, 00ff61, 'a tag beyond the end'",
        "TLSA, 03, 'half of it'",
        "LOC, 0100, 'half of it'",
    })
    void malformedDataIsLeftOutAndCounted(String type, String hex, String why) {
        int value = Type.value(type);
        ResourceRecord bad = raw(60, value, hex);
        node.signed("foo.p2p", says(bad, record("60 TXT good"), bad)).signed("bar.p2p", says(bad));

        assertEquals(value == Type.TXT ? "good" : "", Desk.answers(desk.ask("foo.p2p", value)), why);
        assertEquals(2, desk.counters.leftOut.sum(), why);
        assertNegative(Rcode.NOERROR, "p2p.", desk.ask("bar.p2p", value));
        assertEquals(3, desk.counters.leftOut.sum(), why);
    }

    @Test
    void malformedAliasIsNone() {
        node.signed("foo.p2p", says(raw(60, Type.CNAME, "0461"))).found("foo.p2p", "192.0.2.1:80");

        assertEquals("192.0.2.1", Desk.answers(desk.ask("foo.p2p", Type.A)));
        assertEquals(1, desk.counters.leftOut.sum());
    }

    @Test
    void secondAliasIsIgnored() {
        node.signed("foo.p2p", says(record("60 CNAME a.example.org."), record("60 CNAME b.example.org.")));

        assertEquals("a.example.org.", Desk.answers(desk.ask("foo.p2p", Type.A)));
    }

    @Test
    void recordsOccurOnce() {
        node.signed("foo.p2p", says(record("60 TXT a"), record("30 TXT a"), record("60 TXT A")));

        assertEquals("a\nA", Desk.answers(desk.ask("foo.p2p", Type.TXT)));
    }

    @Test
    void answerThatDoesNotFitIsTruncatedAsAWhole() {
        ResourceRecord[] texts = IntStream.range(0, 10)
                .mapToObj(i -> record("60 TXT " + "x".repeat(90) + i))
                .toArray(ResourceRecord[]::new);
        node.signed("foo.p2p", says(record("60 CNAME bar.p2p."))).signed("bar.p2p", says(texts));
        Message edns = Desk.query("foo.p2p", Type.TXT);
        edns.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);

        Message truncated = desk.ask("foo.p2p", Type.TXT);
        Message whole = desk.ask(edns.toWire());

        assertTrue(truncated.getHeader().getFlag(Flags.TC));
        assertEquals("", Desk.answers(truncated));
        assertFalse(whole.getHeader().getFlag(Flags.TC));
        assertEquals(11, whole.getSection(Section.ANSWER).size());
    }

    @Test
    void moreRecordsThanTheBoundAreTruncatedAnyway() {
        ResourceRecord[] smallest = IntStream.range(0, RecordSet.MOST)
                .mapToObj(i -> raw(60, 4711, "%02x".formatted(i)))
                .toArray(ResourceRecord[]::new);
        node.signed("foo.p2p", says(smallest));
        Message edns = Desk.query("foo.p2p", 4711);
        edns.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);

        assertTrue(desk.ask(edns.toWire()).getHeader().getFlag(Flags.TC));
    }

    // ---- keys as top level domains

    @Test
    void keyIsAZoneWithAnSoaOfItsOwn() {
        String upper = KEY.toUpperCase(Locale.ROOT);
        node.signed(KEY, says(record("60 TXT bar")));
        node.signed(KEY + ".p2p", says(record("60 TXT bar")));

        Message answer = desk.ask(upper, Type.SOA);

        assertEquals("localhost. nobody.invalid. 1 3600 600 86400 2", Desk.answers(answer));
        assertEquals(
                upper + ".",
                answer.getSection(Section.ANSWER).getFirst().getName().toString());
        assertNegative(Rcode.NOERROR, KEY + ".", desk.ask(KEY, Type.NS));
        assertNegative(Rcode.NOERROR, "p2p.", desk.ask(KEY + ".p2p", Type.SOA));
    }

    @Test
    void soaThatTheOwnerSignsGoesBeforeOurs() {
        node.signed(KEY, says(record("60 SOA a.p2p. b.p2p. 5 4 3 2 1")));

        assertEquals("a.p2p. b.p2p. 5 4 3 2 1", Desk.answers(desk.ask(KEY, Type.SOA)));
    }

    @Test
    void keyOfNobodyDoesNotExist() {
        node.owned(KEY).searchEnds(KEY);

        assertNegative(Rcode.NXDOMAIN, KEY + ".", desk.ask(KEY, Type.SOA));
        assertNegative(Rcode.NXDOMAIN, KEY + ".", desk.ask(KEY, Type.A));
    }

    @Test
    void keysAreNoDomainsWhereTheNodeSaysSo() {
        Desk without = new Desk(Map.of("naming.pkarr", "off"));

        assertCode(Rcode.REFUSED, without.ask(WWW, Type.TXT));
    }

    @Test
    void caseOfTheQuestionIsKept() {
        node.signed(WWW, says(record("60 TXT bar")));

        Message answer = desk.ask("wWw." + KEY.toUpperCase(Locale.ROOT), Type.TXT);

        assertEquals(
                answer.getQuestion().getName().toString(),
                answer.getSection(Section.ANSWER).getFirst().getName().toString());
        assertEquals("bar", Desk.answers(answer));
    }

    @Test
    void anyGetsOneSmallRecordInsteadOfAll() {
        node.signed(WWW, says(record("60 TXT bar"), record("60 CNAME box.p2p.")))
                .searchEnds(WWW);

        assertEquals("\"RFC8482\" \"\"", Desk.answers(desk.ask(WWW, Type.ANY)));
    }
}
