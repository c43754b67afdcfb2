package org.kadnode.simulator;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The one number that a whole run follows from.
 *
 * @param value any number
 */
record Seed(long value) {
    /** Gives a source of chance that is the same for every run of this seed. */
    RandomGenerator random() {
        return new SplittableRandom(value);
    }
}
