package org.kadnode.plugins;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Something that is counted or measured, in the terms of Prometheus and OpenMetrics (section 5.1 of its specification, "Metric
 * Types"). Metrics end up in places that others can see: no name that somebody announces or looks up, and no address, may be
 * among the labels.
 *
 * @param name {@code kadnode_}, then lower case letters, digits and underscores, with the unit in it: {@code
 *     kadnode_dns_request_duration_seconds}; that of a counter ends with {@code _total}
 * @param kind how it moves
 * @param help one line for people
 * @param samples its values now, each with other labels: a {@link Distribution} each for a histogram, else a {@link Value} each
 */
public record Metric(String name, Kind kind, String help, List<Sample> samples) {

    /** The most samples of one metric. */
    public static final int MOST_SAMPLES = 1000;

    /** The longest help text and the longest value of a label, in characters. */
    public static final int LONGEST_TEXT = 200;

    private static final Pattern NAME = Pattern.compile("kadnode_[a-z0-9_]{1,100}");
    private static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9_]{0,50}");

    /** How a metric moves. */
    public enum Kind {
        /** It only grows as long as the node runs. */
        COUNTER,
        /** It goes up and down. */
        GAUGE,
        /** It counts how many of some measured values are how great. */
        HISTOGRAM
    }

    /** What a metric says for one choice of labels. */
    public sealed interface Sample {
        /**
         * What it is about.
         *
         * @return values by label, by the alphabet
         */
        Map<String, String> labels();
    }

    /**
     * A number.
     *
     * @param labels values by label
     * @param value the number
     */
    public record Value(Map<String, String> labels, double value) implements Sample {
        /** Copies and checks the labels. */
        public Value {
            labels = checked(labels);
        }
    }

    /**
     * How many measured values are how great.
     *
     * @param labels values by label
     * @param bounds the greatest value of each bucket but the last, ascending
     * @param counts how many values each bucket has; one more than there are bounds
     * @param sum all values together
     */
    public record Distribution(Map<String, String> labels, List<Double> bounds, List<Long> counts, double sum)
            implements Sample {
        /** Copies and checks what is given. */
        public Distribution {
            labels = checked(labels);
            bounds = List.copyOf(bounds);
            counts = List.copyOf(counts);
            if (counts.size() != bounds.size() + 1) {
                throw new IllegalArgumentException(bounds.size() + " bounds need one more count, not " + counts.size());
            }
        }
    }

    /**
     * Copies and checks what is given.
     *
     * @throws IllegalArgumentException if it breaks a rule above; the message says which
     */
    public Metric {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not the name of a metric");
        }
        if (name.endsWith("_total") != (kind == Kind.COUNTER)) {
            throw new IllegalArgumentException("metric " + name + ": counters end with _total, and nothing else does");
        }
        requirePrintable(help);
        samples = List.copyOf(samples);
        if (samples.size() > MOST_SAMPLES) {
            throw new IllegalArgumentException("metric " + name + " has more than " + MOST_SAMPLES + " samples");
        }
        for (Sample sample : samples) {
            if (sample instanceof Distribution != (kind == Kind.HISTOGRAM)) {
                throw new IllegalArgumentException("metric " + name + ": a histogram has distributions, others don't");
            }
        }
    }

    /**
     * A counter with one value.
     *
     * @param name see above
     * @param help see above
     * @param value how many since the node began to run
     * @return the metric
     */
    public static Metric counter(String name, String help, long value) {
        return new Metric(name, Kind.COUNTER, help, List.of(new Value(Map.of(), value)));
    }

    /**
     * A counter with a value for each way in which things end.
     *
     * @param name see above
     * @param help see above
     * @param label what the values differ in, e.g. {@code outcome}
     * @param values how many since the node began to run, by what the label says
     * @return the metric
     */
    public static Metric counter(String name, String help, String label, Map<String, Long> values) {
        List<Sample> samples = new ArrayList<>();
        values.forEach((text, value) -> samples.add(new Value(Map.of(label, text), value)));
        return new Metric(name, Kind.COUNTER, help, samples);
    }

    /**
     * A gauge with one value.
     *
     * @param name see above
     * @param help see above
     * @param value how many now
     * @return the metric
     */
    public static Metric gauge(String name, String help, double value) {
        return new Metric(name, Kind.GAUGE, help, List.of(new Value(Map.of(), value)));
    }

    private static Map<String, String> checked(Map<String, String> labels) {
        labels.forEach((label, value) -> {
            if (!LABEL.matcher(label).matches()) {
                throw new IllegalArgumentException("'" + label + "' is not a label of a metric");
            }
            requirePrintable(value);
        });
        return Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    private static void requirePrintable(String text) {
        if (text.length() > LONGEST_TEXT || text.chars().anyMatch(c -> c < ' ' || c > '~' || c == '"' || c == '\\')) {
            throw new IllegalArgumentException(
                    "a text of a metric is longer than " + LONGEST_TEXT + " characters, or not plain ASCII");
        }
    }
}
