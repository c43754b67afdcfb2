package org.kadnode.plugin.dns.proxy;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has been exchanged with one upstream. Any thread. */
final class Tally {

    final LongAdder queries = new LongAdder();
    final LongAdder answers = new LongAdder();
    final LongAdder failures = new LongAdder();
    final LongAdder timeOuts = new LongAdder();
    final LongAdder unreachable = new LongAdder();

    /** Queries that were asked again over TCP. */
    final LongAdder overTcp = new LongAdder();

    private final Map<Flaw, LongAdder> flaws = new EnumMap<>(Flaw.class);

    Tally() {
        for (Flaw flaw : Flaw.values()) {
            flaws.put(flaw, new LongAdder());
        }
    }

    void count(Flaw flaw) {
        flaws.getOrDefault(flaw, new LongAdder()).increment();
    }

    /** Counts what came where nobody else could have sent it: the upstream itself gives no valid answer. */
    Outcome garbled(Flaw flaw) {
        count(flaw);
        return new Outcome.Garbled();
    }

    Map<Flaw, Long> flaws() {
        Map<Flaw, Long> sums = new EnumMap<>(Flaw.class);
        flaws.forEach((flaw, count) -> sums.put(flaw, count.sum()));
        return sums;
    }
}
