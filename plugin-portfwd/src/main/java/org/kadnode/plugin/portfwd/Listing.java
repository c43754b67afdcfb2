package org.kadnode.plugin.portfwd;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code list forwardings} shows: the three lines of KadNode 1.0 for each port, and below them what became of it. */
final class Listing {

    private Listing() {}

    /**
     * A port with its state.
     *
     * @param mapping the state
     * @param outside where it is reached, as people read it; or why it is not
     * @param endsAt when it is needed no longer; empty for the whole run
     */
    record Row(Mapping mapping, String outside, Optional<Instant> endsAt) {}

    /** The lines. */
    static List<String> of(List<Row> rows, Duration now, Instant timeOfDay) {
        Map<Integer, List<Row>> byPort = new LinkedHashMap<>();
        rows.forEach(row -> byPort.computeIfAbsent(row.mapping().inside().port(), port -> new ArrayList<>())
                .add(row));
        List<String> lines = new ArrayList<>();
        byPort.forEach((port, each) -> {
            lines.add(" port: " + port);
            lines.add("  refreshed ago: " + refreshed(each, now));
            lines.add("  lifetime remaining: "
                    + each.getFirst()
                            .endsAt()
                            .map(end -> minutes(Duration.between(timeOfDay, end)))
                            .orElse("infinite"));
            each.forEach(row -> lines.add("  " + row.mapping().inside().transport() + ": " + row.outside()));
        });
        lines.add(" Found " + byPort.size() + " forwardings.");
        return lines;
    }

    private static String refreshed(List<Row> rows, Duration now) {
        return rows.stream()
                .flatMap(row -> row.mapping().refreshedAt().stream())
                .max(Duration::compareTo)
                .map(at -> minutes(now.minus(at)))
                .orElse("never");
    }

    private static String minutes(Duration span) {
        return Math.max(0, span.toMinutes()) + " [min]";
    }
}
