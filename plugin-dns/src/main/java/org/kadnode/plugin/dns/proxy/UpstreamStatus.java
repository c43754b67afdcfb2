package org.kadnode.plugin.dns.proxy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kadnode.plugins.StatusLine;

/**
 * What has come of one upstream so far.
 *
 * @param upstream who
 * @param queries how often it was asked
 * @param answers how often it has settled a question
 * @param failures how often it has said that it cannot, e.g. SERVFAIL
 * @param timeOuts how often it has not answered
 * @param unreachable how often it could not be asked
 * @param overTcp how often TCP was needed after UDP
 * @param ignored what came instead of an answer, by kind: all kinds, in a fixed order
 * @param roundTrip the smoothed round-trip time, once there is one
 * @param resting why it is left alone, if it is
 */
public record UpstreamStatus(
        Upstream upstream,
        long queries,
        long answers,
        long failures,
        long timeOuts,
        long unreachable,
        long overTcp,
        Map<String, Long> ignored,
        Optional<Duration> roundTrip,
        Optional<String> resting) {

    StatusLine line() {
        String kinds = ignored.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        return new StatusLine(
                "DNS upstream " + upstream,
                "%d (%d answered, %d failed, %d timed out, %d unreachable, %d over TCP; ignored: %s), %s%s"
                        .formatted(
                                queries,
                                answers,
                                failures,
                                timeOuts,
                                unreachable,
                                overTcp,
                                kinds,
                                roundTrip.map(time -> time.toMillis() + " ms").orElse("not heard yet"),
                                resting.map(why -> ", resting: " + why).orElse("")));
    }
}
