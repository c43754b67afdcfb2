package org.kadnode.simulator;

import java.util.SplittableRandom;
import org.kadnode.kernel.core.model.Limits;

/**
 * What all parts of one run share.
 *
 * @param scenario what is simulated
 * @param limits the bounds of each node
 * @param queue what is still to happen
 * @param trace what has happened
 * @param checks what was wrong with it
 * @param network what lies between the nodes
 */
record World(Scenario scenario, Limits limits, EventQueue queue, Trace trace, Checks checks, Network network) {

    /**
     * A world in which nothing has happened yet.
     *
     * @param scenario what is simulated
     * @param limits the bounds of each node
     * @param trace takes down what happens
     * @param random the network's source of chance
     * @return the world
     */
    static World create(Scenario scenario, Limits limits, Trace trace, SplittableRandom random) {
        EventQueue queue = new EventQueue();
        return new World(scenario, limits, queue, trace, new Checks(), new Network(scenario, queue, trace, random));
    }
}
