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

    /** Signed records whose data is malformed, each time that an answer does without. */
    final LongAdder leftOut = new LongAdder();

    void flawed(int code) {
        (code == Rcode.REFUSED ? refused : malformed).increment();
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
}
