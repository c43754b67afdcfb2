package org.kadnode.plugin.web;

import java.util.concurrent.atomic.LongAdder;

/** What was done since the start. Any thread. */
final class Counters {

    /** Requests for which there was something to do. */
    final LongAdder answered = new LongAdder();

    /** Requests that the gate kept out. */
    final LongAdder refused = new LongAdder();

    /** Requests for what there isn't, and malformed ones. */
    final LongAdder mistaken = new LongAdder();

    /** Requests that ended in an error of ours. */
    final LongAdder failed = new LongAdder();

    @Override
    public String toString() {
        return "%d answered, %d refused, %d mistaken, %d failed"
                .formatted(answered.sum(), refused.sum(), mistaken.sum(), failed.sum());
    }
}
