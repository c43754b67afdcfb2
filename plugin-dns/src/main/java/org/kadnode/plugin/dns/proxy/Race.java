package org.kadnode.plugin.dns.proxy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Tasks;
import org.xbill.DNS.Message;

/**
 * One question under way: upstreams are asked one after the other, each on a thread of its own, and the first good answer
 * wins. Those that lose run on to their own end, so that what they are worth is learnt. Owned by the asking thread.
 */
final class Race {

    /** How often a question is asked in all; an upstream is asked again when UDP may have lost it. */
    static final int MOST_QUERIES = 8;

    private final UpstreamQuery question;
    private final Tasks tasks;
    private final Semaphore places;
    private final Deadline deadline;

    /** Awake and not asked yet. */
    private final Deque<Server> fresh;

    private final Deque<Server> resting;

    /** Asked before, and may be asked again. */
    private final Deque<Server> again = new ArrayDeque<>();

    private final Optional<Server> alongside;
    private final LinkedBlockingQueue<Finish> finishes = new LinkedBlockingQueue<>();
    private final List<Tasks.Handle> runners = new ArrayList<>();
    private final List<Finish> lost = new ArrayList<>();
    private int queries;
    private int running;
    private Duration stall = Duration.ZERO;

    private record Finish(Server server, Outcome outcome) {}

    /** What a runner that was ended from outside has to say. */
    private static final Outcome GIVEN_UP = new Outcome.Unreachable("given up");

    Race(UpstreamQuery question, Choice choice, Tasks tasks, Semaphore places, Deadline deadline) {
        this.question = question;
        this.tasks = tasks;
        this.places = places;
        this.deadline = deadline;
        this.fresh = new ArrayDeque<>(choice.awake());
        this.resting = new ArrayDeque<>(choice.resting());
        this.alongside = choice.alongside();
    }

    /** Runs to the first good answer. Blocks until the deadline at most. */
    Message run() throws ForwardException, InterruptedException {
        try {
            askNext();
            alongside.ifPresent(this::askAlongside);
            while (running > 0 && !deadline.isOver()) {
                Duration wait = canAsk() && stall.compareTo(deadline.left()) < 0 ? stall : deadline.left();
                Finish finish = finishes.poll(wait.toNanos(), TimeUnit.NANOSECONDS);
                if (finish == null) {
                    askNext();
                } else if (finish.outcome() instanceof Outcome.Answered answered) {
                    return answered.message();
                } else {
                    lose(finish);
                }
            }
            throw failure();
        } catch (InterruptedException e) {
            runners.forEach(Tasks.Handle::cancel);
            throw e;
        }
    }

    private void lose(Finish finish) {
        running--;
        lost.add(finish);
        if (!(finish.outcome() instanceof Outcome.TimedOut)) {
            // It has said what it has to say.
            again.removeIf(finish.server()::equals);
        }
        // What one cannot tell another may, but for that nobody is waited for who does not answer.
        boolean isFailure = finish.outcome() instanceof Outcome.Failing;
        if (!isFailure || !fresh.isEmpty() || (running == 0 && !again.isEmpty())) {
            askNext();
        }
    }

    private boolean canAsk() {
        return queries < MOST_QUERIES && !(fresh.isEmpty() && resting.isEmpty() && again.isEmpty());
    }

    private void askNext() {
        if (!canAsk()) {
            return;
        }
        boolean isFirst = !fresh.isEmpty() || !resting.isEmpty();
        Server server = !fresh.isEmpty() ? fresh.remove() : !resting.isEmpty() ? resting.remove() : again.remove();
        stall = isFirst ? server.health().stall() : stall.multipliedBy(2);
        if (start(server) && server.upstream().transport() == Upstream.Transport.PLAIN) {
            again.add(server);
        }
    }

    private void askAlongside(Server server) {
        if (start(server)) {
            fresh.remove(server);
        } else {
            server.health().withdrawProbe();
        }
    }

    /** Whether there was room for one more. */
    private boolean start(Server server) {
        if (!places.tryAcquire()) {
            return false;
        }
        try {
            runners.add(tasks.start("dns upstream " + server, () -> ask(server)));
        } catch (KadNodeException e) {
            places.release();
            return false;
        }
        queries++;
        running++;
        return true;
    }

    private void ask(Server server) throws InterruptedException {
        Outcome outcome = GIVEN_UP;
        try {
            outcome = server.ask(question);
        } finally {
            places.release();
            finishes.add(new Finish(server, outcome));
        }
    }

    private ForwardException failure() {
        if (!lost.isEmpty()) {
            return sumUp();
        }
        return running > 0
                ? new ForwardException(ForwardException.Kind.TIMED_OUT, "no upstream has answered in time")
                : new ForwardException(ForwardException.Kind.BUSY, "too many questions to upstreams are under way");
    }

    private ForwardException sumUp() {
        StringJoiner reasons = new StringJoiner("; ");
        lost.stream()
                .map(finish -> finish.server() + ": " + finish.outcome())
                .distinct()
                .forEach(reasons::add);
        ForwardException.Kind kind = kind();
        int extendedError = lost.stream()
                .map(Finish::outcome)
                .filter(Outcome.Failing.class::isInstance)
                .flatMapToInt(failing -> ((Outcome.Failing) failing).extendedError().stream())
                .findFirst()
                .orElse(kind.extendedError());
        return new ForwardException(kind, extendedError, reasons.toString());
    }

    /** What tells most: a failure is an answer of sorts, and silence is more than no way to ask. */
    private ForwardException.Kind kind() {
        List<Outcome> outcomes = lost.stream().map(Finish::outcome).toList();
        if (running == 0 && outcomes.stream().allMatch(Outcome.Unreachable.class::isInstance)) {
            return ForwardException.Kind.UNREACHABLE;
        }
        boolean failed = outcomes.stream()
                .anyMatch(outcome -> outcome instanceof Outcome.Failing || outcome instanceof Outcome.Garbled);
        return failed ? ForwardException.Kind.FAILED : ForwardException.Kind.TIMED_OUT;
    }
}
