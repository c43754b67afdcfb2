package org.kadnode.plugin.lpd;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.kadnode.plugins.Metric;

/** What was sent and heard since the start, all groups together. Any thread. */
final class Counters {

    /** Datagrams that left, one for each address of ours. */
    final LongAdder sent = new LongAdder();

    /** Complete from the start, so that any thread may look into it. */
    private final Map<Verdict, LongAdder> heard = new EnumMap<>(Verdict.class);

    Counters() {
        for (Verdict each : Verdict.values()) {
            heard.put(each, new LongAdder());
        }
    }

    void heard(Verdict verdict) {
        Objects.requireNonNull(heard.get(verdict)).increment();
    }

    List<Metric> metrics() {
        Map<String, Long> outcomes = new TreeMap<>();
        heard.forEach((verdict, count) -> outcomes.put(verdict.name().toLowerCase(Locale.ROOT), count.sum()));
        return List.of(
                Metric.counter("kadnode_lpd_messages_sent_total", "Messages to neighbours.", sent.sum()),
                Metric.counter(
                        "kadnode_lpd_messages_received_total",
                        "Messages of neighbours, by what became of them.",
                        "outcome",
                        outcomes));
    }

    /** One line for people. */
    String summary() {
        long all = heard.values().stream().mapToLong(LongAdder::sum).sum();
        return heard.entrySet().stream()
                .map(each -> each.getValue().sum() + " " + each.getKey().label())
                .collect(Collectors.joining(", ", "%d sent, %d heard (".formatted(sent.sum(), all), ")"));
    }
}
