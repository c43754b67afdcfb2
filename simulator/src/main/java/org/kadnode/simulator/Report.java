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
 * @param outcome what came of what the users did
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
        out.format(
                "nodes          %d, and %d that came and went%n", scenario.nodes(), tables.nodes() - scenario.nodes());
        out.format("virtual time   %.0f min%n", minutes);
        outcome.print(out);
        out.format(
                "traffic        %.1f datagrams and %.0f bytes sent per node and minute%n",
                traffic.sent() / nodeMinutes, traffic.bytes() / nodeMinutes);
        out.format(
                "  datagrams    %d sent, %d lost, %d duplicated, %d held back, %d reached nobody%n",
                traffic.sent(), traffic.lost(), traffic.duplicated(), traffic.heldBack(), traffic.unreached());
        out.format("tables         contacts %s%n", tables.contacts().spread());
        out.format("  good         contacts %s%n", tables.goodContacts().spread());
        out.format("  stored       peers %s%n", tables.storedPeers().spread());
        out.format("  searched     look-ups %s%n", tables.lookups().spread());
        out.format(
                "dropped        %d requests of too busy sources, %d replies that nobody waited for%n",
                tables.limited(), tables.unasked());
        out.format("events         %d%n", events);
        out.format("digest         %s%n", digest);
        out.format("violations     %d%n", violationCount);
        violations.forEach(violation -> out.format("  %s%n", violation));
    }
}
