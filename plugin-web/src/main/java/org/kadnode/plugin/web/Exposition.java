package org.kadnode.plugin.web;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.kadnode.plugins.Metric;

/**
 * Metrics in the text format of Prometheus, version 0.0.4, which readers of OpenMetrics take as well:
 *
 * <pre>
 *   # HELP kadnode_dht_nodes Nodes in the routing table.
 *   # TYPE kadnode_dht_nodes gauge
 *   kadnode_dht_nodes{family="ipv4",state="good"} 12
 * </pre>
 */
final class Exposition {

    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    private Exposition() {}

    static String of(List<Metric> metrics) {
        Exposition out = new Exposition();
        metrics.forEach(out::add);
        return out.text.toString();
    }

    private void add(Metric metric) {
        String name = metric.name();
        text.append("# HELP ").append(name).append(' ').append(metric.help()).append('\n');
        text.append("# TYPE ")
                .append(name)
                .append(' ')
                .append(metric.kind().name().toLowerCase(Locale.ROOT))
                .append('\n');
        for (Metric.Sample sample : metric.samples()) {
            switch (sample) {
                case Metric.Value value -> line(name, value.labels(), value.value());
                case Metric.Distribution distribution -> add(name, distribution);
            }
        }
    }

    /** Each bucket counts those before it, too. */
    private void add(String name, Metric.Distribution distribution) {
        long count = 0;
        for (int bucket = 0; bucket < distribution.counts().size(); bucket++) {
            count += distribution.counts().get(bucket);
            Map<String, String> labels = new TreeMap<>(distribution.labels());
            labels.put(
                    "le",
                    bucket < distribution.bounds().size()
                            ? number(distribution.bounds().get(bucket))
                            : "+Inf");
            line(name + "_bucket", labels, (double) count);
        }
        line(name + "_sum", distribution.labels(), distribution.sum());
        line(name + "_count", distribution.labels(), (double) count);
    }

    private void line(String name, Map<String, String> labels, double value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append(labels.entrySet().stream()
                    .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                    .collect(Collectors.joining(",", "{", "}")));
        }
        text.append(' ').append(number(value)).append('\n');
    }

    private static String number(double value) {
        return Double.isFinite(value)
                ? BigDecimal.valueOf(value).stripTrailingZeros().toPlainString()
                : Double.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
    }
}
