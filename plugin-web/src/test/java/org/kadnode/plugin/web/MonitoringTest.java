package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.testkit.FakeProgram;

/** Metrics and health. */
class MonitoringTest {

    private final Asking asking = new Asking(Map.of());

    @Test
    void metricsHaveTheFormatOfPrometheus() {
        asking.node.program(new FakeProgram(
                List.of(),
                List.of(
                        new Metric(
                                "kadnode_dht_nodes",
                                Metric.Kind.GAUGE,
                                "Nodes in the routing table.",
                                List.of(new Metric.Value(Map.of("state", "good", "family", "ipv4"), 12))),
                        new Metric(
                                "kadnode_waiting_seconds",
                                Metric.Kind.HISTOGRAM,
                                "Waiting.",
                                List.of(new Metric.Distribution(
                                        Map.of("of", "all"), List.of(0.0005, 1.0), List.of(1L, 2L, 3L), 1e9 + 0.25))),
                        Metric.counter("kadnode_sent_total", "Sent.", 1L << 53),
                        Metric.gauge("kadnode_odd", "Odd.", Double.POSITIVE_INFINITY)),
                List.of()));

        Answer answer = asking.get("/metrics");

        assertEquals(200, answer.status());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8", answer.headers().get("Content-Type"));
        assertEquals("""
                # HELP kadnode_dht_nodes Nodes in the routing table.
                # TYPE kadnode_dht_nodes gauge
                kadnode_dht_nodes{family="ipv4",state="good"} 12
                # HELP kadnode_waiting_seconds Waiting.
                # TYPE kadnode_waiting_seconds histogram
                kadnode_waiting_seconds_bucket{le="0.0005",of="all"} 1
                kadnode_waiting_seconds_bucket{le="1",of="all"} 3
                kadnode_waiting_seconds_bucket{le="+Inf",of="all"} 6
                kadnode_waiting_seconds_sum{of="all"} 1000000000.25
                kadnode_waiting_seconds_count{of="all"} 6
                # HELP kadnode_sent_total Sent.
                # TYPE kadnode_sent_total counter
                kadnode_sent_total 9007199254740992
                # HELP kadnode_odd Odd.
                # TYPE kadnode_odd gauge
                kadnode_odd +Inf
                """, Asking.body(answer));
    }

    @Test
    void requestsAreCounted() {
        asking.get("/nothing");
        asking.get("/healthz");

        String metrics = Exposition.of(asking.counters.metrics());

        assertTrue(metrics.contains("\nkadnode_web_requests_total{outcome=\"mistaken\"} 1\n"), metrics);
        assertTrue(metrics.contains("\nkadnode_web_requests_total{outcome=\"answered\"} 1\n"), metrics);
    }

    @Test
    void readyIsWhoCanFindNames() {
        assertEquals("ok\n", Asking.body(asking.get("/healthz")));
        assertEquals("ready\n", Asking.body(asking.get("/readyz")));

        asking.node.joined(Family.IPV6, false);
        assertEquals("ready\nIPv6: no node is known\n", Asking.body(asking.get("/readyz")));

        asking.node.joined(Family.IPV4, false);
        Answer answer = asking.get("/readyz");
        assertEquals(503, answer.status());
        assertEquals("IPv4: no node is known\nIPv6: no node is known\n", Asking.body(answer));
        assertEquals(200, asking.get("/healthz").status());
    }
}
