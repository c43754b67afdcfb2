package org.kadnode.kernel.core;

import java.util.random.RandomGenerator;

/** When the rounds of publishing one record begin: hourly, soon after a change, and again after a failure. */
final class Schedule {

    /**
     * From one round to the next. BEP 44: items are put again every hour. A little less, so that of two rounds the
     * second one comes before the item of the first has expired, in case that in between enough nodes held it.
     */
    static final long PERIOD_MILLIS = 55 * 60_000;

    /** After a round that reached nobody; doubles up to the period. */
    private static final long RETRY_MILLIS = 1000;

    /** After a round in which another machine was faster, at most; doubles up to the period. */
    private static final long OVERTAKEN_MILLIS = 500;

    /** Doublings after which every pause is as long as the period. */
    private static final int MOST_DOUBLINGS = 13;

    /** From a change to the round that publishes it, so that one round is for several changes. */
    private static final long CHANGE_MILLIS = 50;

    /** Between the beginnings of two rounds. */
    private static final long PAUSE_MILLIS = 1000;

    private boolean running;
    private boolean outdated;
    private boolean grown;
    private int failures;
    private long startedAt = Long.MIN_VALUE;
    private long nextAt = Long.MAX_VALUE;

    /** When the next round is to begin; {@link Long#MAX_VALUE} while one runs, or something is missing for it. */
    long nextAt() {
        return nextAt;
    }

    boolean isRunning() {
        return running;
    }

    /** What is to be published has changed. */
    void changed(long now) {
        if (running) {
            outdated = true;
        } else {
            nextAt = Math.min(nextAt, soon(now));
        }
    }

    /** Whether something has changed that the round under way does not know. */
    boolean isOutdated() {
        return outdated;
    }

    /** Whether a round is to begin within moments. */
    boolean isDue(long now) {
        return nextAt <= soon(now);
    }

    /** A node became known. It matters where too few hold the record, which a round may find to be otherwise. */
    void grown(long now, boolean fewCopies) {
        if (running) {
            grown = true;
        } else if (fewCopies) {
            nextAt = Math.min(nextAt, soon(now));
        }
    }

    private long soon(long now) {
        return startedAt == Long.MIN_VALUE ? now : Math.max(now + CHANGE_MILLIS, startedAt + PAUSE_MILLIS);
    }

    /** Nothing can be published before the next change. */
    void postponed() {
        nextAt = Long.MAX_VALUE;
    }

    void begun(long now) {
        running = true;
        outdated = false;
        grown = false;
        startedAt = now;
        nextAt = Long.MAX_VALUE;
    }

    /**
     * A round is over.
     *
     * @param copies nodes that hold what was published
     * @param fewCopies whether there is a family in which more should
     * @param overtaken whether another machine has written at the same time
     */
    void ended(long now, int copies, boolean fewCopies, boolean overtaken, RandomGenerator random) {
        running = false;
        failures = overtaken || copies == 0 ? failures + 1 : 0;
        if (overtaken) {
            nextAt = now + 1 + random.nextLong(pause(OVERTAKEN_MILLIS));
        } else if (outdated || (grown && fewCopies)) {
            nextAt = soon(now);
        } else {
            nextAt = now + (copies == 0 ? pause(RETRY_MILLIS) : PERIOD_MILLIS);
        }
    }

    private long pause(long first) {
        return Math.min(PERIOD_MILLIS, first << Math.min(failures - 1, MOST_DOUBLINGS));
    }
}
