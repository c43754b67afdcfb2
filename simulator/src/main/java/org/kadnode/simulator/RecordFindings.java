package org.kadnode.simulator;

import java.util.HashMap;
import java.util.Map;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.ResolvedAddress.Proof;
import org.kadnode.simulator.Seek.Purpose;
import org.kadnode.simulator.SignedName.Fate;

/** Counts what comes of the questions of a {@link RecordsWorkload}. */
final class RecordFindings {

    /** Parts of a run that one point of a survival curve stands for. */
    private static final int STEPS = 16;

    /** Between two questions of one who follows a name, in milliseconds. */
    static final long FOLLOW_STEP = 30_000;

    /** For how long names are followed, in milliseconds. */
    static final long FOLLOW_TIME = 900_000;

    private final long step;
    private final Map<SignedName, Long> announcedAt = new HashMap<>();
    private final Map<SignedName, Long> movedRecordAt = new HashMap<>();
    private int announced;
    private int stored;
    private final Sample storedAfter = new Sample();
    private final Speed plain = new Speed();
    private final Speed signed = new Speed();
    private final Sample byRecord = new Sample();
    private final Sample byLegacy = new Sample();
    private final Curve steady;
    private final Curve gone;
    private final Curve sinceMove = new Curve(FOLLOW_STEP);
    private final Curve sinceMovedRecord = new Curve(FOLLOW_STEP);
    private final Sample learnedAfter = new Sample();
    private final Sample movedRecordAfter = new Sample();
    private long sharedAsked;
    private long sharedWhole;
    private long asked;
    private long missed;
    private long abandoned;

    /**
     * How long it takes until the first address comes.
     *
     * @param swarm milliseconds, for nodes of the network
     * @param newcomers the same for nodes that had just joined
     */
    record Speed(Sample swarm, Sample newcomers) {
        private Speed() {
            this(new Sample(), new Sample());
        }

        private Sample of(Purpose purpose) {
            return purpose == Purpose.NEWCOMER ? newcomers : swarm;
        }
    }

    RecordFindings(Scenario scenario) {
        step = scenario.duration() / STEPS;
        steady = new Curve(step);
        gone = new Curve(step);
    }

    /** What one point of a survival curve stands for, in milliseconds. */
    long step() {
        return step;
    }

    void announced(SignedName name, long now) {
        if (name.isSigned() && name.owners().size() == name.machines()) {
            announced++;
            announcedAt.put(name, now);
        }
    }

    void stored(SignedName name, long now) {
        if (name.isSigned()) {
            stored++;
            storedAfter.add(now - announcedAt.getOrDefault(name, now));
        }
    }

    /** The owner of a name has found out that it has moved. */
    void learned(long after) {
        learnedAfter.add(after);
    }

    /** The record has the new address. */
    void movedRecord(SignedName name, long movedAt, long now) {
        movedRecordAt.put(name, now);
        movedRecordAfter.add(now - movedAt);
    }

    void abandoned() {
        asked++;
        abandoned++;
    }

    /**
     * A question is over.
     *
     * @return whether it should have been answered, and was not
     */
    boolean concluded(long now, Seek seek) {
        SignedName name = seek.name();
        asked++;
        if (seek.purpose() == Purpose.FOLLOW) {
            follow(seek);
            return false;
        }
        boolean isThere = name.fate() != Fate.LEAVES || now < name.turnsAt();
        boolean found = name.isSigned() ? seek.isSigned() : !seek.found().isEmpty();
        if (isThere) {
            if (!seek.found().isEmpty()) {
                speed(seek);
            }
            if (name.isSigned()) {
                steady.add(seek.askedAt() - name.storedAt(), found);
            }
            if (name.machines() > 1) {
                sharedAsked++;
                sharedWhole += name.isAll(seek.found()) ? 1 : 0;
            }
        } else if (seek.askedAt() >= name.turnsAt()) {
            gone.add(seek.askedAt() - name.turnsAt(), found);
        }
        if (isThere && !found) {
            missed++;
        }
        return isThere && !found;
    }

    private void speed(Seek seek) {
        (seek.name().isSigned() ? signed : plain).of(seek.purpose()).add(seek.firstAfter());
        if (seek.name().isSigned()) {
            (seek.firstProof() == Proof.RECORD ? byRecord : byLegacy).add(seek.firstAfter());
        }
    }

    private void follow(Seek seek) {
        SignedName name = seek.name();
        if (seek.askedAt() < name.turnsAt()) {
            return;
        }
        boolean seesIt = seek.found().stream().anyMatch(endpoint -> isCurrent(name, endpoint));
        sinceMove.add(seek.askedAt() - name.turnsAt(), seesIt);
        Long since = movedRecordAt.get(name);
        if (since != null && since <= seek.askedAt()) {
            sinceMovedRecord.add(seek.askedAt() - since, seesIt);
        }
    }

    private static boolean isCurrent(SignedName name, Endpoint endpoint) {
        return name.until(endpoint).filter(until -> until == Long.MAX_VALUE).isPresent();
    }

    RecordsOutcome outcome() {
        return new RecordsOutcome(
                announced,
                stored,
                storedAfter,
                plain,
                signed,
                byRecord,
                byLegacy,
                steady,
                gone,
                sharedAsked,
                sharedWhole,
                learnedAfter,
                movedRecordAfter,
                sinceMove,
                sinceMovedRecord,
                asked,
                missed,
                abandoned);
    }
}
