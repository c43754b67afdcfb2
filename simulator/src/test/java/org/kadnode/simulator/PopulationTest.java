package org.kadnode.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.simulator.Population.Somebody;

class PopulationTest {

    private static final long HOUR = 3_600_000;

    @Property
    void addressTellsTheNumber(@ForAll @IntRange(min = 0) int number) {
        Address address = Population.addressOf(number);
        assertEquals(number, Population.numberOf(address));
        assertFalse(address.isMartian() || address.isLoopback(), address::toString);
    }

    @ParameterizedTest
    @CsvSource({"none, 0.35", "none, 0.5", "measured, 0.35", "measured, 0.5", "storing, 0.35"})
    void hasAsManyAliveAndDeadAsWantedAtAnyTime(String churn, double dead) {
        Population population = new Population(1 << 14, dead, Churn.of(churn), 1);
        for (long now = 0; now <= 2 * HOUR; now += HOUR) {
            List<Somebody> all = all(population, now);
            long alive = all.stream().filter(Somebody::alive).count();
            assertEquals(1 << 14, (double) alive, (1 << 14) * 0.05, "alive");
            assertEquals(dead, 1 - (double) alive / all.size(), 0.02, "dead");
        }
    }

    @Test
    void nobodyComesOrGoesWithoutChurn() {
        Population population = new Population(1 << 10, 0.4, Churn.NONE, 2);
        assertEquals(all(population, 0), all(population, HOUR));
    }

    /**
     * Of those who are there at some moment, most are in a long session: the share that leaves within an hour is the
     * integral of the law of survival over that hour, divided by the mean, 48 of 520 minutes.
     */
    @Test
    void whoLeavesIsNoLongerThereAndWhoComesIsAnother() {
        Population population = new Population(1 << 12, 0.35, Churn.MEASURED, 3);
        List<Somebody> before =
                all(population, 0).stream().filter(Somebody::alive).toList();
        List<Somebody> gone = before.stream()
                .filter(one -> population.at(population.endpointOf(one), HOUR).isEmpty())
                .toList();
        assertEquals(48.0 / 520, (double) gone.size() / before.size(), 0.015);
        List<Somebody> after =
                all(population, HOUR).stream().filter(Somebody::alive).toList();
        assertTrue(gone.stream().noneMatch(after::contains));
        assertTrue(after.stream().anyMatch(one -> !before.contains(one)));
    }

    @Property(tries = 20)
    void nearestAreTheTrueNearest(@ForAll long seed, @ForAll @IntRange(max = 7_200_000) int now) {
        Population population = new Population(1 << 9, 0.35, Churn.MEASURED, seed);
        Id target = Id.random(new SplittableRandom(seed));
        List<Somebody> expected = all(population, now).stream()
                .filter(Somebody::alive)
                .sorted(Population.byDistance(target))
                .limit(20)
                .toList();
        assertEquals(expected, population.nearest(target, 20, now), () -> "seed " + seed);
    }

    @Property(tries = 20)
    void everyNodeIsAtItsEndpointOnly(@ForAll long seed) {
        Population population = new Population(1 << 9, 0.35, Churn.NONE, seed);
        for (Somebody one : all(population, 0)) {
            Endpoint endpoint = population.endpointOf(one);
            assertEquals(one.alive(), population.at(endpoint, 0).isPresent(), () -> "seed " + seed);
            Endpoint beside = new Endpoint(endpoint.address(), endpoint.port() - 1);
            assertTrue(population.at(beside, 0).isEmpty(), () -> "seed " + seed);
            assertEquals(population.cellOf(one.id()), one.number() >>> 11, () -> "seed " + seed);
        }
    }

    private static List<Somebody> all(Population population, long now) {
        List<Somebody> all = new ArrayList<>();
        for (int cell = 0; cell < 1 << population.cellBits(); cell++) {
            all.addAll(population.in(cell, now));
        }
        return all;
    }
}
