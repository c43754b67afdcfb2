package org.kadnode.plugins;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts how long something took, from half a millisecond to half a minute, for a {@link Metric} in seconds. Any thread. */
public final class Durations {

    /** In seconds; each bucket is about twice as wide as the one before. */
    private static final List<Double> BOUNDS =
            List.of(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0);

    private static final double NANOS_PER_SECOND = 1e9;

    private final LongAdder[] counts = new LongAdder[BOUNDS.size() + 1];
    private final LongAdder nanos = new LongAdder();

    /** Nothing was measured yet. */
    public Durations() {
        Arrays.setAll(counts, bucket -> new LongAdder());
    }

    /**
     * Counts a duration.
     *
     * @param duration at least zero
     */
    public void add(Duration duration) {
        double seconds = duration.toNanos() / NANOS_PER_SECOND;
        int bucket = 0;
        while (bucket < BOUNDS.size() && seconds > BOUNDS.get(bucket)) {
            bucket++;
        }
        counts[bucket].increment();
        nanos.add(duration.toNanos());
    }

    /**
     * What was counted so far.
     *
     * @param name of the metric; ends with {@code _seconds}
     * @param help one line for people
     * @return a histogram without labels
     */
    public Metric metric(String name, String help) {
        List<Long> now = Arrays.stream(counts).map(LongAdder::sum).toList();
        return new Metric(
                name,
                Metric.Kind.HISTOGRAM,
                help,
                List.of(new Metric.Distribution(Map.of(), BOUNDS, now, nanos.sum() / NANOS_PER_SECOND)));
    }
}
