package org.kadnode.plugin.web;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.kadnode.plugins.Metric;

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

    List<Metric> metrics() {
        return List.of(Metric.counter(
                "kadnode_web_requests_total",
                "Requests to the web port, by what became of them.",
                "outcome",
                Map.of(
                        "answered",
                        answered.sum(),
                        "refused",
                        refused.sum(),
                        "mistaken",
                        mistaken.sum(),
                        "failed",
                        failed.sum())));
    }

    @Override
    public String toString() {
        return "%d answered, %d refused, %d mistaken, %d failed"
                .formatted(answered.sum(), refused.sum(), mistaken.sum(), failed.sum());
    }
}
