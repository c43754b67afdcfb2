package org.kadnode.distribution;

import java.util.List;

/** A place to run programs in: this machine, or a network namespace that plays another one. */
@FunctionalInterface
interface Host {
    /** This machine as it is. */
    Host LOCAL = command -> command;

    /**
     * Turns a command into one that runs here.
     *
     * @param command program and arguments
     * @return the command to start
     */
    List<String> command(List<String> command);
}
