package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.NodeEvent;

/** Metrics and health. */
class MonitoringTest {

    private static final Pattern SAMPLE =
            Pattern.compile("[a-z_]+(?:\\{[a-z]+=\"[a-z0-9.]*\"(?:,[a-z]+=\"[a-z0-9.]*\")*})? [0-9]+");

    private final Asking asking = new Asking(Map.of());

    @Test
    void metricsHaveTheFormatOfPrometheus() {
        Answer answer = asking.get("/metrics");

        assertEquals(200, answer.status());
        assertEquals(
                "text/plain; version=0.0.4; charset=utf-8", answer.headers().get("Content-Type"));
        String metric = "";
        for (String line : Asking.body(answer).lines().toList()) {
            if (line.startsWith("# HELP ")) {
                metric = line.split(" ", -1)[2];
            } else if (line.startsWith("# TYPE ")) {
                boolean counts = line.equals("# TYPE " + metric + " counter");
                assertTrue(counts || line.equals("# TYPE " + metric + " gauge"), line);
                assertEquals(counts, metric.endsWith("_total"), line);
            } else {
                assertTrue(SAMPLE.matcher(line).matches(), line);
                assertTrue(line.startsWith(metric + "{") || line.startsWith(metric + " "), line);
            }
        }
    }

    @Test
    void metricsTellOfTheNode() {
        asking.node.announce(new AnnounceRequest("secret-name", OptionalInt.of(80), Optional.empty()));
        asking.get("/nothing");

        String metrics = Asking.body(asking.get("/metrics"));

        assertTrue(metrics.contains("\nkadnode_build_info{version=\"1.1.0\"} 1\n"), metrics);
        assertTrue(metrics.contains("\nkadnode_dht_nodes{family=\"ipv4\",state=\"good\"} 1\n"), metrics);
        assertTrue(metrics.contains("\nkadnode_dht_nodes{family=\"ipv6\",state=\"dubious\"} 0\n"), metrics);
        assertTrue(metrics.contains("\nkadnode_announcements 1\n"), metrics);
        assertTrue(metrics.contains("\nkadnode_web_requests_total{outcome=\"mistaken\"} 1\n"), metrics);
        assertFalse(metrics.contains("secret-name"), metrics);
    }

    @Test
    void theLastSuccessOfAnnouncementsIsTold() {
        Announcement announcement =
                asking.node.announce(new AnnounceRequest("foo", OptionalInt.of(80), Optional.empty()));
        String metric = "kadnode_announcement_last_success_timestamp_seconds{family=\"ipv4\"} ";
        assertTrue(Asking.body(asking.get("/metrics")).contains(metric + "0\n"));

        asking.node.fire(new NodeEvent.AnnouncementStored(announcement, Family.IPV4, 0));
        assertTrue(Asking.body(asking.get("/metrics")).contains(metric + "0\n"));

        asking.node.fire(new NodeEvent.AnnouncementStored(announcement, Family.IPV4, 8));
        assertTrue(Asking.body(asking.get("/metrics")).contains(metric + Asking.DATE.getEpochSecond() + "\n"));
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

    @ParameterizedTest
    @ValueSource(strings = {"grafana-dashboard.json", "alerts.yml"})
    void theDistributionAsksForMetricsThatThereAre(String file) throws Exception {
        String metrics = Asking.body(asking.get("/metrics"));
        List<String> asked = Pattern.compile("\\bkadnode_[a-z_]+")
                .matcher(Files.readString(Path.of("../distribution/src/main/monitoring", file)))
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();

        assertFalse(asked.isEmpty(), file);
        assertEquals(
                List.of(),
                asked.stream()
                        .filter(each -> !metrics.contains("# TYPE " + each + " "))
                        .toList());
    }
}
