package org.kadnode.distribution;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Waits for what other processes bring about, by looking again and again until a deadline. */
final class Patience {
    /** Far longer than anything here takes on a busy machine; only a failing test waits this long. */
    static final Duration LONG = Duration.ofSeconds(60);

    /** The same for what takes a minute by itself, such as installing a system. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Patience() {}

    /**
     * Looks until there is something.
     *
     * @param what what is waited for, for the message
     * @param patience the longest time to wait
     * @param look finds it, or finds nothing yet
     * @return what was found
     * @throws AssertionError if nothing was found in time
     */
    static <T> T await(String what, Duration patience, Callable<Optional<T>> look) throws Exception {
        return await(() -> what, patience, look);
    }

    /**
     * The same, when only the end shows what was missing.
     *
     * @param what what was waited for; asked when nothing was found in time
     */
    static <T> T await(Supplier<String> what, Duration patience, Callable<Optional<T>> look) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<T> found = look.call();
            if (found.isPresent()) {
                return found.get();
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited " + patience.toSeconds() + " s in vain for " + what.get());
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }
}
