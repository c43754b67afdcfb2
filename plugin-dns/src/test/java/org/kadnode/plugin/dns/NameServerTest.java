package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class NameServerTest {

    private final Desk desk = new Desk(Map.of());
    private final FakeNode node = desk.node;

    @Test
    void answersWithTheAddressesOfTheFamilyAsked() {
        node.found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:80", "192.0.2.2:80", "192.0.2.1:81");

        Message answer = desk.ask("foo.p2p", Type.A);

        assertEquals(Rcode.NOERROR, answer.getRcode());
        assertEquals("192.0.2.1\n192.0.2.2", Desk.answers(answer));
        assertEquals("2001:db8:0:0:0:0:0:1", Desk.answers(desk.ask("foo.p2p", Type.AAAA)));
        assertEquals(5, answer.getSection(Section.ANSWER).getFirst().getTTL());
        assertTrue(answer.getHeader().getFlag(Flags.QR));
        assertTrue(answer.getHeader().getFlag(Flags.AA));
        assertTrue(answer.getHeader().getFlag(Flags.RD));
        assertFalse(answer.getHeader().getFlag(Flags.RA));
        assertFalse(answer.getHeader().getFlag(Flags.TC));
    }

    @Test
    void lifetimesComeFromTheSettings() {
        Desk asIn10 = new Desk(Map.of("dns.ttl", "0 s", "dns.negative-ttl", "7 s"));
        asIn10.node.found("foo.p2p", "192.0.2.1:80").searchEnds("bar.p2p");

        assertEquals(
                0,
                asIn10.ask("foo.p2p", Type.A)
                        .getSection(Section.ANSWER)
                        .getFirst()
                        .getTTL());
        SOARecord soa = (SOARecord)
                asIn10.ask("bar.p2p", Type.A).getSection(Section.AUTHORITY).getFirst();
        assertEquals(7, soa.getTTL());
        assertEquals(7, soa.getMinimum());
    }

    @Test
    void holdsTheQuestionUntilTheFirstAddress() throws Exception {
        CompletableFuture<Message> answer = desk.asking("foo.p2p", Type.A);
        node.untilWaiting("foo.p2p");
        node.foundAfter(Duration.ofMillis(3900), "foo.p2p", "192.0.2.1:80");

        node.advance(Duration.ofMillis(3800));
        assertFalse(answer.isDone());
        node.advance(Duration.ofMillis(100));

        assertEquals("192.0.2.1", Desk.answers(answer.get()));
    }

    @Test
    void waitsForTheFamilyAskedOnly() throws Exception {
        CompletableFuture<Message> answer = desk.asking("foo.p2p", Type.AAAA);
        node.untilWaiting("foo.p2p");

        node.found("foo.p2p", "192.0.2.1:80");
        node.advance(Duration.ofSeconds(3));
        assertFalse(answer.isDone());
        node.found("foo.p2p", "[2001:db8::1]:80");

        assertEquals("2001:db8:0:0:0:0:0:1", Desk.answers(answer.get()));
    }

    @Test
    void keepsTheCaseOfTheQuestion() {
        node.found("foo.p2p", "192.0.2.1:80");

        Message answer = desk.ask("fOo.P2p", Type.A);

        assertEquals("fOo.P2p.", answer.getQuestion().getName().toString());
        assertEquals(
                "fOo.P2p.",
                answer.getSection(Section.ANSWER).getFirst().getName().toString());
        assertEquals("192.0.2.1", Desk.answers(answer));
    }

    @ParameterizedTest
    @EnumSource
    void aNameIsNotDeniedAtTheDeadlineWhileAFamilyIsStillSearched(Family ended) throws Exception {
        node.searchEnds("foo.p2p", ended);
        CompletableFuture<Message> answer = desk.asking("foo.p2p", Type.A);
        node.untilWaiting("foo.p2p");
        node.advance(Duration.ofSeconds(4));

        assertFailure(answer.get());
    }

    @Test
    void aNameIsNotDeniedAtTheDeadlineWhileAFamilyHasNotJoined() throws Exception {
        node.joined(Family.IPV6, false).searchEnds("foo.p2p", Family.IPV4);
        CompletableFuture<Message> answer = desk.asking("foo.p2p", Type.A);
        node.untilWaiting("foo.p2p");
        node.advance(Duration.ofSeconds(4));

        assertFailure(answer.get());
    }

    @Test
    void endOfTheSearchesEndsInNoSuchName() {
        node.searchEnds("foo.p2p");

        assertNegative(Rcode.NXDOMAIN, desk.ask("foo.p2p", Type.AAAA));
    }

    @Test
    void nameWithAddressesOfTheOtherFamilyHasNoData() {
        node.found("foo.p2p", "192.0.2.1:80").searchEnds("foo.p2p", Family.IPV6);

        assertNegative(Rcode.NOERROR, desk.ask("foo.p2p", Type.AAAA));
    }

    @Test
    void noSuchNameWaitsForTheSearchInTheOtherFamily() throws Exception {
        node.searchEnds("foo.p2p", Family.IPV6);
        CompletableFuture<Message> answer = desk.asking("foo.p2p", Type.AAAA);
        node.untilWaiting("foo.p2p");

        node.found("foo.p2p", "192.0.2.1:80");

        assertNegative(Rcode.NOERROR, answer.get());
    }

    @Test
    void nodeOfOneFamilyTellsNoDataFromNoName() {
        node.families(Family.IPV4);
        Desk v4 = new Desk(node);
        node.found("foo.p2p", "192.0.2.1:80").searchEnds("bar.p2p");

        assertNegative(Rcode.NOERROR, v4.ask("foo.p2p", Type.AAAA));
        assertNegative(Rcode.NXDOMAIN, v4.ask("bar.p2p", Type.AAAA));
    }

    @Test
    void nodeThatKnowsNobodyFailsAtTheDeadline() throws Exception {
        node.joined(Family.IPV4, false).joined(Family.IPV6, false);
        CompletableFuture<Message> answer = desk.asking("foo.p2p", Type.A);
        node.untilWaiting("foo.p2p");
        node.advance(Duration.ofSeconds(4));

        assertFailure(answer.get());
    }

    @Test
    void nodeThatJoinsInTimeAnswersTheFirstQuestion() throws Exception {
        node.joined(Family.IPV4, false).joined(Family.IPV6, false);
        CompletableFuture<Message> answer = desk.asking("foo.p2p", Type.A);
        node.untilWaiting("foo.p2p");
        node.advance(Duration.ofSeconds(2));

        node.joined(Family.IPV4, true).found("foo.p2p", "192.0.2.1:80");

        assertEquals("192.0.2.1", Desk.answers(answer.get()));
    }

    @Test
    void familyThatTheNodeGivesUpIsNotWaitedFor() throws Exception {
        node.joined(Family.IPV6, false).found("foo.p2p", "192.0.2.1:80");
        CompletableFuture<Message> known = desk.asking("foo.p2p", Type.AAAA);
        CompletableFuture<Message> unknown = desk.asking("bar.p2p", Type.AAAA);
        node.untilWaiting("foo.p2p");
        node.untilWaiting("bar.p2p");

        node.searchEnds("foo.p2p", Family.IPV6);
        node.searchEnds("bar.p2p");

        assertNegative(Rcode.NOERROR, known.get());
        assertNegative(Rcode.NXDOMAIN, unknown.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {Type.TXT, Type.MX, Type.HTTPS, Type.NS, Type.SOA, 4711})
    void otherTypesHaveNoDataUnlessTheNameIsKnownNotToExist(int type) {
        node.found("foo.p2p", "192.0.2.1:80").searchEnds("gone.p2p");

        assertNegative(Rcode.NOERROR, desk.ask("foo.p2p", type));
        assertNegative(Rcode.NOERROR, desk.ask("never-asked.p2p", type));
        assertNegative(Rcode.NXDOMAIN, desk.ask("gone.p2p", type));
    }

    @Test
    void anyGetsOneSmallRecord() {
        node.found("foo.p2p", "192.0.2.1:80").searchEnds("gone.p2p");

        assertEquals("\"RFC8482\" \"\"", Desk.answers(desk.ask("foo.p2p", Type.ANY)));
        assertNegative(Rcode.NXDOMAIN, desk.ask("gone.p2p", Type.ANY));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "foo.xp2p", "p2p.org", "localhost"})
    void foreignNamesAreRefusedWithoutAskingTheNode(String name) {
        Message answer = desk.ask(name, Type.A);

        assertEquals(Rcode.REFUSED, answer.getRcode());
        assertFalse(answer.getHeader().getFlag(Flags.AA));
        assertEquals("", Desk.data(answer, Section.AUTHORITY));
        assertEquals(List.of(), node.queries());
    }

    @Test
    void domainItselfHasItsSoaAndNothingElse() {
        Message answer = desk.ask("P2P", Type.SOA);

        assertEquals(Rcode.NOERROR, answer.getRcode());
        assertEquals("localhost. nobody.invalid. 1 3600 600 86400 2", Desk.answers(answer));
        assertNegative(Rcode.NOERROR, desk.ask("p2p", Type.A));
        assertNegative(Rcode.NOERROR, desk.ask("p2p", Type.NS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"foo\\.bar.p2p", "foo\\032bar.p2p", "foo\\000.p2p", "\\195\\164.p2p", "foo\\\\.p2p"})
    void namesThatNobodyCanAnnounceDoNotExist(String name) {
        assertNegative(Rcode.NXDOMAIN, desk.ask(name, Type.A));
        assertEquals(List.of(), node.queries());
    }

    @Test
    void busyNodeFailsTheQuestion() {
        node.busy(true);

        assertEquals(Rcode.SERVFAIL, desk.ask("foo.p2p", Type.A).getRcode());
    }

    @Test
    void longAnswerIsTruncatedToWhatTheAskerCanTake() throws Exception {
        node.found(
                "foo.p2p",
                IntStream.range(0, 30).mapToObj("[2001:db8::%x]:80"::formatted).toArray(String[]::new));
        Message plain = Desk.query("foo.p2p", Type.AAAA);
        Message edns = Desk.query("foo.p2p", Type.AAAA);
        edns.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);

        Message truncated = desk.ask(plain.toWire());
        Message whole = desk.ask(edns.toWire());

        assertTrue(truncated.getHeader().getFlag(Flags.TC));
        assertTrue(truncated.numBytes() <= 512);
        assertFalse(whole.getHeader().getFlag(Flags.TC));
        assertEquals(30, whole.getSection(Section.ANSWER).size());
    }

    @Test
    void countsWhatItDoes() {
        node.found("foo.p2p", "192.0.2.1:80").searchEnds("gone.p2p");

        desk.ask("foo.p2p", Type.A);
        desk.ask("gone.p2p", Type.A);
        desk.ask("example.org", Type.A);
        desk.server.take(new byte[3], Visitor.overUdp());

        assertEquals(
                "3 (1 answered, 1 unknown, 1 refused, 0 failed, 0 malformed, 0 turned away, 1 ignored)",
                desk.counters.summary());
    }

    private static void assertFailure(Message answer) {
        assertEquals(Rcode.string(Rcode.SERVFAIL), Rcode.string(answer.getRcode()));
        assertEquals("", Desk.data(answer, Section.AUTHORITY));
    }

    private static void assertNegative(int code, Message answer) {
        Desk.assertNegative(code, "p2p.", answer);
    }
}
