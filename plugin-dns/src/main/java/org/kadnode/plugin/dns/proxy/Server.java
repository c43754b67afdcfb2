package org.kadnode.plugin.dns.proxy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.kadnode.plugins.Tasks;

/** An upstream in use: how to ask it, and what came of it. Any thread. */
final class Server {

    /** Reasons can quote what the upstream has sent. */
    private static final int LONGEST_REASON = 120;

    private final Upstream upstream;
    private final Exchange exchange;
    private final Health health;
    private final Tally tally;
    private final Timings timings;
    private final Tasks tasks;
    private volatile String lastTrouble = "";

    Server(Upstream upstream, Exchange exchange, Health health, Tally tally, Timings timings, Tasks tasks) {
        this.upstream = upstream;
        this.exchange = exchange;
        this.health = health;
        this.tally = tally;
        this.timings = timings;
        this.tasks = tasks;
    }

    Upstream upstream() {
        return upstream;
    }

    Health health() {
        return health;
    }

    /** Asks, and learns from what comes of it. Blocks for the time of an attempt at most. */
    Outcome ask(UpstreamQuery question) throws InterruptedException {
        tally.queries.increment();
        try {
            Outcome outcome = exchange.ask(question, Deadline.after(timings.attempt()));
            learn(outcome);
            return outcome;
        } catch (InterruptedException | RuntimeException e) {
            health.withdrawProbe();
            throw e;
        }
    }

    private void learn(Outcome outcome) {
        switch (outcome) {
            case Outcome.Answered answered -> {
                tally.answers.increment();
                health.answered(answered.roundTrip());
            }
            case Outcome.Failing failing -> {
                tally.failures.increment();
                if (failing.isRefusal()) {
                    trouble(failing);
                } else {
                    health.heard();
                }
            }
            case Outcome.Garbled garbled -> {
                tally.failures.increment();
                health.heard();
            }
            case Outcome.TimedOut timedOut -> {
                tally.timeOuts.increment();
                trouble(timedOut);
            }
            case Outcome.Unreachable unreachable -> {
                tally.unreachable.increment();
                trouble(unreachable);
            }
        }
    }

    private void trouble(Outcome outcome) {
        String reason = outcome.toString().replaceAll("[^ -~]+", " ");
        lastTrouble = reason.substring(0, Math.min(reason.length(), LONGEST_REASON));
        health.unanswered(tasks.now());
    }

    UpstreamStatus status() {
        Map<String, Long> ignored = new LinkedHashMap<>();
        tally.flaws().forEach((flaw, count) -> ignored.put(flaw.toString(), count));
        return new UpstreamStatus(
                upstream,
                tally.queries.sum(),
                tally.answers.sum(),
                tally.failures.sum(),
                tally.timeOuts.sum(),
                tally.unreachable.sum(),
                tally.overTcp.sum(),
                Collections.unmodifiableMap(ignored),
                health.roundTrip(),
                health.isResting() ? Optional.of(lastTrouble) : Optional.empty());
    }

    void close() {
        exchange.close();
    }

    @Override
    public String toString() {
        return upstream.toString();
    }
}
