package org.kadnode.kernel.host;

import java.time.Duration;

/**
 * The bounds within which a plugin must keep.
 *
 * @param load patience with a plugin's constructor and its {@code options()}
 * @param start patience with {@code start} and {@code commands()} together
 * @param status patience with {@code statusLines()} and {@code metrics()}
 * @param command patience with a command, shorter than that of {@code kadnode-ctl}, which is told then
 * @param commands calls of one plugin's commands that may run at a time, those left behind included
 * @param stop patience with one plugin's {@code stop}
 * @param stopAll patience with all of them together, so that the node ends in time whatever they do
 * @param stopLeast what even the last one is granted when others have used up {@code stopAll}
 * @param defaultsBytes the longest {@code reference.conf}
 * @param reasonLength the longest reason for a failure, in characters
 * @param metrics the most metrics of one plugin
 */
record HostLimits(
        Duration load,
        Duration start,
        Duration status,
        Duration command,
        int commands,
        Duration stop,
        Duration stopAll,
        Duration stopLeast,
        int defaultsBytes,
        int reasonLength,
        int metrics) {

    static final HostLimits DEFAULT = new HostLimits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofSeconds(4),
            8,
            Duration.ofMillis(800),
            Duration.ofSeconds(1),
            Duration.ofMillis(50),
            64 * 1024,
            300,
            100);
}
