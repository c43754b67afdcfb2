package org.kadnode.plugins.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugins.Durations;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.Metric.Kind;

/** What a metric may be called and hold, so that whoever reads metrics takes it. */
class MetricTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"", "kadnode_", "other_total", "kadnode_Dns_total", "kadnode_dns-total", "kadnode_a\nb_total"})
    void namesAreThoseOfPrometheus(String name) {
        assertThrows(IllegalArgumentException.class, () -> Metric.counter(name, "Help.", 1));
    }

    @Test
    void onlyCountersEndWithTotal() {
        assertThrows(IllegalArgumentException.class, () -> Metric.counter("kadnode_dns", "Help.", 1));
        assertThrows(IllegalArgumentException.class, () -> Metric.gauge("kadnode_dns_total", "Help.", 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\"b", "a\\b", "\u00fc"})
    void textsCannotBreakTheFormat(String text) {
        assertThrows(IllegalArgumentException.class, () -> Metric.gauge("kadnode_dns", text, 1));
        assertThrows(IllegalArgumentException.class, () -> new Metric.Value(Map.of("label", text), 1));
    }

    @Test
    void samplesAreBounded() {
        List<Metric.Sample> many =
                Collections.nCopies(Metric.MOST_SAMPLES + 1, new Metric.Value(Map.of("of", "all"), 1));
        assertThrows(IllegalArgumentException.class, () -> new Metric("kadnode_many", Kind.GAUGE, "Help.", many));
    }

    @Test
    void onlyHistogramsHaveDistributions() {
        List<Metric.Sample> value = List.of(new Metric.Value(Map.of(), 1));
        assertThrows(
                IllegalArgumentException.class, () -> new Metric("kadnode_x_seconds", Kind.HISTOGRAM, "Help.", value));
        assertThrows(
                IllegalArgumentException.class,
                () -> new Metric.Distribution(Map.of(), List.of(1.0, 2.0), List.of(1L, 2L), 3));
    }

    @Test
    void durationsAreCountedByHowLongTheyAre() {
        Durations durations = new Durations();
        durations.add(Duration.ZERO);
        durations.add(Duration.ofNanos(500_000));
        durations.add(Duration.ofNanos(500_001));
        durations.add(Duration.ofSeconds(30));
        durations.add(Duration.ofHours(1));

        Metric metric = durations.metric("kadnode_waiting_seconds", "Help.");

        assertEquals(Kind.HISTOGRAM, metric.kind());
        Metric.Distribution all = (Metric.Distribution) metric.samples().getFirst();
        assertEquals(0.0005, all.bounds().getFirst());
        assertEquals(2, all.counts().getFirst());
        assertEquals(1, all.counts().get(1));
        assertEquals(1, all.counts().get(all.counts().size() - 2));
        assertEquals(1, all.counts().getLast());
        assertEquals(5, all.counts().stream().mapToLong(Long::longValue).sum());
        assertTrue(Math.abs(all.sum() - 3630.001000001) < 1e-9, () -> all.sum() + " s");
    }
}
