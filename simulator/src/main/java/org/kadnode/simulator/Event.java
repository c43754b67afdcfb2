package org.kadnode.simulator;

/** Something that waits in the {@link EventQueue} for its time. */
@FunctionalInterface
interface Event {

    /**
     * Lets it happen.
     *
     * @param now the virtual time, in milliseconds: the one it was queued for
     */
    void happen(long now);
}
