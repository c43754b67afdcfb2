package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugin.dns.proxy.Authorities;
import org.kadnode.plugin.dns.proxy.ForwardException;
import org.kadnode.plugin.dns.proxy.Forwarder;
import org.kadnode.plugin.dns.proxy.Timings;
import org.kadnode.plugin.dns.proxy.UpstreamQuery;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Questions about names that are not of the network, which other servers are asked. */
class OthersTest {

    private final FakeNode node = Desk.fake(Map.of());
    private final List<UpstreamQuery> forwarded = new CopyOnWriteArrayList<>();

    /** Others wait for it before they answer. */
    private volatile CountDownLatch released = new CountDownLatch(0);

    private volatile boolean failing;
    private volatile long lifetime = 100;
    private final Desk desk =
            new Desk(node, Optional.of(new Others((query, patience) -> forward(query), node.tasks())));

    @Test
    void aForeignNameIsAskedOfOthersAndTheirAnswerKept() {
        Message answer = desk.ask("WWW.example.org", Type.A);

        assertEquals("198.51.100.1", Desk.answers(answer));
        assertTrue(answer.getHeader().getFlag(Flags.RA));
        assertFalse(answer.getHeader().getFlag(Flags.AA));
        assertFalse(answer.getHeader().getFlag(Flags.AD));
        assertEquals(List.of(), node.queries());

        node.advance(Duration.ofSeconds(10));
        Message kept = desk.ask("www.example.org", Type.A);
        assertEquals(90, kept.getSection(Section.ANSWER).getFirst().getTTL());
        assertEquals(1, forwarded.size());
    }

    @Test
    void whoWantsSignaturesOrChecksItselfIsAskedForSo() {
        Message query = Desk.query("www.example.org", Type.A);
        query.getHeader().setFlag(Flags.CD);
        query.addRecord(new OPTRecord(1232, 0, 0, 0x8000), Section.ADDITIONAL);

        Message validated = desk.ask(query.toWire());
        desk.ask("www.example.org", Type.A);

        assertTrue(validated.getHeader().getFlag(Flags.AD));
        assertEquals(1, validated.getSection(Section.ADDITIONAL).size());
        assertEquals(
                List.of(true, false),
                forwarded.stream().map(UpstreamQuery::wantsDnssec).toList());
        assertEquals(
                List.of(true, false),
                forwarded.stream().map(UpstreamQuery::checksItself).toList());
    }

    @Test
    void aFailureIsExplainedToTheAsker() throws Exception {
        try (Forwarder nobody = nobody()) {
            Desk alone = new Desk(node, Optional.of(new Others(nobody::forward, node.tasks())));
            Message query = Desk.query("www.example.org", Type.A);
            query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);

            Message answer = alone.ask(query.toWire());

            Desk.assertCode(Rcode.SERVFAIL, answer);
            ExtendedErrorCodeOption error = (ExtendedErrorCodeOption) answer.getOPT()
                    .getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR)
                    .getFirst();
            assertEquals(ExtendedErrorCodeOption.NO_REACHABLE_AUTHORITY, error.getErrorCode());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo.p2p",
                "Foo.P2P",
                "www.foo.P2p",
                "p2p",
                "P2P",
                "foo\\.bar.p2p",
                Signer.KEY,
                "www." + Signer.KEY
            })
    void namesOfTheNetworkNeverLeaveIt(String name) {
        node.searchEnds(name.toLowerCase(Locale.ROOT));
        node.searchEnds(name);

        for (int type : new int[] {Type.A, Type.AAAA, Type.TXT, Type.SRV, Type.NS, Type.SOA, Type.ANY}) {
            assertTrue(desk.ask(name, type).getHeader().getFlag(Flags.AA));
        }
        assertEquals(List.of(), forwarded);
    }

    @Test
    void anAliasOfAForeignNameIsFollowedThere() {
        node.signed("foo.p2p", Signer.says(Signer.record("60 CNAME www.example.org.")));

        Message answer = desk.ask("foo.p2p", Type.A);

        assertEquals("www.example.org.\n198.51.100.1", Desk.answers(answer));
        assertEquals(
                List.of("www.example.org."),
                forwarded.stream().map(query -> query.name().toString()).toList());
    }

    @Test
    void whatOthersHaveValidatedDoesNotCoverOurAlias() {
        node.signed("foo.p2p", Signer.says(Signer.record("60 CNAME www.example.org.")));
        Message query = Desk.query("foo.p2p", Type.A);
        query.getHeader().setFlag(Flags.AD);

        assertFalse(desk.ask(query.toWire()).getHeader().getFlag(Flags.AD));
    }

    @Test
    void addressesWithoutAProvedNameAreAskedOfOthers() {
        desk.ask("1.2.0.192.in-addr.arpa", Type.PTR);
        desk.ask("1.0.0.127.in-addr.arpa", Type.PTR);

        assertEquals(
                List.of("1.2.0.192.in-addr.arpa."),
                forwarded.stream().map(query -> query.name().toString()).toList());
    }

    @Test
    void anOldAnswerOutlivesAFailure() {
        desk.ask("www.example.org", Type.A);
        node.advance(Duration.ofSeconds(101));
        failing = true;

        assertEquals("198.51.100.1", Desk.answers(desk.ask("www.example.org", Type.A)));
        node.advance(Duration.ofMinutes(1));
        assertEquals("198.51.100.1", Desk.answers(desk.ask("www.example.org", Type.A)));

        failing = false;
        node.advance(Duration.ofMinutes(1));
        assertEquals("198.51.100.1", Desk.answers(desk.ask("www.example.org", Type.A)));
        assertEquals(4, forwarded.size());
    }

    @Test
    void anOldAnswerIsGivenWhenOthersAreSlowAndTheSearchGoesOn() throws Exception {
        desk.ask("www.example.org", Type.A);
        node.advance(Duration.ofSeconds(101));
        released = new CountDownLatch(1);
        CompletableFuture<Message> answer = desk.asking("www.example.org", Type.A);
        Desk.until(() -> forwarded.size() == 2);
        node.advance(Answers.STALE_AFTER.minusMillis(1));
        assertFalse(answer.isDone());

        node.advance(Duration.ofMillis(1));
        assertEquals(30, answer.get().getSection(Section.ANSWER).getFirst().getTTL());
        assertEquals(1, desk.counters.stale.sum());

        released.countDown();
        // Only looks: a question that came between two steps of the renewal would search again.
        Question question =
                new Question(Name.fromConstantString("www.example.org."), Type.A, Variant.of(0, false, false));
        Desk.until(() -> desk.server.answers().atHand(question).isPresent());
        Message renewed = desk.ask("www.example.org", Type.A);
        assertEquals(100, renewed.getSection(Section.ANSWER).getFirst().getTTL());
        assertEquals(2, forwarded.size());
    }

    @Test
    void aFailureIsRememberedForSecondsAndNeverGivenAsAnOldAnswer() {
        failing = true;
        Desk.assertCode(Rcode.SERVFAIL, desk.ask("www.example.org", Type.A));
        node.advance(Duration.ofSeconds(Others.FAILURE_SECONDS - 1));
        Desk.assertCode(Rcode.SERVFAIL, desk.ask("www.example.org", Type.A));
        assertEquals(1, forwarded.size());

        node.advance(Duration.ofSeconds(1));
        Desk.assertCode(Rcode.SERVFAIL, desk.ask("www.example.org", Type.A));
        failing = false;
        node.advance(Duration.ofSeconds(Others.FAILURE_SECONDS));
        assertEquals("198.51.100.1", Desk.answers(desk.ask("www.example.org", Type.A)));
        assertEquals(3, forwarded.size());
        assertEquals(0, desk.counters.stale.sum());
    }

    @Test
    void whoJoinsASearchThatFailsSharesTheFailure() throws Exception {
        failing = true;
        released = new CountDownLatch(1);
        List<CompletableFuture<Message>> answers = IntStream.range(0, 20)
                .mapToObj(each -> desk.asking("www.example.org", Type.A))
                .toList();
        Desk.until(() -> desk.counters.shared.sum() == 19);

        released.countDown();

        for (CompletableFuture<Message> answer : answers) {
            Desk.assertCode(Rcode.SERVFAIL, answer.get());
        }
        assertEquals(1, forwarded.size());
    }

    @Test
    void noLifetimeIsLongerThanAWeek() {
        lifetime = 0x7fffffffL;
        desk.ask("www.example.org", Type.A);

        node.advance(Duration.ofDays(5));
        desk.ask("www.example.org", Type.A);
        assertEquals(1, forwarded.size());

        node.advance(Duration.ofDays(2));
        desk.ask("www.example.org", Type.A);
        assertEquals(2, forwarded.size());
    }

    /** Others that know one address for every name, and have validated it. */
    private Message forward(UpstreamQuery query) throws ForwardException, InterruptedException {
        forwarded.add(query);
        released.await();
        if (failing) {
            try (Forwarder nobody = nobody()) {
                return nobody.forward(query, Duration.ZERO);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Message answer = Message.newQuery(Record.newRecord(query.name(), query.type(), DClass.IN));
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setFlag(Flags.AD);
        answer.addRecord(new ARecord(query.name(), DClass.IN, lifetime, Desk.address("198.51.100.1")), Section.ANSWER);
        answer.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        return answer;
    }

    /** A forwarder that has nobody to ask. */
    private Forwarder nobody() throws IOException {
        return new Forwarder(
                List::of, address -> false, Authorities.ofJdk(), Timings.standard(), node.tasks(), new Random(1));
    }
}
