package org.kadnode.plugin.web;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.kadnode.plugins.Forwardings.Forwarding;
import org.kadnode.plugins.LogLine;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.testkit.FakeProgram;

/** A program around a node, for tests. */
final class Surroundings {

    static final FakeProgram PROGRAM = new FakeProgram(
            List.of(
                    new PluginStatus(
                            "dns",
                            "1.1.0",
                            PluginStatus.State.STARTED,
                            "",
                            List.of(new StatusLine("DNS bound to", "127.0.0.1:3535"))),
                    new PluginStatus("odd", "", PluginStatus.State.FAILED, "no <module>", List.of())),
            List.of(Metric.counter("kadnode_dns_requests_total", "DNS questions.", 7)),
            List.of(new LogLine(Asking.DATE, System.Logger.Level.WARNING, "<b>odd</b>")));

    static final List<Forwarding> FORWARDINGS = List.of(
            new Forwarding(
                    "udp",
                    6881,
                    Optional.of("203.0.113.7:6882"),
                    "PCP of 192.168.1.1",
                    Optional.of(Instant.parse("2026-01-02T04:04:05Z"))),
            new Forwarding("tcp", 80, Optional.empty(), "PCP of 192.168.1.1: refused", Optional.empty()));

    private Surroundings() {}
}
