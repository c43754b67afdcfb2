package org.kadnode.plugin.dns;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.kadnode.plugins.Durations;
import org.kadnode.plugins.Metric;
import org.xbill.DNS.Rcode;

/** What the server has done since its start. Any thread. */
final class Counters {

    final LongAdder questions = new LongAdder();
    final LongAdder answered = new LongAdder();
    final LongAdder negative = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder ignored = new LongAdder();
    final LongAdder turnedAway = new LongAdder();

    /** Answers that were at hand. */
    final LongAdder cached = new LongAdder();

    /** Questions for which no answer was at hand. */
    final LongAdder missed = new LongAdder();

    /** Answers that were given although they had expired. */
    final LongAdder stale = new LongAdder();

    /** Answers that were looked for anew before they expired. */
    final LongAdder prefetched = new LongAdder();

    /** Questions that waited for the search of another one. */
    final LongAdder shared = new LongAdder();

    /** Answers for which askers were sent to TCP, because they ask too often. */
    final LongAdder slowed = new LongAdder();

    /** Datagrams to which nothing was said, because their senders ask too often. */
    final LongAdder dropped = new LongAdder();

    /** Signed records whose data is malformed, each time that an answer does without. */
    final LongAdder leftOut = new LongAdder();

    /** Counts an answer by what it says. */
    void said(Answer answer) {
        LongAdder counter = switch (answer.code()) {
            case Rcode.NOERROR -> answer.answers() > 0 ? answered : negative;
            case Rcode.NXDOMAIN -> negative;
            case Rcode.REFUSED -> refused;
            case Rcode.SERVFAIL -> failed;
            default -> malformed;
        };
        counter.increment();
    }

    /** How long questions waited that could not be answered at once. */
    final Durations waiting = new Durations();

    List<Metric> metrics() {
        return List.of(
                Metric.counter("kadnode_dns_requests_total", "DNS questions.", questions.sum()),
                Metric.counter(
                        "kadnode_dns_responses_total",
                        "Responses to DNS questions, by what they say.",
                        "outcome",
                        Map.of(
                                "answered",
                                answered.sum(),
                                "negative",
                                negative.sum(),
                                "refused",
                                refused.sum(),
                                "failed",
                                failed.sum(),
                                "malformed",
                                malformed.sum())),
                Metric.counter(
                        "kadnode_dns_limited_total",
                        "DNS messages that were not heard in full, by what was done with them.",
                        "action",
                        Map.of(
                                "turned_away",
                                turnedAway.sum(),
                                "sent_to_tcp",
                                slowed.sum(),
                                "dropped",
                                dropped.sum(),
                                "ignored",
                                ignored.sum())),
                Metric.counter("kadnode_dns_cache_hits_total", "DNS answers that were at hand.", cached.sum()),
                Metric.counter(
                        "kadnode_dns_cache_misses_total",
                        "DNS questions that had to wait for a search or for another server.",
                        missed.sum()),
                Metric.counter(
                        "kadnode_dns_stale_answers_total",
                        "DNS answers that were given although they had expired.",
                        stale.sum()),
                waiting.metric(
                        "kadnode_dns_request_duration_seconds",
                        "How long DNS questions waited that could not be answered at once."));
    }

    /** One line for people. */
    String summary() {
        return "%d (%d answered, %d unknown, %d refused, %d failed, %d malformed, %d turned away, %d ignored)"
                .formatted(
                        questions.sum(),
                        answered.sum(),
                        negative.sum(),
                        refused.sum(),
                        failed.sum(),
                        malformed.sum(),
                        turnedAway.sum(),
                        ignored.sum());
    }

    /** Another line for people. */
    String cacheSummary() {
        return "%d at hand, %d shared a search, %d fetched ahead, %d stale"
                .formatted(cached.sum(), shared.sum(), prefetched.sum(), stale.sum());
    }
}
