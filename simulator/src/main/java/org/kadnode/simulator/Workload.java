package org.kadnode.simulator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.ResolvedAddress.Proof;
import org.kadnode.simulator.Swarm.Resident;

/**
 * What the users of the swarm do, and what comes of it. Each name is announced by a node that joins for
 * it, in the very millisecond in which it joins, and stays. Once the name is stored, others look it up:
 * nodes of the network, and guests that look it up in the very millisecond in which they join.
 */
final class Workload implements Activity {

    /** How long a new announcement may take until it is stored, in milliseconds. */
    private static final long STORING = 300_000;
    /** How long a look-up may take, in milliseconds. */
    private static final long PATIENCE = 60_000;
    /** Of so many look-ups of a name, one is made by a guest. */
    private static final int GUEST_EVERY = 4;

    private final World world;
    private final SplittableRandom random;
    private final Swarm swarm;
    private final VainRequests vain;
    private final Naming naming = new Naming(".p2p");
    private final Map<Name, Publication> publications = new HashMap<>();
    private final Map<Long, Query> queries = new HashMap<>();
    private final Set<Host> guests = new HashSet<>();
    private final Set<Name> missedNames = new HashSet<>();
    private final Sample storedAfter = new Sample();
    private final Sample copies = new Sample();
    private final Sample firstInNetwork = new Sample();
    private final Sample firstOfGuests = new Sample();
    private long asked;
    private long missed;
    private long abandoned;
    private long lastTicket;

    /**
     * A workload that has not begun.
     *
     * @param world where it happens
     * @param random decides who does what and when
     * @param inspection looks at the nodes of the swarm
     */
    Workload(World world, SplittableRandom random, Inspection inspection) {
        this.world = world;
        this.random = random;
        swarm = new Swarm(world, random.split(), inspection, this);
        vain = new VainRequests(world);
    }

    @Override
    public void begin() {
        Scenario scenario = world.scenario();
        swarm.grow(scenario.nodes() - scenario.names());
        for (int i = 0; i < scenario.names(); i++) {
            Name name = naming.parse("name-" + i + ".p2p").orElseThrow();
            world.queue().add(random.nextLong(scenario.grown(), scenario.announced()), now -> announce(now, name));
        }
    }

    @Override
    public Outcome end(long now) {
        swarm.end(now);
        return new NamesOutcome(
                publications.size(),
                storedAfter,
                copies,
                storedAfter.size() - missedNames.size(),
                asked,
                missed,
                abandoned,
                firstInNetwork,
                firstOfGuests);
    }

    @Override
    public void hear(long now, Host host, Output output) {
        world.trace().note(now, host + " says: " + output);
        if (vain.hear(now, host, output)) {
            return;
        }
        switch (output) {
            case Output.Found found -> found(now, host, found);
            case Output.Searching searching -> ofLiveTicket(now, host, searching.ticket(), output);
            case Output.AnnouncementStored stored -> stored(now, host, stored);
            case Output.Refused refused -> world.checks().violated(now, host + " refuses: " + refused);
            case Output.AnnouncementEnded ended -> world.checks().violated(now, host + " gives up: " + ended);
            case Output.AnnouncementAdded added -> {}
            case Output.Signed signed -> {}
            case Output.Unverified unverified -> {}
            case Output.RecordStored stored -> {}
            case Output.Joined joined -> {}
            case Output.Lonely lonely -> {}
            case Output.Forwarded forwarded -> {}
            case Output.Send send -> throw new AssertionError("the host sends it: " + send);
        }
    }

    private void announce(long now, Name name) {
        Host announcer = swarm.settle(now).host();
        Publication publication = new Publication(name, announcer, random.nextInt(1, 1 << 16), now);
        publications.put(name, publication);
        announcer.tell(now, new Input.Announce(++lastTicket, name, publication.port(), Long.MAX_VALUE));
        world.queue().add(now + STORING, then -> {
            if (!publication.isStored()) {
                world.checks().violated(then, publication + " is not stored yet");
            }
        });
    }

    private void stored(long now, Host host, Output.AnnouncementStored stored) {
        Publication publication = publications.get(stored.announcement().name());
        if (publication == null || publication.announcer() != host) {
            world.checks().violated(now, host + " announces what it was not told to: " + stored);
            return;
        }
        copies.add(stored.copies());
        if (stored.copies() > 0 && publication.stored(stored.family())) {
            storedAfter.add(now - publication.announcedAt());
            // Under tight limits a name can be stored so late that no look-up for it could end before the run does.
            if (now < lastRequest()) {
                planVainRequest(now, publication);
                planLookups(now, publication);
            }
        }
    }

    /** After this moment a request could not be answered before the end, in milliseconds. */
    private long lastRequest() {
        return world.scenario().duration() - PATIENCE;
    }

    private void planLookups(long now, Publication publication) {
        Scenario scenario = world.scenario();
        for (int i = 0; i < scenario.lookups(); i++) {
            boolean byGuest = i % GUEST_EVERY == GUEST_EVERY - 1;
            long time = random.nextLong(now, lastRequest());
            world.queue().add(time, then -> ask(then, publication, byGuest));
        }
    }

    private void planVainRequest(long now, Publication publication) {
        Name nobodys = naming.parse("no-" + publication.name().text()).orElseThrow();
        long time = random.nextLong(now, lastRequest());
        world.queue()
                .add(
                        time,
                        then -> swarm.draw(host -> true)
                                .ifPresent(asker -> vain.ask(then, ++lastTicket, nobodys, asker.host())));
    }

    private void ask(long now, Publication publication, boolean byGuest) {
        Resident asker = byGuest
                ? swarm.invite(now, publication.families())
                : swarm.draw(host -> host != publication.announcer()
                                && publication.families().stream()
                                        .anyMatch(
                                                family -> host.endpoint(family).isPresent()))
                        .orElseThrow();
        if (byGuest) {
            guests.add(asker.host());
        }
        Query query = new Query(publication, asker, now);
        long ticket = ++lastTicket;
        queries.put(ticket, query);
        asked++;
        asker.host().tell(now, new Input.Resolve(ticket, publication.name(), query.families()));
        world.queue().add(now + PATIENCE, then -> conclude(then, ticket));
    }

    private void found(long now, Host host, Output.Found found) {
        Query query = ofLiveTicket(now, host, found.ticket(), found);
        if (query == null) {
            return;
        }
        if (found.proof() == Proof.OWN || !query.found(now, found.address())) {
            world.checks().violated(now, host + " finds what is wrong or was found before: " + found);
        } else if (query.isComplete()) {
            // Not at once: the node is in the middle of a call.
            world.queue().add(now, then -> conclude(then, found.ticket()));
        }
    }

    private @Nullable Query ofLiveTicket(long now, Host host, long ticket, Output output) {
        Query query = queries.get(ticket);
        if (query == null || query.asker().host() != host) {
            world.checks().violated(now, host + " speaks of a ticket that it does not have: " + output);
            return null;
        }
        return query;
    }

    private void conclude(long now, long ticket) {
        Query query = queries.remove(ticket);
        if (query == null) {
            return;
        }
        Host asker = query.asker().host();
        boolean guest = guests.remove(asker);
        if (query.isComplete()) {
            (guest ? firstOfGuests : firstInNetwork).add(query.firstAfter());
        } else if (asker.isOpen()) {
            missed++;
            missedNames.add(query.publication().name());
            world.checks().violated(now, "%s was not found by %s".formatted(query.publication(), asker));
        } else {
            abandoned++;
        }
        if (asker.isOpen()) {
            asker.tell(now, new Input.Release(ticket));
        }
        if (guest) {
            swarm.leave(now, query.asker());
        }
    }
}
