package org.kadnode.simulator;

import java.util.Formatter;
import org.kadnode.simulator.RecordFindings.Speed;

/**
 * What came of a {@link RecordsWorkload}.
 *
 * @param announced names with a key that were announced
 * @param stored of them, those whose record was stored by all their machines
 * @param storedAfter milliseconds from the announcement of the last of these machines until then
 * @param plain how soon the first address of a plain name comes
 * @param signed how soon the first verified address of a name with a key comes
 * @param byRecord the same of those whose first address came from the record
 * @param byLegacy the same of those whose first address was proved by the challenge of KadNode 1.0
 * @param steady shares of those who found the record while its owner was there, by the age of the name
 * @param gone the same after the owner was switched off, since then
 * @param sharedAsked questions for names of two machines
 * @param sharedWhole of them, those that were answered with both
 * @param learnedAfter milliseconds from the move of an owner until it knew
 * @param movedRecordAfter milliseconds from the move until the new record was stored
 * @param sinceMove shares of those who got the new address, since the move
 * @param sinceMovedRecord the same since the new record was stored
 * @param asked questions
 * @param missed of them, those for a name whose owner was there, but whose record was not found
 * @param abandoned those whose asker left before the answer came
 */
record RecordsOutcome(
        int announced,
        int stored,
        Sample storedAfter,
        Speed plain,
        Speed signed,
        Sample byRecord,
        Sample byLegacy,
        Curve steady,
        Curve gone,
        long sharedAsked,
        long sharedWhole,
        Sample learnedAfter,
        Sample movedRecordAfter,
        Curve sinceMove,
        Curve sinceMovedRecord,
        long asked,
        long missed,
        long abandoned)
        implements Outcome {

    private static final long SECOND = 1000;
    private static final long MINUTE = 60 * SECOND;

    @Override
    public void print(Formatter out) {
        out.format("records        %d announced, %d stored%n", announced, stored);
        out.format("  stored in    %s%n", storedAfter.inMilliseconds());
        out.format("look-ups       %d made, %d missed, %d abandoned by askers who left%n", asked, missed, abandoned);
        out.format("  swarm, plain %s%n", plain.swarm().inMilliseconds());
        out.format("    signed     %s%n", signed.swarm().inMilliseconds());
        out.format("    ratio      %.2f of the p50s%n", ratio(signed.swarm(), plain.swarm()));
        out.format("  newcomers, p %s%n", plain.newcomers().inMilliseconds());
        out.format("    signed     %s%n", signed.newcomers().inMilliseconds());
        out.format("    ratio      %.2f of the p50s%n", ratio(signed.newcomers(), plain.newcomers()));
        out.format("  by record    %s%n", byRecord.inMilliseconds());
        out.format("  by challenge %s%n", byLegacy.inMilliseconds());
        out.format("  shared names %d of %d answers have both machines%n", sharedWhole, sharedAsked);
        out.format("with owner     %d of %d found; minutes since it was stored:%n", steady.answered(), steady.asked());
        steady.print(out, MINUTE);
        out.format("owner gone     %d of %d found; minutes since it left:%n", gone.answered(), gone.asked());
        gone.print(out, MINUTE);
        out.format("address change known to its owner after  %s%n", learnedAfter.inMilliseconds());
        out.format("  record       stored after  %s%n", movedRecordAfter.inMilliseconds());
        out.format("  seen         seconds since the change:%n");
        sinceMove.print(out, SECOND);
        out.format("  seen         seconds since the new record was stored:%n");
        sinceMovedRecord.print(out, SECOND);
        out.format(
                "  within TTL   %.2f %% since the change, %.2f %% since the record; 2 TTL %.2f %%, %.2f %%%n",
                sinceMove.percent(RecordsWorkload.TTL),
                sinceMovedRecord.percent(RecordsWorkload.TTL),
                sinceMove.percent(2 * RecordsWorkload.TTL),
                sinceMovedRecord.percent(2 * RecordsWorkload.TTL));
    }

    /** How much slower; NaN without samples. */
    private static double ratio(Sample slower, Sample faster) {
        return (double) slower.percentile(50) / (faster.size() == 0 ? Double.NaN : faster.percentile(50));
    }
}
