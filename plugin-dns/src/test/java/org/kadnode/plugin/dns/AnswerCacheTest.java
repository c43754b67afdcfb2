package org.kadnode.plugin.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

class AnswerCacheTest {

    /** One set: all keys compete for its places. */
    private final AnswerCache cache = new AnswerCache(AnswerCache.WAYS, 1);

    @Test
    void whatWasPutIsFoundWhateverTheCaseOfItsLetters() {
        Answer answer = answer(30);
        put("Foo.p2p", answer, 100);

        AnswerCache.Held held = held("fOO.P2p", 110);
        assertSame(answer, held.answer());
        assertEquals(10, held.age(110));
        assertTrue(held.isFresh(129));
        assertFalse(held.isFresh(130));
        assertTrue(held.isUsable(189));
        assertFalse(held.isUsable(190));
        assertNull(find("bar.p2p", 110));
    }

    @Test
    void typesAndVariantsHaveAnswersOfTheirOwn() {
        Answer first = answer(30);
        Answer second = answer(30);
        Answer third = answer(30);
        Question question = question("foo.p2p");
        Question otherType = new Question(question.name(), Type.AAAA, 0);
        Question otherVariant = new Question(question.name(), Type.A, Variant.of(3, false, true));
        cache.put(question.key(), first, 0, 0);
        cache.put(otherType.key(), second, 0, 0);
        cache.put(otherVariant.key(), third, 0, 0);

        assertSame(first, answer(cache.find(question.key(), 0)));
        assertSame(second, answer(cache.find(otherType.key(), 0)));
        assertSame(third, answer(cache.find(otherVariant.key(), 0)));
    }

    @Test
    void aNewerAnswerTakesThePlaceOfTheOlder() {
        Answer newer = answer(30);
        put("foo.p2p", answer(30), 0);
        put("foo.p2p", newer, 5);

        assertSame(newer, held("foo.p2p", 5).answer());
        assertEquals(1, cache.size());
    }

    @Test
    void whatHasExpiredGoesFirst() {
        fill();
        put("3.p2p", answer(5), 0);
        // Though it was asked for last.
        held("3.p2p", 10);

        put("new.p2p", answer(30), 10);

        assertNull(find("3.p2p", 10));
        assertEquals(AnswerCache.WAYS, cache.size());
        assertNotNull(find("new.p2p", 10));
    }

    @Test
    void thenGoesWhatHasNotBeenAskedForTheLongest() {
        fill();
        for (int i = 0; i < AnswerCache.WAYS; i++) {
            held(i + ".p2p", i == 5 ? 1 : 2 + i);
        }

        put("new.p2p", answer(100), 20);

        for (int i = 0; i < AnswerCache.WAYS; i++) {
            assertEquals(i == 5, find(i + ".p2p", 20) == null, i + ".p2p");
        }
    }

    @Test
    void neverHoldsMoreThanItsCapacity() {
        AnswerCache larger = new AnswerCache(100, 1);
        assertEquals(128, larger.capacity());
        for (int i = 0; i < 5000; i++) {
            larger.put(question(i + ".p2p").key(), answer(30), i / 100, 60);
        }

        assertEquals(128, larger.size());
    }

    @Test
    void holdsAtLeastWhatItWasMadeFor() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            int wanted = random.nextInt(100_000);
            int capacity = new AnswerCache(wanted, 1).capacity();
            assertTrue(capacity >= wanted && capacity <= Math.max(AnswerCache.WAYS, 2 * wanted), seed + ": " + wanted);
        }
    }

    @Test
    void whatHasNoLifetimeOrIsTooLargeIsNotKept() {
        put("a.p2p", answer(0), 0);
        put("b.p2p", new Answer(0, 0, 30, new int[3], 0, new byte[AnswerCache.LARGEST + 1], Optional.empty()), 0);
        assertEquals(0, cache.size());

        put("c.p2p", new Answer(0, 0, 30, new int[3], 0, new byte[AnswerCache.LARGEST], Optional.empty()), 0);
        assertEquals(1, cache.size());
    }

    @Test
    void forgetsWhatIsChosenByItsKey() {
        put("a.p2p", answer(30), 0);
        put("b.p2p", answer(30), 0);

        cache.removeIf(key -> key[1] == 'a');

        assertNull(find("a.p2p", 0));
        assertNotNull(find("b.p2p", 0));
    }

    @Test
    void oneIsToRenewInTheLastQuarter() {
        put("foo.p2p", answer(40), 0);
        AnswerCache.Held held = held("foo.p2p", 0);

        assertFalse(held.claimRefresh(29));
        assertTrue(held.claimRefresh(35));
        assertFalse(held.claimRefresh(39));

        held.postponeRefresh(37);
        assertFalse(held.claimRefresh(37));
        assertTrue(held.claimRefresh(38));
    }

    @Test
    void answersThatCameTogetherAreRenewedOneAfterTheOther() {
        AnswerCache larger = new AnswerCache(2000, 1);
        Set<Integer> due = new TreeSet<>();
        for (int i = 0; i < 1000; i++) {
            ByteBuffer key = question(i + ".p2p").key();
            larger.put(key, answer(80), 0, 0);
            AnswerCache.Held held = Optional.ofNullable(larger.find(key, 0)).orElseThrow();
            due.add(IntStream.range(0, 80)
                    .filter(held::claimRefresh)
                    .findFirst()
                    .orElseThrow());
        }

        assertEquals(IntStream.rangeClosed(60, 70).boxed().collect(Collectors.toSet()), due);
    }

    @Test
    void aQuestionIsReadFromItsKey() {
        Question asked = new Question(Name.fromConstantString("Foo.p2p."), 65280, 0xc1);
        byte[] key = new byte[asked.key().remaining()];
        asked.key().get(key);

        assertEquals(new Question(Name.fromConstantString("foo.p2p."), 65280, 0xc1), Question.of(key));
    }

    private void fill() {
        for (int i = 0; i < AnswerCache.WAYS; i++) {
            put(i + ".p2p", answer(100), 0);
        }
        assertEquals(AnswerCache.WAYS, cache.size());
    }

    private void put(String name, Answer answer, int now) {
        cache.put(question(name).key(), answer, now, 60);
    }

    private AnswerCache.@Nullable Held find(String name, int now) {
        return cache.find(question(name).key(), now);
    }

    private AnswerCache.Held held(String name, int now) {
        return Optional.ofNullable(find(name, now)).orElseThrow();
    }

    private static Answer answer(AnswerCache.@Nullable Held held) {
        return Optional.ofNullable(held).orElseThrow().answer();
    }

    private static Answer answer(int lifetime) {
        return new Answer(0, 0, lifetime, new int[3], 0, new byte[0], Optional.empty());
    }

    private static Question question(String name) {
        return new Question(Name.fromConstantString(name + "."), Type.A, 0);
    }
}
