package org.kadnode.plugin.web;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
    private String name = "";

    /** Begins a metric that goes up and down. */
    Exposition gauge(String name, String help) {
        return begin(name, help, "gauge");
    }

    /** Begins a metric that only grows, as long as the node runs; its name ends with {@code _total}. */
    Exposition counter(String name, String help) {
        return begin(name, help, "counter");
    }

    private Exposition begin(String name, String help, String type) {
        this.name = name;
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /** Adds a value to the metric begun last, with labels whose values come from us alone. */
    Exposition value(Map<String, String> labels, long value) {
        text.append(name);
        if (!labels.isEmpty()) {
            text.append(new TreeMap<>(labels)
                    .entrySet().stream()
                            .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                            .collect(Collectors.joining(",", "{", "}")));
        }
        text.append(' ').append(value).append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
