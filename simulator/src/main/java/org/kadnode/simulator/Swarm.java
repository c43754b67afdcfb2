package org.kadnode.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.NodeConfig;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.plugins.Family;

/**
 * The nodes of a run: those that make up the network, of which each that leaves is replaced at once, and
 * guests that are there for a single look-up.
 */
final class Swarm {

    /** How many nodes of the network a newcomer is told of, in each of its families. */
    private static final int CONTACTS = 3;

    /** The time of day at which every run begins, in milliseconds since 1970: that of no time zone's midnight. */
    private static final long EPOCH = 1_800_000_000_000L;

    /**
     * A node and the machine that it runs on.
     *
     * @param host the machine
     * @param node the node
     */
    record Resident(Host host, Node node) {}

    private final World world;
    private final SplittableRandom random;
    private final Inspection inspection;
    private final Host.Listener listener;
    private final Addresses addresses = new Addresses();
    private final List<Resident> residents = new ArrayList<>();

    /**
     * An empty swarm.
     *
     * @param world where it lives
     * @param random its source of chance
     * @param inspection looks at each node when it leaves
     * @param listener hears what the nodes say
     */
    Swarm(World world, SplittableRandom random, Inspection inspection, Host.Listener listener) {
        this.world = world;
        this.random = random;
        this.inspection = inspection;
        this.listener = listener;
    }

    /**
     * Lets nodes join at even intervals until the swarm has grown. They may leave again.
     *
     * @param nodes how many
     */
    void grow(int nodes) {
        for (int i = 0; i < nodes; i++) {
            int place = i;
            world.queue().add(world.scenario().grown() * i / nodes, now -> {
                residents.add(join(now));
                planLeave(now, place);
            });
        }
    }

    /**
     * Lets a node join that stays to the end.
     *
     * @param now the virtual time, in milliseconds
     * @return the node and its host
     */
    Resident settle(long now) {
        return settle(now, world.scenario().mode().families(random));
    }

    /**
     * Lets a node join that stays to the end.
     *
     * @param now the virtual time, in milliseconds
     * @param families the families that it has
     * @return the node and its host
     */
    Resident settle(long now, Set<Family> families) {
        Resident settler = join(now, families);
        residents.add(settler);
        return settler;
    }

    /**
     * Lets a node leave without a word that has settled.
     *
     * @param now the virtual time, in milliseconds
     * @param settler the node
     */
    void unsettle(long now, Resident settler) {
        // Its place goes to the last one, who has settled too and so has none to keep.
        residents.set(residents.indexOf(settler), residents.getLast());
        residents.removeLast();
        leave(now, settler);
    }

    /**
     * Gives the machine of a node other addresses, as a provider does. It keeps its ports, and nobody tells the node.
     *
     * @param now the virtual time, in milliseconds
     * @param host the machine
     */
    void move(long now, Host host) {
        host.move(
                now,
                host.endpoints().stream()
                        .map(old -> new Endpoint(
                                addresses.next(old.family(), random).address(), old.port()))
                        .toList());
    }

    /**
     * Lets a node join that nobody else will be told of.
     *
     * @param now the virtual time, in milliseconds
     * @param families the families that it has
     * @return the node and its host, for {@link #leave}
     */
    Resident invite(long now, Set<Family> families) {
        return join(now, families);
    }

    /**
     * Lets a node leave without a word.
     *
     * @param now the virtual time, in milliseconds
     * @param resident the node
     */
    void leave(long now, Resident resident) {
        world.trace().note(now, "leave " + resident.host());
        resident.host().close();
        inspection.leaving(now, resident);
    }

    /**
     * Draws a node of the network.
     *
     * @param wanted which will do
     * @return one of them, if there is any
     */
    Optional<Resident> draw(Predicate<Host> wanted) {
        int first = residents.isEmpty() ? 0 : random.nextInt(residents.size());
        for (int i = 0; i < residents.size(); i++) {
            Resident candidate = residents.get((first + i) % residents.size());
            if (wanted.test(candidate.host())) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    /**
     * Ends the run: looks at every node of the network, then switches it off.
     *
     * @param now the virtual time, in milliseconds
     */
    void end(long now) {
        for (Resident resident : residents) {
            inspection.staying(now, resident);
            resident.host().close();
        }
    }

    private void planLeave(long now, int place) {
        long session = world.scenario().churn().session(random);
        if (session > world.scenario().duration() - now) {
            return;
        }
        world.queue().add(now + session, then -> {
            leave(then, residents.get(place));
            residents.set(place, join(then));
            planLeave(then, place);
        });
    }

    private Resident join(long now) {
        return join(now, world.scenario().mode().families(random));
    }

    private Resident join(long now, Set<Family> families) {
        SplittableRandom own = random.split();
        List<Endpoint> endpoints = endpoints(families, own);
        NodeConfig config =
                new NodeConfig(Id.random(own), families, endpoints.get(0).port(), true, world.limits());
        Node node = new Node(config, own);
        Host host = new Host(world, endpoints, node::handle, listener);
        world.trace().note(now, "join " + endpoints + " " + config.id());
        host.tell(now, new Input.TimeOfDay(EPOCH + now));
        for (Endpoint endpoint : endpoints) {
            meetSome(now, host, endpoint.family());
        }
        return new Resident(host, node);
    }

    /** One port in all families, as a node has it unless a user wants it otherwise. */
    private List<Endpoint> endpoints(Set<Family> families, SplittableRandom own) {
        List<Endpoint> drawn = Arrays.stream(Family.values())
                .filter(families::contains)
                .map(family -> addresses.next(family, own))
                .toList();
        int port = drawn.getFirst().port();
        return drawn.stream()
                .map(endpoint -> new Endpoint(endpoint.address(), port))
                .toList();
    }

    private void meetSome(long now, Host host, Family family) {
        for (int i = 0; i < CONTACTS; i++) {
            draw(other -> other.endpoint(family).isPresent())
                    .flatMap(resident -> resident.host().endpoint(family))
                    .ifPresent(contact -> host.tell(now, new Input.Meet(contact)));
        }
    }
}
