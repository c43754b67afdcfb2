package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kadnode.plugin.dns.Desk.assertCode;
import static org.kadnode.plugin.dns.Desk.zone;
import static org.kadnode.plugin.dns.Signer.KEY;
import static org.kadnode.plugin.dns.Signer.record;
import static org.kadnode.plugin.dns.Signer.says;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Names that stand for others (CNAME). */
class AliasTest {

    private static final String WWW = "www." + KEY;

    private final Desk desk = new Desk(Map.of());
    private final FakeNode node = desk.node;

    @Test
    void aliasIsFollowedToItsAddresses() {
        node.signed("foo.p2p", says(record("60 CNAME Box.p2p.")))
                .signed("box.p2p", says(record("40 CNAME node1." + KEY + ".")))
                .found("node1." + KEY, "192.0.2.1:80");

        Message answer = desk.ask("Foo.p2p", Type.A);

        assertEquals("""
                Foo.p2p. 60 CNAME Box.p2p.
                Box.p2p. 40 CNAME node1.%s.
                node1.%s. 5 A 192.0.2.1""".formatted(KEY, KEY), whole(answer));
        assertEquals(Rcode.NOERROR, answer.getRcode());
    }

    @Test
    void aliasIsFollowedToRecordsOfAnyType() {
        node.signed(WWW, says(record("60 CNAME box.p2p."))).signed("box.p2p", says(record("30 TXT bar")));

        assertEquals("box.p2p.\nbar", Desk.answers(desk.ask(WWW, Type.TXT)));
    }

    @Test
    void aliasGoesBeforeAddresses() {
        node.signed(WWW, says(record("60 A 192.0.2.1"), record("60 CNAME box.p2p.")))
                .found(WWW, "192.0.2.1:0")
                .found("box.p2p", "192.0.2.2:80");

        assertEquals("box.p2p.\n192.0.2.2", Desk.answers(desk.ask(WWW, Type.A)));
    }

    @Test
    void aliasThatComesWhileAddressesAreWaitedForEndsTheWait() throws Exception {
        node.owned(WWW).found("box.p2p", "192.0.2.2:80");
        CompletableFuture<Message> first = desk.asking(WWW, Type.A);
        node.untilWaiting(WWW, 2);
        node.searchEnds(WWW, Family.IPV6);
        CompletableFuture<Message> second = desk.asking(WWW, Type.AAAA);
        node.untilWaiting(WWW, 4);
        node.searchEnds("box.p2p", Family.IPV6);

        node.signed(WWW, says(record("60 CNAME box.p2p.")));

        assertEquals("box.p2p.\n192.0.2.2", Desk.answers(first.get()));
        assertEquals("box.p2p.", Desk.answers(second.get()));
    }

    @Test
    void aliasOfAForeignNameIsLeftToTheAsker() {
        node.signed(WWW, says(record("60 CNAME www.example.org.")));

        Message answer = desk.ask(WWW, Type.A);

        assertCode(Rcode.NOERROR, answer);
        assertEquals("www.example.org.", Desk.answers(answer));
        assertEquals("", Desk.data(answer, Section.AUTHORITY));
    }

    @Test
    void questionForTheAliasItselfIsNotFollowed() {
        node.signed(WWW, says(record("60 CNAME box.p2p."))).found("box.p2p", "192.0.2.2:80");

        assertEquals("box.p2p.", Desk.answers(desk.ask(WWW, Type.CNAME)));
    }

    @ParameterizedTest
    @ValueSource(ints = {Type.A, Type.TXT})
    void deniedTargetIsDeniedWithItsOwnZone(int type) {
        node.signed(WWW, says(record("60 CNAME gone.p2p."))).searchEnds("gone.p2p");
        node.signed("foo.p2p", says(record("60 CNAME box." + KEY + ".")))
                .signed("box." + KEY, says())
                .searchEnds("box." + KEY);

        Message denied = desk.ask(WWW, type);
        Message empty = desk.ask("foo.p2p", type);

        assertCode(Rcode.NXDOMAIN, denied);
        assertEquals("gone.p2p.", Desk.answers(denied));
        assertEquals("p2p.", zone(denied));
        assertCode(Rcode.NOERROR, empty);
        assertEquals("box." + KEY + ".", Desk.answers(empty));
        assertEquals(KEY + ".", zone(empty));
    }

    @ParameterizedTest
    @ValueSource(strings = {"p2p.", "\\000.p2p.", "a\\.b.p2p."})
    void targetThatCanHaveNoAddressHasNone(String target) {
        node.signed(WWW, says(record("60 CNAME " + target)));

        Message answer = desk.ask(WWW, Type.A);

        assertCode(target.equals("p2p.") ? Rcode.NOERROR : Rcode.NXDOMAIN, answer);
        assertEquals(target, Desk.answers(answer));
        assertEquals("p2p.", zone(answer));
    }

    @ParameterizedTest
    @ValueSource(ints = {Type.A, Type.AAAA, Type.TXT, Type.SOA})
    void loopsFail(int type) {
        node.signed("foo.p2p", says(record("60 CNAME foo.p2p.")))
                .signed("one.p2p", says(record("60 CNAME two.p2p.")))
                .signed("two.p2p", says(record("60 CNAME one.p2p.")));

        assertCode(Rcode.SERVFAIL, desk.ask("foo.p2p", type));
        assertCode(Rcode.SERVFAIL, desk.ask("one.p2p", type));
    }

    @Test
    void chainOfEightAliasesIsTheLongest() {
        for (int i = 9; i > 0; i--) {
            node.signed("n" + i + ".p2p", says(record("60 CNAME n" + (i - 1) + ".p2p.")));
        }
        node.found("n0.p2p", "192.0.2.1:80");

        assertEquals(9, desk.ask("n8.p2p", Type.A).getSection(Section.ANSWER).size());
        assertCode(Rcode.SERVFAIL, desk.ask("n9.p2p", Type.A));
    }

    @Test
    void allNamesOfAChainShareOnePatience() throws Exception {
        node.owned("foo.p2p");
        CompletableFuture<Message> answer = desk.asking("foo.p2p", Type.A);
        node.untilWaiting("foo.p2p", 2);
        node.advance(Duration.ofSeconds(3));
        node.signed("foo.p2p", says(record("60 CNAME bar.p2p.")));
        node.untilWaiting("bar.p2p");

        node.advance(Duration.ofSeconds(1));

        assertCode(Rcode.SERVFAIL, answer.get());
    }

    private static String whole(Message answer) {
        return answer.getSection(Section.ANSWER).stream()
                .map(each -> String.join(
                        " ",
                        each.getName().toString(),
                        String.valueOf(each.getTTL()),
                        Type.string(each.getType()),
                        each.rdataToString()))
                .collect(Collectors.joining("\n"));
    }
}
