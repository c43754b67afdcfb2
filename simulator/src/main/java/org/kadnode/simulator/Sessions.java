package org.kadnode.simulator;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How presence and absence take turns at a place of a network that has been there for long: at no time are there more
 * nodes, or older ones, than at any other.
 */
final class Sessions {

    /** Sessions of which the law of those under way at some moment is made. */
    private static final int STEPS = 4096;

    private final Churn churn;
    private final double dead;
    /** For each of the sessions, from the shortest on, what it and those before it last together. */
    private final double[] sums = new double[STEPS];

    /**
     * A law of presence.
     *
     * @param churn how long presence lasts; absence follows the same law, stretched
     * @param dead share of the time that is absence, 0 to 0.9
     */
    Sessions(Churn churn, double dead) {
        this.churn = churn;
        this.dead = dead;
        double sum = 0;
        for (int i = 0; i < STEPS && !endless(); i++) {
            sum += churn.quantile((i + 0.5) / STEPS);
            sums[i] = sum;
        }
    }

    /** Whether nobody comes or goes. */
    boolean endless() {
        return churn.median() == Long.MAX_VALUE;
    }

    /**
     * How often presence and absence have taken turns at a place.
     *
     * @param random what the place is like; the same for each question about it
     * @param age milliseconds since the beginning
     * @return the number of turns: even for presence now, odd for absence
     */
    int states(RandomGenerator random, long age) {
        int turns = random.nextDouble() < dead ? 1 : 0;
        double until = underWay(random.nextDouble()) * random.nextDouble() * stretch(turns);
        while (until <= age) {
            turns++;
            until += churn.quantile(random.nextDouble()) * stretch(turns);
        }
        return turns;
    }

    private double stretch(int turns) {
        return (turns & 1) == 0 ? 1 : dead / (1 - dead);
    }

    /** How long a session lasts that is under way at some moment: long ones are met more often. */
    private double underWay(double share) {
        int found = Arrays.binarySearch(sums, share * sums[STEPS - 1]);
        return churn.quantile((Math.min(found < 0 ? -found - 1 : found, STEPS - 1) + 0.5) / STEPS);
    }
}
