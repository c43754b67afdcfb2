package org.kadnode.plugin.dns.proxy;

import java.time.Duration;
import java.util.Optional;

/**
 * What experience tells of one upstream: how fast it is, whether it answers at all, and what it cannot do. Time is an
 * argument. Any thread.
 */
final class Health {

    /** So many queries in a row without an answer, and the upstream rests. */
    static final int MOST_UNANSWERED = 3;

    /** What an upstream is taken for that has not answered yet. */
    static final Duration UNKNOWN_ROUND_TRIP = Duration.ofMillis(100);

    /** The share of a new sample in the smoothed round-trip time is one in this many (as in RFC 6298). */
    private static final int SMOOTHING = 8;

    /** An upstream has stalled when it takes this many times as long as usual. */
    private static final int STALL_FACTOR = 4;

    /** How long it is remembered that an upstream does not keep the case of letters; it may be another program by then. */
    private static final Duration CASE_MEMORY = Duration.ofHours(1);

    private final Timings timings;
    private Optional<Duration> roundTrip = Optional.empty();
    private int unanswered;
    private Duration restEnd = Duration.ZERO;
    private boolean probing;
    private Optional<Duration> caseLostUntil = Optional.empty();

    Health(Timings timings) {
        this.timings = timings;
    }

    /** It has answered, after that time. */
    synchronized void answered(Duration sample) {
        Duration smooth = roundTrip
                .map(known -> known.plus(sample.minus(known).dividedBy(SMOOTHING)))
                .orElse(sample);
        roundTrip = Optional.of(smooth);
        unanswered = 0;
        probing = false;
    }

    /** It is well, but that says nothing of how fast it is. */
    synchronized void heard() {
        unanswered = 0;
        probing = false;
    }

    /** It has not answered, or cannot be reached. From some number on it rests, each time for longer. */
    synchronized void unanswered(Duration now) {
        boolean anotherRest = unanswered < MOST_UNANSWERED || probing;
        probing = false;
        if (!anotherRest) {
            // Queries that were under way when the rest began do not prolong it.
            return;
        }
        unanswered++;
        int rests = unanswered - MOST_UNANSWERED;
        if (rests >= 0) {
            Duration rest = timings.rest().multipliedBy(1L << Math.min(rests, 16));
            restEnd = now.plus(rest.compareTo(timings.restMax()) < 0 ? rest : timings.restMax());
        }
    }

    /** Whether it is left alone. That lasts until it has answered. */
    synchronized boolean isResting() {
        return unanswered >= MOST_UNANSWERED;
    }

    /** Whether it has rested long enough to be asked a single question; if so, the caller must ask it. */
    synchronized boolean beginProbe(Duration now) {
        boolean isDue = isResting() && !probing && now.compareTo(restEnd) >= 0;
        if (isDue) {
            probing = true;
        }
        return isDue;
    }

    /** The question of a probe was not asked after all. */
    synchronized void withdrawProbe() {
        probing = false;
    }

    synchronized Optional<Duration> roundTrip() {
        return roundTrip;
    }

    Duration expectedRoundTrip() {
        return roundTrip().orElse(UNKNOWN_ROUND_TRIP);
    }

    /** After which time without an answer somebody else is to be asked. */
    Duration stall() {
        Duration stall = expectedRoundTrip().multipliedBy(STALL_FACTOR);
        if (stall.compareTo(timings.stallMin()) < 0) {
            return timings.stallMin();
        }
        return stall.compareTo(timings.stallMax()) < 0 ? stall : timings.stallMax();
    }

    /** It has proved, on a way that nobody else can answer on, that it does not keep the case of letters. */
    synchronized void losesCase(Duration now) {
        caseLostUntil = Optional.of(now.plus(CASE_MEMORY));
    }

    synchronized boolean keepsCase(Duration now) {
        return caseLostUntil.filter(end -> now.compareTo(end) < 0).isEmpty();
    }
}
