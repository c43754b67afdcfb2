package org.kadnode.plugin.dns.proxy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.testkit.FakeNode;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;

/** Upstreams without sockets: who is asked when, and what comes of it. */
class RaceTest {

    private static final UpstreamQuery QUESTION = Asking.question("www.example.org");
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Outcome FAILING = new Outcome.Failing(Rcode.SERVFAIL, OptionalInt.empty());
    private static final Outcome DEAD = new Outcome.Unreachable("refused");

    private final FakeNode node = new FakeNode();
    private final Message answer = new Message(1);
    private final Message otherAnswer = new Message(2);
    private final Outcome answered = new Outcome.Answered(answer, Duration.ofMillis(5));
    private final Map<Upstream, Exchange> exchanges = new HashMap<>();
    private final List<Upstream> upstreams = new CopyOnWriteArrayList<>();
    private final List<Upstream> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        node.close();
        assertEquals(List.of(), node.failures());
    }

    @Test
    void secondIsAskedWhenTheFirstStalls() throws Exception {
        upstream("192.0.2.1", silence());
        upstream("192.0.2.2", always(answered));

        assertSame(answer, forwarder(Asking.IMPATIENT).forward(QUESTION, Asking.PATIENCE));
    }

    @Test
    void secondIsAskedAtOnceWhenTheFirstFails() throws Exception {
        upstream("192.0.2.1", always(FAILING));
        upstream("192.0.2.2", always(DEAD));
        upstream("192.0.2.3", always(new Outcome.Garbled()));
        upstream("192.0.2.4", always(answered));

        // Nobody is asked for slowness with these timings.
        assertSame(answer, forwarder(Asking.PATIENT).forward(QUESTION, Asking.PATIENCE));
        assertEquals(upstreams, asked);
    }

    @Test
    void slowAnswerOfTheFirstStillWinsIfTheSecondFails() throws Exception {
        CountDownLatch secondAsked = new CountDownLatch(1);
        upstream("192.0.2.1", (question, deadline) -> {
            secondAsked.await();
            return answered;
        });
        upstream("192.0.2.2", (question, deadline) -> {
            secondAsked.countDown();
            return FAILING;
        });

        assertSame(answer, forwarder(Asking.IMPATIENT).forward(QUESTION, Asking.PATIENCE));
    }

    @Test
    void whatIsLostIsAskedAgain() throws Exception {
        AtomicInteger queries = new AtomicInteger();
        upstream("192.0.2.1", (question, deadline) -> {
            if (queries.incrementAndGet() < 3) {
                end.await();
            }
            return answered;
        });

        assertSame(answer, forwarder(Asking.IMPATIENT).forward(QUESTION, Asking.PATIENCE));
        assertEquals(3, queries.get());
    }

    @Test
    void questionIsNotAskedWithoutEnd() throws Exception {
        upstream("192.0.2.1", silence());
        Timings hasty =
                new Timings(Asking.PATIENCE, Duration.ofNanos(1), Duration.ofNanos(1), SHORT, SHORT, SHORT, SHORT);

        ForwardException e =
                assertThrows(ForwardException.class, () -> forwarder(hasty).forward(QUESTION, SHORT));

        assertEquals(ForwardException.Kind.TIMED_OUT, e.kind());
        assertEquals(22, e.extendedError());
        Asking.eventually(() -> asked.size() == Race.MOST_QUERIES, "another number of queries");
    }

    @Test
    void tellsWhatEachHasSaid() {
        upstream("192.0.2.1", always(new Outcome.Failing(Rcode.SERVFAIL, OptionalInt.of(6))));
        upstream("192.0.2.2", always(DEAD));

        ForwardException e = assertThrows(
                ForwardException.class, () -> forwarder(Asking.PATIENT).forward(QUESTION, Asking.PATIENCE));

        assertEquals(ForwardException.Kind.FAILED, e.kind());
        assertEquals(6, e.extendedError(), "what the upstream has found wrong");
        assertEquals("192.0.2.1:53: SERVFAIL; 192.0.2.2:53: refused", e.getMessage());
    }

    @Test
    void tellsThatNobodyCanBeReached() {
        upstream("192.0.2.1", always(DEAD));

        ForwardException e = assertThrows(
                ForwardException.class, () -> forwarder(Asking.PATIENT).forward(QUESTION, Asking.PATIENCE));

        assertEquals(ForwardException.Kind.UNREACHABLE, e.kind());
        assertEquals(23, e.extendedError());
    }

    @Test
    void ourOwnListenerIsNotAsked() {
        upstream("192.0.2.1", always(answered));
        Forwarder loop = new Forwarder(
                () -> upstreams,
                upstreams.getFirst().address()::equals,
                this::exchange,
                Asking.PATIENT,
                node.tasks(),
                new Random(1),
                8);

        ForwardException e = assertThrows(ForwardException.class, () -> loop.forward(QUESTION, Asking.PATIENCE));

        assertEquals(ForwardException.Kind.NO_UPSTREAM, e.kind());
        assertEquals(List.of(), asked);
    }

    @Test
    void boundedNumberOfQueriesIsUnderWay() throws Exception {
        upstream("192.0.2.1", silence());
        Forwarder narrow = forwarder(Asking.PATIENT, 2);
        CompletableFuture<?> first = asking(narrow);
        CompletableFuture<?> second = asking(narrow);
        Asking.eventually(() -> asked.size() == 2, "two questions are not asked");

        ForwardException e = assertThrows(ForwardException.class, () -> narrow.forward(QUESTION, Asking.PATIENCE));
        assertEquals(ForwardException.Kind.BUSY, e.kind());

        end.countDown();
        Asking.soon(first);
        Asking.soon(second);
        assertSame(answer, narrow.forward(QUESTION, Asking.PATIENCE));
    }

    @Test
    void upstreamsBeyondTheBoundAreLeftOut() throws Exception {
        for (int number = 1; number <= Forwarder.MOST_UPSTREAMS + 1; number++) {
            upstream("192.0.2." + number, always(answered));
        }

        assertEquals(
                Forwarder.MOST_UPSTREAMS, forwarder(Asking.PATIENT).status().size());
    }

    @Test
    void deadOneRestsIsProbedBesideAnotherAndComesBack() throws Exception {
        AtomicBoolean dead = new AtomicBoolean(true);
        Upstream first = upstream("192.0.2.1", (question, deadline) -> dead.get() ? DEAD : answered);
        Upstream second = upstream("192.0.2.2", always(new Outcome.Answered(otherAnswer, Duration.ofMillis(500))));
        Forwarder forwarder = forwarder(Asking.PATIENT);

        for (int questions = 0; questions < Health.MOST_UNANSWERED; questions++) {
            assertSame(otherAnswer, forwarder.forward(QUESTION, Asking.PATIENCE));
        }
        assertEquals("refused", forwarder.status().getFirst().resting().orElse(""));
        asked.clear();
        assertSame(otherAnswer, forwarder.forward(QUESTION, Asking.PATIENCE));
        assertEquals(List.of(second), asked);

        dead.set(false);
        node.advance(Duration.ofSeconds(2));
        forwarder.forward(QUESTION, Asking.PATIENCE);
        Asking.eventually(
                () -> forwarder.status().getFirst().resting().isEmpty(), "the upstream is still taken for dead");
        asked.clear();
        assertSame(answer, forwarder.forward(QUESTION, Asking.PATIENCE));
        assertEquals(List.of(first), asked);
    }

    @Test
    void oneThatRefusesEverythingRests() throws Exception {
        upstream("192.0.2.1", always(new Outcome.Failing(Rcode.REFUSED, OptionalInt.empty())));
        upstream("192.0.2.2", always(new Outcome.Answered(answer, Duration.ofMillis(500))));
        Forwarder forwarder = forwarder(Asking.PATIENT);

        for (int questions = 0; questions < Health.MOST_UNANSWERED; questions++) {
            forwarder.forward(QUESTION, Asking.PATIENCE);
        }

        assertEquals("REFUSED", forwarder.status().getFirst().resting().orElse(""));
    }

    @Test
    void restingOneIsAskedBeforeTheQuestionIsLost() throws Exception {
        AtomicBoolean swapped = new AtomicBoolean();
        Outcome slowly = new Outcome.Answered(otherAnswer, Duration.ofMillis(500));
        upstream("192.0.2.1", (question, deadline) -> swapped.get() ? answered : DEAD);
        upstream("192.0.2.2", (question, deadline) -> swapped.get() ? DEAD : slowly);
        Forwarder forwarder = forwarder(Asking.PATIENT);
        for (int questions = 0; questions < Health.MOST_UNANSWERED; questions++) {
            assertSame(otherAnswer, forwarder.forward(QUESTION, Asking.PATIENCE));
        }
        assertTrue(forwarder.status().getFirst().resting().isPresent());

        swapped.set(true);

        assertSame(answer, forwarder.forward(QUESTION, Asking.PATIENCE));
    }

    @Test
    void interruptionEndsTheQueries() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        upstream("192.0.2.1", (question, deadline) -> {
            try {
                end.await();
                return answered;
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread asker = Thread.ofVirtual().start(() -> {
            try {
                forwarder(Asking.PATIENT).forward(QUESTION, Asking.PATIENCE);
            } catch (InterruptedException | ForwardException e) {
                thrown.complete(e);
            }
        });
        Asking.eventually(() -> !asked.isEmpty(), "the question is not asked");

        asker.interrupt();

        assertTrue(Asking.soon(thrown) instanceof InterruptedException);
        assertTrue(interrupted.await(Asking.PATIENCE.toSeconds(), TimeUnit.SECONDS), "the query goes on");
    }

    private CompletableFuture<Message> asking(Forwarder forwarder) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return forwarder.forward(QUESTION, Asking.PATIENCE);
                    } catch (ForwardException | InterruptedException e) {
                        throw new AssertionError(e);
                    }
                },
                task -> Thread.ofVirtual().start(task));
    }

    private Upstream upstream(String address, Exchange exchange) {
        Upstream upstream = Upstream.parse(address);
        exchanges.put(upstream, exchange);
        upstreams.add(upstream);
        return upstream;
    }

    private static Exchange always(Outcome outcome) {
        return (question, deadline) -> outcome;
    }

    private Exchange silence() {
        return (question, deadline) -> {
            end.await();
            return answered;
        };
    }

    private Forwarder forwarder(Timings timings) {
        return forwarder(timings, 64);
    }

    private Forwarder forwarder(Timings timings, int mostQueries) {
        // Draws that are never the one for exploring, so that the order of asking is that of experience alone.
        return new Forwarder(
                () -> upstreams, address -> false, this::exchange, timings, node.tasks(), () -> -1L, mostQueries);
    }

    private Exchange exchange(Upstream upstream, Health health, Tally tally) {
        Exchange scripted = exchanges.getOrDefault(upstream, always(DEAD));
        return (question, deadline) -> {
            asked.add(upstream);
            return scripted.ask(question, deadline);
        };
    }
}
