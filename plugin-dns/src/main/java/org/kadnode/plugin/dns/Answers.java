package org.kadnode.plugin.dns;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Tasks;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;

/**
 * Answers to questions, each found once for all who ask, kept for as long as it holds, and found anew before it expires if
 * it is still asked for. Any thread.
 */
final class Answers {

    /** How long an asker waits for a new answer when an old one is at hand (RFC 8767, section 5). */
    static final Duration STALE_AFTER = Duration.ofMillis(1800);

    /** Searches for which nobody waits, at a time. */
    static final int MOST_IN_BACKGROUND = 128;

    private static final System.Logger LOG = System.getLogger(Answers.class.getName());

    private final AnswerCache cache;
    private final Function<Name, Source> sources;
    private final Duration patience;
    private final int staleFor;
    private final Tasks tasks;
    private final Counters counters;
    private final Map<ByteBuffer, CompletableFuture<Source.Found>> searches = new ConcurrentHashMap<>();
    private final Semaphore background = new Semaphore(MOST_IN_BACKGROUND);

    /** Counts what was forgotten: a search that began before may still find it, and must not bring it back. */
    private final AtomicInteger forgotten = new AtomicInteger();

    /**
     * An answer, and how old it is.
     *
     * @param answer the answer
     * @param age in seconds; negative if it is given although it has expired
     */
    record Aged(Answer answer, int age) {}

    /**
     * Answers that nobody has asked for yet.
     *
     * @param sources who knows about a name
     * @param patience how long an answer is waited for
     * @param staleFor how long an answer that has expired may be given when nothing better is to be had
     */
    Answers(
            AnswerCache cache,
            Function<Name, Source> sources,
            Duration patience,
            Duration staleFor,
            Tasks tasks,
            Counters counters) {
        this.cache = cache;
        this.sources = sources;
        this.patience = patience;
        this.staleFor = (int) staleFor.toSeconds();
        this.tasks = tasks;
        this.counters = counters;
    }

    /** Seconds by which the age of answers is counted. */
    int seconds() {
        return (int) tasks.now().toSeconds();
    }

    /** An answer that is at hand; never waits. */
    Optional<Aged> atHand(Question question) {
        int now = seconds();
        AnswerCache.@Nullable Held held = cache.find(question.key(), now);
        if (held == null) {
            return Optional.empty();
        }
        if (held.isFresh(now)) {
            counters.cached.increment();
            used(held, now);
            return Optional.of(new Aged(held.answer(), held.age(now)));
        }
        if (!held.isUsable(now) || !held.hasFailed(now)) {
            return Optional.empty();
        }
        counters.stale.increment();
        return Optional.of(stale(held));
    }

    private static Aged stale(AnswerCache.Held held) {
        Answer answer = held.answer();
        boolean denied = answer.code() == Rcode.NXDOMAIN;
        return new Aged(answer.because(denied ? ExtendedError.STALE_DENIAL : ExtendedError.STALE), -1);
    }

    /** Somebody has asked for an answer that we have: it is renewed if it will expire soon. Never waits. */
    void used(AnswerCache.Held held, int now) {
        // A failure is remembered in order to spare others; it ends by itself.
        if (held.answer().code() == Rcode.SERVFAIL || !held.claimRefresh(now)) {
            return;
        }
        boolean begun = inBackground("dns prefetch", () -> {
            if (search(held.question()).code() == Rcode.SERVFAIL) {
                held.failed(now);
            }
        });
        if (begun) {
            counters.prefetched.increment();
        } else {
            held.postponeRefresh(now);
        }
    }

    /** Waits for an answer; there is always one, if only a failure. */
    Aged await(Question question) throws InterruptedException {
        int now = seconds();
        AnswerCache.@Nullable Held old = cache.find(question.key(), now);
        if (old == null || !old.isUsable(now)) {
            return new Aged(search(question), 0);
        }
        CompletableFuture<Aged> first = new CompletableFuture<>();
        Tasks.Handle patience = tasks.after("dns stale answer", STALE_AFTER, () -> settleFor(old, first));
        tasks.start("dns renewal", () -> {
            Answer renewed = search(question);
            if (renewed.code() == Rcode.SERVFAIL) {
                old.failed(seconds());
                settleFor(old, first);
            } else {
                first.complete(new Aged(renewed, 0));
            }
        });
        try {
            return result(first);
        } finally {
            patience.cancel();
        }
    }

    private void settleFor(AnswerCache.Held old, CompletableFuture<Aged> first) {
        if (first.complete(stale(old))) {
            counters.stale.increment();
        }
    }

    /** Searches, or waits for somebody else's search for the same. */
    private Answer search(Question question) throws InterruptedException {
        ByteBuffer key = question.key();
        Duration deadline = tasks.now().plus(patience);
        while (true) {
            CompletableFuture<Source.Found> mine = new CompletableFuture<>();
            @Nullable CompletableFuture<Source.Found> running = searches.putIfAbsent(key, mine);
            if (running == null) {
                return search(question, key, deadline, mine).answer();
            }
            counters.shared.increment();
            Source.Found found = result(running);
            // Whoever came first had to give up first; we have some patience left.
            boolean gaveUp = !found.complete() && found.answer().code() == Rcode.SERVFAIL;
            if (!gaveUp || tasks.now().compareTo(deadline) >= 0) {
                return found.answer();
            }
        }
    }

    private Source.Found search(
            Question question, ByteBuffer key, Duration deadline, CompletableFuture<Source.Found> all)
            throws InterruptedException {
        try {
            Source.Found found = find(question, key, deadline);
            // Before the others wake up, or they would find this search again instead of beginning theirs.
            searches.remove(key);
            all.complete(found);
            return found;
        } finally {
            searches.remove(key, all);
            // Whoever waits must not do so for ever, whatever went wrong.
            all.cancel(false);
        }
    }

    private static <T> T result(CompletableFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException | CancellationException e) {
            throw new KadNodeException(KadNodeException.Kind.CLOSED, "the search was given up");
        }
    }

    private Source.Found find(Question question, ByteBuffer key, Duration deadline) throws InterruptedException {
        try {
            Source source = sources.apply(question.name());
            Source.Found found = keep(source, question, key, deadline);
            if (!found.complete() && found.answer().code() == Rcode.NOERROR) {
                inBackground("dns completion", () -> complete(source, question, key));
            }
            return found;
        } catch (KadNodeException e) {
            return failure(ExtendedError.NODE_BUSY);
        } catch (RuntimeException e) {
            // A bug, but the asker is not to wait for it.
            LOG.log(System.Logger.Level.ERROR, "DNS question for " + question.name(), e);
            return failure(ExtendedError.BUG);
        }
    }

    private static Source.Found failure(ExtendedError reason) {
        return new Source.Found(Draft.code(Rcode.SERVFAIL).because(reason), true);
    }

    /** The first answer had what was found first; the next one shall have all. */
    private void complete(Source source, Question question, ByteBuffer key) throws InterruptedException {
        Duration deadline = tasks.now().plus(patience);
        source.exhaust(question, deadline);
        keep(source, question, key, deadline);
    }

    private Source.Found keep(Source source, Question question, ByteBuffer key, Duration deadline)
            throws InterruptedException {
        int before = forgotten.get();
        Source.Found found = source.find(question, deadline);
        if (before == forgotten.get()) {
            keep(key, found.answer());
        }
        return found;
    }

    /** A failure is remembered, but not instead of an answer, and never becomes an old one (RFC 8767, section 4). */
    private void keep(ByteBuffer key, Answer answer) {
        int now = seconds();
        if (answer.code() != Rcode.SERVFAIL) {
            cache.put(key, answer, now, staleFor);
            return;
        }
        AnswerCache.@Nullable Held old = cache.find(key, now);
        if (old == null || !old.isUsable(now)) {
            cache.put(key, answer, now, 0);
        }
    }

    /** Begins something for which nobody waits, unless too much of that is under way. */
    private boolean inBackground(String name, Tasks.Job job) {
        if (!background.tryAcquire()) {
            return false;
        }
        try {
            tasks.start(name, () -> {
                try {
                    job.run();
                } catch (KadNodeException e) {
                    LOG.log(System.Logger.Level.DEBUG, "{0}: {1}", name, e.getMessage());
                } finally {
                    background.release();
                }
            });
            return true;
        } catch (KadNodeException stopping) {
            background.release();
            return false;
        }
    }

    /** Forgets all that is kept about a name and the names below it. */
    void forget(Name name) {
        forgotten.incrementAndGet();
        cache.removeIf(key -> isAtOrBelow(key, name.toWireCanonical()));
    }

    /** Forgets all that is kept. */
    void forgetAll() {
        forgotten.incrementAndGet();
        cache.removeIf(key -> true);
    }

    private static boolean isAtOrBelow(byte[] key, byte[] name) {
        int begin = key.length - Question.AFTER_NAME - name.length;
        if (begin < 0) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (key[begin + i] != name[i]) {
                return false;
            }
        }
        // What ends alike need not end with the same labels.
        int label = 0;
        while (label < begin) {
            label += 1 + key[label];
        }
        return label == begin;
    }
}
