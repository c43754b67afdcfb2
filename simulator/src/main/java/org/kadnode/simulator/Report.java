package org.kadnode.simulator;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import org.kadnode.simulator.Inspection.Tables;
import org.kadnode.simulator.Network.Traffic;

/**
 * What came of a run.
 *
 * @param scenario what was simulated
 * @param outcome what came of the names
 * @param tables how full the nodes were
 * @param traffic what passed over the network
 * @param events events that happened
 * @param digest digest over all of them, see {@link Trace}
 * @param violationCount how much was wrong
 * @param violations the first of it, one line each
 */
record Report(
        Scenario scenario,
        Outcome outcome,
        Tables tables,
        Traffic traffic,
        long events,
        String digest,
        long violationCount,
        List<String> violations) {

    private static final int MINUTE = 60_000;

    /**
     * Whether all checks passed.
     *
     * @return true if nothing was wrong
     */
    boolean isClean() {
        return violationCount == 0;
    }

    /**
     * The form that people read.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        try (Formatter out = new Formatter(text, Locale.ROOT)) {
            print(out);
        }
        return text.toString();
    }

    private void print(Formatter out) {
        double minutes = (double) scenario.duration() / MINUTE;
        double nodeMinutes = scenario.nodes() * minutes;
        Sample copies = outcome.copies();
        out.format(
                "nodes          %d, and %d that came and went%n", scenario.nodes(), tables.nodes() - scenario.nodes());
        out.format("virtual time   %.0f min%n", minutes);
        out.format(
                "names          %d announced, %d stored, %d found%n",
                outcome.announced(), outcome.storedAfter().size(), outcome.found());
        out.format("  stored in    %s%n", milliseconds(outcome.storedAfter()));
        out.format(
                "  copies       p1 %d, p50 %d (%d rounds)%n",
                copies.percentile(1), copies.percentile(50), copies.size());
        out.format(
                "look-ups       %d made, %d missed, %d abandoned by askers who left%n",
                outcome.asked(), outcome.missed(), outcome.abandoned());
        out.format("  by the swarm %s%n", milliseconds(outcome.firstInNetwork()));
        out.format("  by newcomers %s%n", milliseconds(outcome.firstOfGuests()));
        out.format(
                "traffic        %.1f datagrams and %.0f bytes sent per node and minute%n",
                traffic.sent() / nodeMinutes, traffic.bytes() / nodeMinutes);
        out.format(
                "  datagrams    %d sent, %d lost, %d duplicated, %d held back, %d reached nobody%n",
                traffic.sent(), traffic.lost(), traffic.duplicated(), traffic.heldBack(), traffic.unreached());
        out.format("tables         contacts %s%n", spread(tables.contacts()));
        out.format("  good         contacts %s%n", spread(tables.goodContacts()));
        out.format("  stored       peers %s%n", spread(tables.storedPeers()));
        out.format("  searched     look-ups %s%n", spread(tables.lookups()));
        out.format(
                "dropped        %d requests of too busy sources, %d replies that nobody waited for%n",
                tables.limited(), tables.unasked());
        out.format("events         %d%n", events);
        out.format("digest         %s%n", digest);
        out.format("violations     %d%n", violationCount);
        violations.forEach(violation -> out.format("  %s%n", violation));
    }

    private static String milliseconds(Sample sample) {
        return "p50 %d, p90 %d, p99 %d, max %d ms (%d samples)"
                .formatted(
                        sample.percentile(50),
                        sample.percentile(90),
                        sample.percentile(99),
                        sample.percentile(100),
                        sample.size());
    }

    private static String spread(Sample sample) {
        return "min %d, p50 %d, max %d".formatted(sample.percentile(0), sample.percentile(50), sample.percentile(100));
    }
}
