package org.kadnode.simulator;

import java.util.SplittableRandom;
import org.kadnode.kernel.core.model.Limits;

/** A run of a {@link Scenario}: virtual time, one thread, and nothing by chance that the seed does not decide. */
final class Simulation {

    private final World world;
    private final Inspection inspection;
    private final Activity activity;

    /**
     * A run that has not begun.
     *
     * @param scenario what is simulated
     * @param limits the bounds of each node
     * @param trace takes down what happens
     */
    Simulation(Scenario scenario, Limits limits, Trace trace) {
        SplittableRandom random = new SplittableRandom(scenario.seed());
        world = World.create(scenario, limits, trace, random.split());
        inspection = new Inspection(world);
        activity = switch (scenario.use()) {
            case NAMES -> new Workload(world, random.split(), inspection);
            case RECORDS -> new RecordsWorkload(world, random.split(), inspection);
            case LOOKUPS -> new LookupsWorkload(world, random.split(), inspection);
        };
    }

    /**
     * Runs it.
     *
     * @return what came of it
     */
    Report run() {
        EventQueue queue = world.queue();
        long end = world.scenario().duration();
        long events = 0;
        activity.begin();
        while (queue.nextTime() <= end) {
            long now = queue.nextTime();
            queue.take().happen(now);
            events++;
        }
        Outcome outcome = activity.end(end);
        return new Report(
                world.scenario(),
                outcome,
                inspection.tables(),
                world.network().traffic(),
                events,
                world.trace().digest(),
                world.checks().count(),
                world.checks().violations());
    }
}
