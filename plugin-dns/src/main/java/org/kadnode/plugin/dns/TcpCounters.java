package org.kadnode.plugin.dns;

import java.util.concurrent.atomic.LongAdder;

/** What became of connections since the start. Any thread. */
final class TcpCounters {

    final LongAdder accepted = new LongAdder();

    /** Closed at once, because too many were open and busy. */
    final LongAdder refused = new LongAdder();

    final LongAdder idle = new LongAdder();

    /** Closed while idle, because the place was needed for another. */
    final LongAdder displaced = new LongAdder();

    /** Ended in the middle of something: a reset, noise, a failed handshake, or a client that was too slow. */
    final LongAdder broken = new LongAdder();

    void ended(TcpConnection.End why) {
        switch (why) {
            case IDLE -> idle.increment();
            case DISPLACED -> displaced.increment();
            case BROKEN -> broken.increment();
            case DONE, CLOSED -> {}
        }
    }

    /**
     * One line for people.
     *
     * @param open how many are open now
     */
    String summary(int open) {
        return "%d (%d open, %d refused, %d closed idle, %d closed for others, %d broken)"
                .formatted(accepted.sum(), open, refused.sum(), idle.sum(), displaced.sum(), broken.sum());
    }
}
