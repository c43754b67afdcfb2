package org.kadnode.plugin.lpd;

import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When we call for neighbours in one group: at once when no node is known, a minute later if that did not help, and then
 * ever more rarely until it is as rarely as KadNode 1.0 does, every 300 s. Also when somebody calls whom we cannot meet,
 * so that he can meet us. BEP 14 wants no more than one message a minute; here that holds for calls of our own and for
 * answers, each by themselves: whoever was not there when we called must not wait for our next call.
 *
 * <p>Times are those of {@link org.kadnode.plugins.Tasks#now}. One thread at a time.
 */
final class Rhythm {

    /** No two calls of our own are closer, and no two answers. */
    static final Duration SHORTEST_GAP = Duration.ofMinutes(1);

    /** That of KadNode 1.0. */
    static final Duration LONGEST_GAP = Duration.ofMinutes(5);

    /** Of all who could answer a caller, one is the first within this time, and the others are silent then. */
    static final Duration LATEST_ANSWER = Duration.ofSeconds(2);

    private final RandomGenerator random;
    private Optional<Duration> last = Optional.empty();
    private Duration gap = SHORTEST_GAP;
    private Optional<Duration> lastAnswer = Optional.empty();
    private Optional<Duration> answerAt = Optional.empty();

    Rhythm(RandomGenerator random) {
        this.random = random;
    }

    /**
     * Whether we call now. If so, it counts as done.
     *
     * @param lonely whether no node is known
     */
    boolean isDue(Duration now, boolean lonely) {
        if (!lonely) {
            gap = SHORTEST_GAP;
            return false;
        }
        if (last.isPresent() && now.compareTo(last.get().plus(gap)) < 0) {
            return false;
        }
        if (last.isPresent()) {
            gap = shorter(gap.multipliedBy(2), LONGEST_GAP);
        }
        last = Optional.of(now);
        answerAt = Optional.empty();
        return true;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /**
     * Somebody calls whom we cannot meet.
     *
     * @return how long to wait until {@link #answers} is to be asked; empty if we wait already
     */
    Optional<Duration> invited(Duration now) {
        if (answerAt.isPresent()) {
            return Optional.empty();
        }
        Duration earliest =
                lastAnswer.map(answer -> longer(now, answer.plus(SHORTEST_GAP))).orElse(now);
        Duration at = earliest.plusMillis(random.nextLong(LATEST_ANSWER.toMillis()));
        answerAt = Optional.of(at);
        return Optional.of(at.minus(now));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** Somebody can be met by all who listen: whoever called can, too, and needs us no longer. */
    void relieved() {
        answerAt = Optional.empty();
    }

    /** Whether we call now, for one who called before. If so, it counts as done. */
    boolean answers(Duration now) {
        boolean due = answerAt.filter(at -> now.compareTo(at) >= 0).isPresent();
        if (due) {
            answerAt = Optional.empty();
            lastAnswer = Optional.of(now);
        }
        return due;
    }
}
