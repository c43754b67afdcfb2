package org.kadnode.kernel.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.Family;

/** What a node asks others about items (BEP 44), on the bytes, and what it makes of their answers. */
class ItemQueriesTest {

    private static final SecretKey KEY = Ed25519.generate(new Random(1));
    private static final Name OWNED = new Naming(
                    ".p2p", KeyRing.EMPTY.plus(KeyRing.Entry.of(KeyPattern.ALL, KEY)), true)
            .parse("node1.p2p")
            .orElseThrow();
    /** What the peer says to questions about items. */
    private Function answer = question -> question.reply("5:token1:x");

    @FunctionalInterface
    private interface Function {
        Optional<String> to(Interview.Question question);
    }

    private final Interview interview = new Interview(question -> switch (question.method()) {
        case "get", "put" -> answer.to(question);
        case "get_peers" -> question.reply("5:token1:x");
        default -> question.reply("");
    });

    @Test
    void getNamesTheTargetAndPutReplacesNothingThatWasNotThere() {
        publish();

        String target = Interview.latin(target().bytes());
        List<Interview.Question> items = about("get", "put");
        assertEquals(
                "d1:ad2:id20:" + interview.self() + "6:target20:" + target + "e1:q3:get1:t4:"
                        + items.get(0).transaction() + "1:v4:KN\0\0" + "1:y1:qe",
                items.get(0).packet());
        String put = items.get(1).packet();
        String k = Interview.latin(KEY.publicKey().bytes());
        assertTrue(
                put.startsWith("d1:ad3:casi0e2:id20:" + interview.self() + "1:k32:" + k + "4:salt5:node13:seqi"
                        + TestNet.EPOCH / 1_000_000),
                put);
        assertTrue(put.contains("5:token1:x1:v"), put);
        assertTrue(put.endsWith("e1:q3:put1:t4:" + items.get(1).transaction() + "1:v4:KN\0\0" + "1:y1:qe"), put);
        assertEquals(1, interview.node.records().getFirst().copies());
    }

    @Test
    void putNamesTheNumberThatItReplacesAndExceedsIt() {
        long stored = TestNet.EPOCH * 1000 * 2;
        answer = question -> question.reply("3:seqi" + stored + "e5:token1:x");
        publish();

        String put = about("put").getFirst().packet();
        assertTrue(put.startsWith("d1:ad3:casi" + stored + "e2:id"), put);
    }

    @Test
    void refusalForAnotherItemIsFollowedByReadingAgain() {
        List<String> puts = new ArrayList<>();
        answer = question -> {
            if (question.method().equals("get")) {
                return question.reply("5:token1:x");
            }
            puts.add(question.packet());
            return puts.size() == 1 ? question.error(301) : question.reply("");
        };
        publish();

        assertEquals(
                List.of("get", "put", "get", "put"),
                about("get", "put").stream().map(Interview.Question::method).toList());
        assertEquals(1, interview.node.records().getFirst().copies());
    }

    @Test
    void nodeThatRefusesQuestionsAboutItemsIsAskedForNodesInstead() {
        answer = question -> question.error(204);
        resolve();

        assertEquals(1, about("get").size());
        assertEquals(1, searches().size());
        assertStillGood();
    }

    /** As KadNode 1.0 does. */
    @Test
    void nodeThatDoesNotAnswerQuestionsAboutItemsIsAskedForNodesInsteadAndStaysGood() {
        answer = question -> Optional.empty();
        for (int i = 0; i < 10; i++) {
            resolve();
        }

        assertEquals(20, about("get").size());
        assertEquals(10, searches().size());
        assertStillGood();
    }

    private void assertStillGood() {
        assertEquals(1, interview.node.dht(Family.IPV4, interview.now()).goodNodes());
        assertEquals(
                Output.Progress.ENDED,
                interview.said.stream()
                        .filter(Output.Searching.class::isInstance)
                        .map(Output.Searching.class::cast)
                        .toList()
                        .getLast()
                        .progress());
    }

    private void publish() {
        interview.give(new Input.LocalAddresses(Set.of(Address.v4(0xc6336401))));
        interview.give(new Input.Announce(1, OWNED, 0, Long.MAX_VALUE));
        interview.run(20_000);
    }

    private void resolve() {
        interview.give(new Input.Resolve(interview.now() + 1, OWNED, Set.of(Family.IPV4)));
        interview.run(60_000);
        interview.give(new Input.Release(interview.now() + 1));
    }

    private List<Interview.Question> about(String... methods) {
        return interview.asked.stream()
                .filter(question -> List.of(methods).contains(question.method()))
                .toList();
    }

    /** Questions for nodes near the record. */
    private List<Interview.Question> searches() {
        String target = Interview.latin(target().bytes());
        return about("find_node").stream()
                .filter(question -> question.packet().contains(target))
                .toList();
    }

    private static Id target() {
        return OWNED.record().orElseThrow().record().target();
    }
}
