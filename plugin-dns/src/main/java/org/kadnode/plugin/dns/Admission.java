package org.kadnode.plugin.dns;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** The places for questions that wait: so many in all, and fewer for one asker elsewhere. Any thread. */
final class Admission {

    /** Questions that may wait at a time. */
    static final int MOST_WAITING = 4096;

    /** Questions of one address that may wait at a time; those on this machine share one and are trusted with all. */
    static final int MOST_WAITING_PER_ASKER = 128;

    private final int most;
    private final Semaphore places;
    private final Map<InetAddress, Integer> waiting = new ConcurrentHashMap<>();

    /**
     * Empty places.
     *
     * @param most how many there are in all
     */
    Admission(int most) {
        this.most = most;
        this.places = new Semaphore(most);
    }

    /** Takes a place, if there is one. */
    boolean enter(InetAddress asker) {
        if (!places.tryAcquire()) {
            return false;
        }
        if (asker.isLoopbackAddress()) {
            return true;
        }
        boolean entered = waiting.merge(asker, 1, Integer::sum) <= MOST_WAITING_PER_ASKER;
        if (!entered) {
            leave(asker);
        }
        return entered;
    }

    /** Gives a place back. */
    void leave(InetAddress asker) {
        if (!asker.isLoopbackAddress()) {
            waiting.computeIfPresent(asker, (same, before) -> before == 1 ? null : before - 1);
        }
        places.release();
    }

    int waiting() {
        return most - places.availablePermits();
    }

    @Override
    public String toString() {
        return waiting() + " (max " + most + ")";
    }
}
