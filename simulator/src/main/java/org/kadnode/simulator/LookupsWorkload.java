package org.kadnode.simulator;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.NodeConfig;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.Family;
import org.kadnode.simulator.Population.Somebody;

/**
 * Look-ups and announcements in a network of millions. Only the nodes under test are real; they join one after the other,
 * know nothing of each other, and are used once they have warmed up. All else is a {@link Crowd}.
 */
final class LookupsWorkload implements Activity {

    /** How long after an announcement the copies at the nearest nodes are counted, in milliseconds. */
    private static final long COUNTED_AFTER = 5000;

    /** Between two things that a node under test is used for, on average, in milliseconds. */
    private static final long SPACING = 5000;

    /** Nodes of the crowd that a node under test is told of. */
    private static final int CONTACTS = 3;

    /** The first address of a node under test. Those of the crowd are below 131.0.0.0. */
    private static final int FIRST_ADDRESS = 0xc8000001;

    /** Nodes under test are in networks of their own: addresses have this distance. */
    private static final int ADDRESS_STEP = 257;

    private static final int PORT = 6881;

    private final World world;
    private final SplittableRandom random;
    private final Inspection inspection;
    private final Crowd crowd;
    private final Naming naming = new Naming(".p2p");
    private final List<Tested> tested = new ArrayList<>();
    private final Map<Long, Search> searches = new HashMap<>();
    private final Sample firstValue = new Sample();
    private final Sample messages = new Sample();
    private final Sample messagesInAll = new Sample();
    private final Sample eighthCopy = new Sample();
    private final Sample nearest = new Sample();
    private long asked;
    private long announced;
    private long lastTicket;

    private record Tested(Host host, Subject subject) {}

    private record Search(Tested asker, Id infohash, Subject.Effort effort, long askedAt) {}

    /**
     * A workload that has not begun.
     *
     * @param world where it happens
     * @param random decides who does what and when
     * @param inspection looks at the nodes under test in the end
     */
    LookupsWorkload(World world, SplittableRandom random, Inspection inspection) {
        this.world = world;
        this.random = random;
        this.inspection = inspection;
        Scenario scenario = world.scenario();
        crowd = new Crowd(
                new Population(scenario.crowd().size(), scenario.crowd().dead(), scenario.churn(), random.nextLong()));
    }

    @Override
    public void begin() {
        Scenario scenario = world.scenario();
        world.network().connectRest(crowd);
        for (int i = 0; i < scenario.nodes(); i++) {
            int number = i;
            world.queue().add(scenario.grown() * i / scenario.nodes(), now -> join(now, number));
        }
    }

    @Override
    public Outcome end(long now) {
        Sample warmUp = new Sample();
        Sample joining = new Sample();
        Sample upkeep = new Sample();
        Sample newHosts = new Sample();
        for (Tested each : tested) {
            warmUp.add(each.subject.sent());
            joining.add(each.subject.sentJoining());
            upkeep.add(each.subject.mostPackets());
            newHosts.add(each.subject.mostNewHosts());
            inspection.staying(now, new Swarm.Resident(each.host, each.subject.node()));
            each.host.close();
        }
        return new LookupsOutcome(
                warmUp,
                joining,
                upkeep,
                newHosts,
                firstValue,
                messages,
                messagesInAll,
                asked,
                eighthCopy,
                nearest,
                announced);
    }

    private void join(long now, int number) {
        Scenario scenario = world.scenario();
        SplittableRandom own = random.split();
        Endpoint endpoint = new Endpoint(Address.v4(FIRST_ADDRESS + number * ADDRESS_STEP), PORT);
        NodeConfig config = new NodeConfig(Id.random(own), EnumSet.of(Family.IPV4), PORT, true, world.limits());
        Subject subject = new Subject(new Node(config, own), now);
        Tested node = new Tested(new Host(world, List.of(endpoint), subject, this), subject);
        tested.add(node);
        world.trace().note(now, "join " + endpoint + " " + config.id());
        for (int i = 0; i < CONTACTS; i++) {
            node.host.tell(now, new Input.Meet(crowd.population().endpointOf(draw(now))));
        }
        long from = now + scenario.crowd().warm();
        long to = Math.min(from + SPACING * (scenario.lookups() + 1), scenario.duration() - Scenario.PATIENCE);
        for (int i = 0; i < scenario.lookups(); i++) {
            Name name = name("name", number, i);
            world.queue().add(random.nextLong(from, to), then -> ask(then, node, name));
        }
        if (number < scenario.names()) {
            Name name = name("own", number, 0);
            world.queue().add(random.nextLong(from, to), then -> announce(then, node, name));
        }
    }

    private Name name(String kind, int number, int index) {
        return naming.parse("%s-%d-%d-%d.p2p".formatted(kind, world.scenario().seed(), number, index))
                .orElseThrow();
    }

    private Somebody draw(long now) {
        return crowd.population().nearest(Id.random(random), 1, now).getFirst();
    }

    private void ask(long now, Tested asker, Name name) {
        asked++;
        long ticket = ++lastTicket;
        Search search = new Search(asker, name.id(), asker.subject.use(name.id()), now);
        searches.put(ticket, search);
        asker.host.tell(now, new Input.Resolve(ticket, name, asker.host.families()));
        world.queue().add(now + Scenario.PATIENCE, then -> {
            messagesInAll.add(search.effort.messages());
            release(then, ticket);
        });
    }

    private void announce(long now, Tested announcer, Name name) {
        announced++;
        Subject.Effort effort = announcer.subject.use(name.id());
        List<Somebody> true8 = List.copyOf(crowd.population().nearest(name.id(), Crowd.BUCKET, now));
        announcer.host.tell(now, new Input.Announce(++lastTicket, name, PORT, Long.MAX_VALUE));
        world.queue()
                .add(
                        now + COUNTED_AFTER,
                        then -> nearest.add(true8.stream()
                                .map(crowd.population()::endpointOf)
                                .filter(effort.acknowledged()::containsKey)
                                .count()));
        world.queue()
                .add(
                        now + Scenario.PATIENCE,
                        then -> effort.acknowledged().values().stream()
                                .sorted()
                                .skip(Crowd.BUCKET - 1)
                                .findFirst()
                                .ifPresent(eighth -> eighthCopy.add(eighth - now)));
    }

    @Override
    public void hear(long now, Host host, Output output) {
        world.trace().note(now, host + " says: " + output);
        if (output instanceof Output.Found found) {
            Search search = searches.get(found.ticket());
            if (search == null
                    || search.asker.host != host
                    || !found.address().equals(crowd.valueOf(search.infohash))) {
                world.checks().violated(now, host + " finds what is wrong or was found before: " + found);
                return;
            }
            firstValue.add(now - search.askedAt);
            messages.add(search.effort.messages());
            // Not at once: the node is in the middle of a call.
            world.queue().add(now, then -> release(then, found.ticket()));
        } else if (output instanceof Output.Refused || output instanceof Output.AnnouncementEnded) {
            world.checks().violated(now, host + " gives up: " + output);
        }
    }

    /** As a DNS client does it that has its answer. */
    private void release(long now, long ticket) {
        Search search = searches.remove(ticket);
        if (search != null) {
            search.asker.host.tell(now, new Input.Release(ticket));
        }
    }
}
