package org.kadnode.simulator;

/** What the users of a swarm do. Hears what its nodes say. */
interface Activity extends Host.Listener {

    /** Plans everything. */
    void begin();

    /**
     * Ends everything.
     *
     * @param now the virtual time, in milliseconds
     * @return what came of it
     */
    Outcome end(long now);
}
