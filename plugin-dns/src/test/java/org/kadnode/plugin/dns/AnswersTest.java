package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Answers that are kept, shared, renewed, and given although they are old. */
class AnswersTest {

    private final Desk desk = new Desk(Map.of("dns.ttl", "30 s"));
    private final FakeNode node = desk.node;

    @Test
    void aKeptAnswerIsGivenWithoutAskingTheNodeAndItsLifetimeCountsDown() {
        complete("foo.p2p");
        assertEquals(30, ttl(desk.ask("foo.p2p", Type.A)));
        int asked = node.queries().size();

        node.advance(Duration.ofSeconds(10));
        Message again = desk.ask("FOO.p2p", Type.A);

        assertEquals("192.0.2.1", Desk.answers(again));
        assertEquals(20, ttl(again));
        assertEquals(asked, node.queries().size());
    }

    @Test
    void anAnswerThatHasExpiredIsLookedForAnew() {
        complete("foo.p2p");
        desk.ask("foo.p2p", Type.A);
        int asked = node.queries().size();
        node.advance(Duration.ofSeconds(30));
        node.found("foo.p2p", "192.0.2.2:80");

        Message again = desk.ask("foo.p2p", Type.A);

        assertEquals("192.0.2.1\n192.0.2.2", Desk.answers(again));
        assertEquals(30, ttl(again));
        assertTrue(node.queries().size() > asked);
    }

    @Test
    void aQuestionInTheLastQuarterOfTheLifeRenewsTheAnswerInTheBackground() {
        complete("foo.p2p");
        desk.ask("foo.p2p", Type.A);
        int asked = node.queries().size();
        node.advance(Duration.ofSeconds(22));
        assertEquals(8, ttl(desk.ask("foo.p2p", Type.A)));
        assertEquals(asked, node.queries().size());
        assertEquals(0, desk.counters.prefetched.sum());

        // At some second of the first half of that quarter, so that not all are due at once.
        node.advance(Duration.ofSeconds(4));
        assertEquals(4, ttl(desk.ask("foo.p2p", Type.A)));

        Desk.until(() -> ttl(desk.ask("foo.p2p", Type.A)) == 30);
        assertEquals(1, desk.counters.prefetched.sum());
    }

    @Test
    void identicalQuestionsThatWaitShareOneSearch() throws Exception {
        CompletableFuture<Message> first = desk.asking("foo.p2p", Type.A);
        node.untilWaiting("foo.p2p");
        int asked = node.queries().size();
        CompletableFuture<Message> second = desk.asking("Foo.p2p", Type.A);
        Desk.until(() -> desk.counters.shared.sum() == 1);
        assertEquals(asked, node.queries().size());

        complete("foo.p2p");

        assertEquals("192.0.2.1", Desk.answers(first.get()));
        assertEquals("192.0.2.1", Desk.answers(second.get()));
        assertEquals("Foo.p2p.", second.get().getQuestion().getName().toString());
    }

    @Test
    void aNegativeAnswerIsKeptForItsOwnTime() {
        Desk patient = new Desk(Map.of("dns.negative-ttl", "3 s"));
        patient.node.searchEnds("foo.p2p");
        assertEquals(Rcode.NXDOMAIN, patient.ask("foo.p2p", Type.A).getRcode());
        patient.node.found("foo.p2p", "192.0.2.1:80");

        patient.node.advance(Duration.ofSeconds(2));
        Message kept = patient.ask("foo.p2p", Type.A);
        assertEquals(Rcode.NXDOMAIN, kept.getRcode());
        assertEquals(1, kept.getSection(Section.AUTHORITY).getFirst().getTTL());

        patient.node.advance(Duration.ofSeconds(1));
        assertEquals("192.0.2.1", Desk.answers(patient.ask("foo.p2p", Type.A)));
    }

    @Test
    void anAnswerThatHasExpiredIsGivenIfTheSearchFails() {
        complete("foo.p2p");
        desk.ask("foo.p2p", Type.A);
        node.advance(Duration.ofSeconds(31));
        node.busy(true);

        Message stale = desk.ask(withEdns("foo.p2p"));

        assertEquals(Rcode.NOERROR, stale.getRcode());
        assertEquals("192.0.2.1", Desk.answers(stale));
        assertEquals(30, ttl(stale));
        assertEquals(ExtendedErrorCodeOption.STALE_ANSWER, error(stale).getErrorCode());
        assertEquals(1, desk.counters.stale.sum());
    }

    @Test
    void anOldDenialIsCalledSo() {
        node.searchEnds("foo.p2p");
        desk.ask("foo.p2p", Type.A);
        node.advance(Duration.ofMinutes(2));
        node.busy(true);

        Message stale = desk.ask(withEdns("foo.p2p"));

        assertEquals(Rcode.NXDOMAIN, stale.getRcode());
        assertEquals(ExtendedErrorCodeOption.STALE_NXDOMAIN_ANSWER, error(stale).getErrorCode());
    }

    @Test
    void afterAFailureNobodyTriesAgainForAWhile() {
        complete("foo.p2p");
        desk.ask("foo.p2p", Type.A);
        node.advance(Duration.ofSeconds(31));
        node.busy(true);
        desk.ask("foo.p2p", Type.A);
        node.busy(false).found("foo.p2p", "192.0.2.2:80");
        int asked = node.queries().size();

        node.advance(Duration.ofSeconds(29));
        assertEquals("192.0.2.1", Desk.answers(desk.ask("foo.p2p", Type.A)));
        assertEquals(asked, node.queries().size());

        node.advance(Duration.ofSeconds(1));
        assertEquals("192.0.2.1\n192.0.2.2", Desk.answers(desk.ask("foo.p2p", Type.A)));
    }

    @Test
    void anAnswerIsTooOldInTheEnd() {
        complete("foo.p2p");
        desk.ask("foo.p2p", Type.A);
        node.advance(Duration.ofSeconds(30).plusHours(1));
        node.busy(true);

        assertEquals(Rcode.SERVFAIL, desk.ask("foo.p2p", Type.A).getRcode());
    }

    @Test
    void oldAnswersCanBeSwitchedOff() {
        Desk strict = new Desk(Map.of("dns.stale-for", "0 s"));
        complete(strict.node, "foo.p2p");
        strict.ask("foo.p2p", Type.A);
        strict.node.advance(Duration.ofSeconds(31));
        strict.node.busy(true);

        assertEquals(Rcode.SERVFAIL, strict.ask("foo.p2p", Type.A).getRcode());
    }

    @Test
    void forgettingANameDropsItAndTheNamesBelow() {
        for (String name : new String[] {"foo.p2p", "www.foo.p2p", "xfoo.p2p", "bar.p2p"}) {
            complete(name);
            desk.ask(name, Type.A);
        }
        // Ends with the same bytes, but one of its labels begins before them.
        desk.ask("x\\003foo.p2p", Type.A);

        desk.server.answers().forget(Name.fromConstantString("Foo.p2p."));

        assertFalse(isAtHand("foo.p2p"));
        assertFalse(isAtHand("www.foo.p2p"));
        assertTrue(isAtHand("xfoo.p2p"));
        assertTrue(isAtHand("bar.p2p"));
        assertTrue(isAtHand("x\\003foo.p2p"));
    }

    @Test
    void allCanBeForgotten() {
        complete("foo.p2p");
        desk.ask("foo.p2p", Type.A);
        assertTrue(isAtHand("foo.p2p"));

        desk.server.answers().forgetAll();

        assertFalse(isAtHand("foo.p2p"));
    }

    @Test
    void addressesThatComeAMomentLaterJoinTheFirstAnswer() throws Exception {
        Desk settling = new Desk(Map.of("dns.settling", "50 ms"));
        CompletableFuture<Message> answer = settling.asking("foo.p2p", Type.A);
        settling.node.untilWaiting("foo.p2p");
        settling.node.found("foo.p2p", "192.0.2.1:80");
        assertThrows(TimeoutException.class, () -> answer.get(100, TimeUnit.MILLISECONDS));
        settling.node.found("foo.p2p", "192.0.2.2:80");

        Desk.until(() -> {
            settling.node.advance(Duration.ofMillis(1));
            return answer.isDone();
        });

        assertEquals("192.0.2.1\n192.0.2.2", Desk.answers(answer.get()));
    }

    private void complete(String name) {
        complete(node, name);
    }

    /** Lets a name have one address, and no more to come. */
    private static void complete(FakeNode node, String name) {
        node.found(name, "192.0.2.1:80").searchEnds(name);
    }

    private boolean isAtHand(String name) {
        return desk.server
                .answers()
                .atHand(new Question(Name.fromConstantString(name + "."), Type.A, Variant.of(0, false, false)))
                .isPresent();
    }

    private static byte[] withEdns(String name) {
        Message query = Desk.query(name, Type.A);
        query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        return query.toWire();
    }

    private static ExtendedErrorCodeOption error(Message answer) {
        return (ExtendedErrorCodeOption)
                answer.getOPT().getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR).getFirst();
    }

    private static long ttl(Message answer) {
        return answer.getSection(Section.ANSWER).getFirst().getTTL();
    }
}
