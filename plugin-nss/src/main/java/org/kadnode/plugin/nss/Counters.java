package org.kadnode.plugin.nss;

import java.util.concurrent.atomic.LongAdder;

/** What was done since the start. Any thread. */
final class Counters {

    final LongAdder found = new LongAdder();
    final LongAdder unknown = new LongAdder();

    /** Requests for which nothing was found in time, nor known that there is nothing. */
    final LongAdder late = new LongAdder();

    /** Requests that came when too many waited. */
    final LongAdder turnedAway = new LongAdder();

    /** Datagrams that are no request for a name of the network. */
    final LongAdder ignored = new LongAdder();

    @Override
    public String toString() {
        return "%d found, %d unknown, %d not in time, %d turned away, %d ignored"
                .formatted(found.sum(), unknown.sum(), late.sum(), turnedAway.sum(), ignored.sum());
    }
}
