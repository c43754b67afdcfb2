package org.kadnode.kernel.shell;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The clock of a running node: monotonic milliseconds for the core, the time of day for people. */
final class NodeClock {

    private final long origin = System.nanoTime();

    /** Milliseconds since this clock was made; never goes back. */
    long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - origin);
    }

    /** The time of day at a moment of {@link #now()}; empty for {@link Long#MAX_VALUE}, "never". */
    Optional<Instant> timeOfDay(long moment) {
        return moment == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(Instant.now().plusMillis(moment - now()));
    }
}
