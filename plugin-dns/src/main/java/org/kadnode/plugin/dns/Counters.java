package org.kadnode.plugin.dns;

import java.util.concurrent.atomic.LongAdder;
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
