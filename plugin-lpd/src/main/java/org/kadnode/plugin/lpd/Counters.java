package org.kadnode.plugin.lpd;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/** What was sent and heard since the start, all groups together. Any thread. */
final class Counters {

    /** Datagrams that left, one for each address of ours. */
    final LongAdder sent = new LongAdder();

    private final AtomicLongArray heard = new AtomicLongArray(Verdict.values().length);

    void heard(Verdict verdict) {
        heard.incrementAndGet(verdict.ordinal());
    }

    long of(Verdict verdict) {
        return heard.get(verdict.ordinal());
    }

    /** One line for people. */
    String summary() {
        long all = Arrays.stream(Verdict.values()).mapToLong(this::of).sum();
        return Arrays.stream(Verdict.values())
                .map(each -> of(each) + " " + each.label())
                .collect(Collectors.joining(", ", "%d sent, %d heard (".formatted(sent.sum(), all), ")"));
    }
}
