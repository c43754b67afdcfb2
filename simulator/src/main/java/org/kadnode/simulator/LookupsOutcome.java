package org.kadnode.simulator;

import java.util.Formatter;
import java.util.Map;
import java.util.TreeMap;

/**
 * What came of a {@link LookupsWorkload}.
 *
 * @param warmUp for each node, the datagrams that it sent before it was used
 * @param joining of these, those of the first minute
 * @param upkeep for each node, the most datagrams in ten seconds of the time after that
 * @param newHosts for each node, the most hosts that were sent something for the first time, in a second of that time
 * @param firstValue for each look-up that found something, milliseconds to the first value
 * @param messages for each of them, the queries sent until then
 * @param messagesInAll for each of them, the queries sent for it in all
 * @param asked look-ups
 * @param eighthCopy for each announcement that reached as many, milliseconds to the eighth acknowledgement
 * @param nearest for each announcement, of the eight nodes nearest to it those that had acknowledged within five seconds
 * @param announced announcements
 */
record LookupsOutcome(
        Sample warmUp,
        Sample joining,
        Sample upkeep,
        Sample newHosts,
        Sample firstValue,
        Sample messages,
        Sample messagesInAll,
        long asked,
        Sample eighthCopy,
        Sample nearest,
        long announced)
        implements Outcome {

    private static final long SECOND = 1000;

    @Override
    public void print(Formatter out) {
        out.format("warm-up        queries %s%n", warmUp.spread());
        out.format("  first minute queries %s%n", joining.spread());
        out.format("  upkeep       at most %.2f datagrams/s, %d new hosts/s%n", mostUpkeep(), newHosts.percentile(100));
        out.format("look-ups       %d made, %d found nothing%n", asked, asked - firstValue.size());
        out.format(
                "  first value  p50 %d, p75 %d, p90 %d, p99 %d, p99.9 %d, max %d ms (%d samples)%n",
                firstValue.percentile(50),
                firstValue.percentile(75),
                firstValue.percentile(90),
                firstValue.percentile(99),
                firstValue.percentile(99.9),
                firstValue.percentile(100),
                firstValue.size());
        out.format("  over 1 s     %.2f %%%n", 100.0 * slow() / Math.max(1, asked));
        out.format("  messages     p50 %d, p90 %d until then%n", messages.percentile(50), messages.percentile(90));
        out.format("  in all       p50 %d, p90 %d%n", messagesInAll.percentile(50), messagesInAll.percentile(90));
        out.format("announcements  %d made, %d with 8 copies%n", announced, eighthCopy.size());
        out.format("  eighth copy  %s%n", eighthCopy.inMilliseconds());
        out.format("  of nearest 8 mean %.2f after 5 s, p1 %d%n", nearest.mean(), nearest.percentile(1));
    }

    @Override
    public Map<String, Sample> samples() {
        return new TreeMap<>(Map.of(
                "warm-up", warmUp,
                "upkeep", upkeep,
                "new-hosts", newHosts,
                "first-value", firstValue,
                "messages", messages,
                "messages-in-all", messagesInAll,
                "eighth-copy", eighthCopy,
                "nearest", nearest));
    }

    /** The most datagrams a second that upkeep cost any node, taken over ten seconds. */
    double mostUpkeep() {
        return upkeep.percentile(100) / 10.0;
    }

    /** Look-ups that took longer than a second, or found nothing. */
    long slow() {
        return asked - firstValue.upTo(SECOND);
    }
}
