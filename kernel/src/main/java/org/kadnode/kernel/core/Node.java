package org.kadnode.kernel.core;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.auth.Challenges;
import org.kadnode.kernel.core.dht.BucketView;
import org.kadnode.kernel.core.dht.Dht;
import org.kadnode.kernel.core.dht.DhtEvents;
import org.kadnode.kernel.core.dht.DhtView;
import org.kadnode.kernel.core.dht.LookupView;
import org.kadnode.kernel.core.dht.Place;
import org.kadnode.kernel.core.dht.StoredView;
import org.kadnode.kernel.core.guard.Blocklist;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/**
 * The whole node as a state machine: inputs go in, outputs come out, and nothing else happens. It is the
 * switchboard between the parts that do not know each other.
 *
 * <pre>
 *              Datagram                        Resolve, Announce, Meet, Block, ...
 *                 |                                          |
 *   Intake: blocklist, martians, rates          Resolver, Announcer, Publisher
 *                 |                                          |
 *                 `------------  Dht (IPv4), Dht (IPv6)  ----'
 *                                       |
 *                        Send, Found, AnnouncementStored, ...
 * </pre>
 *
 * <p>It reads no clock, starts no thread, opens no socket and draws randomness only from what it was
 * given: the same inputs at the same times give the same outputs. Not thread-safe: whoever runs it calls
 * it from one thread.
 */
public final class Node {

    private final NodeConfig config;
    private final Blocklist blocklist;
    private final Map<Family, Dht> dhts = new EnumMap<>(Family.class);
    private final Resolver resolver;
    private final Announcer announcer;
    private final Publisher publisher;
    private final TimeOfDay timeOfDay = new TimeOfDay();
    private final Outside outside;
    private final Map<Family, ExternalAddress> external = new EnumMap<>(Family.class);
    private final Map<Family, AddressWatch> watches = new EnumMap<>(Family.class);
    private final Challenges challenges;
    private final Intake intake;
    private final Isolation isolation;
    private Consumer<? super Output> out = output -> {};
    private long sent;

    /**
     * A node that knows nobody.
     *
     * @param config id, families, limits
     * @param random for everything that must be unpredictable; it decides whether tokens and
     *     transaction numbers can be guessed, so give it a secure one outside of simulations
     */
    public Node(NodeConfig config, RandomGenerator random) {
        this.config = config;
        Limits limits = config.limits();
        outside = new Outside(config.port(), config.families());
        blocklist = new Blocklist(limits.blocked());
        for (Family family : config.families()) {
            external.put(family, new ExternalAddress());
            dhts.put(family, new Dht(family, config.id(), config.families(), limits, random, new Switch(family)));
        }
        challenges = new Challenges(config.legacyAuth() ? limits.challenges() : 0, random, new Verdicts());
        resolver = new Resolver(config, dhts, challenges, timeOfDay, blocklist, this::emit);
        publisher = new Publisher(config, dhts, external, outside, timeOfDay, random, this::emit);
        for (Family family : config.families()) {
            watches.put(
                    family, new AddressWatch(externalOf(family), dhtOf(family), () -> publisher.publishesSeen(family)));
        }
        announcer = new Announcer(limits, outside, dhts, random, this::emit, (now, name, done) -> {
            if (done) {
                publisher.forget(now, name);
            } else {
                publisher.withdraw(now, name);
            }
        });
        isolation = new Isolation(config.isolation());
        intake = new Intake(config, isolation, dhts, challenges, announcer::secret, blocklist, this::send);
    }

    /**
     * Takes one input.
     *
     * @param now milliseconds on a clock that never goes back; where it starts does not matter
     * @param input what happened
     * @param out gets the effects, during the call
     * @return when to give it an {@link Input.Wake} at the latest, on the same clock; {@link
     *     Long#MAX_VALUE} for never
     */
    public long handle(long now, Input input, Consumer<? super Output> out) {
        this.out = out;
        switch (input) {
            case Input.Datagram datagram ->
                intake.receive(now, datagram.channel(), datagram.source(), datagram.payload());
            case Input.Wake wake -> wake(now);
            case Input.Meet meet -> meet(now, meet.endpoint());
            case Input.Resolve resolve ->
                resolver.resolve(now, resolve, ownAddresses(resolve.name().id()));
            case Input.Release release -> resolver.release(now, release.ticket());
            case Input.Announce announce -> announce(now, announce);
            case Input.AnnounceAll all -> announceAll(now);
            case Input.Withdraw withdraw -> announcer.withdraw(now, withdraw.name());
            case Input.Block block -> block(block.address());
            case Input.TimeOfDay time -> timeOfDay(now, time.millis());
            case Input.LocalAddresses local -> local(now, local.addresses());
            case Input.Forwarded forwarded -> forwarded(now, forwarded.family(), forwarded.outside());
            case Input.Zones zones -> publisher.zones(now, zones.zones());
        }
        this.out = output -> {};
        return wakeAt(now);
    }

    private void wake(long now) {
        dhts.values().forEach(dht -> dht.wake(now));
        challenges.wake(now);
        resolver.wake(now);
        announcer.wake(now);
        publisher.wake(now);
        watches.values().forEach(watch -> watch.wake(now));
    }

    private void announce(long now, Input.Announce announce) {
        announcer.announce(now, announce).ifPresent(begun -> publisher.announce(now, announce.name(), begun.asked()));
    }

    private void announceAll(long now) {
        announcer.announceAll(now);
        publisher.changed(now);
    }

    private void block(Address address) {
        blocklist.add(address);
        dhts.values().forEach(dht -> dht.forget(address));
        resolver.forget(address);
    }

    private void timeOfDay(long now, long millis) {
        if (timeOfDay.set(now, millis)) {
            // The machine has slept, or its clock was set: what was to last for a while may have run out.
            resolver.doubt();
            announceAll(now);
        }
    }

    private void local(long now, Set<Address> addresses) {
        boolean changed = false;
        for (ExternalAddress each : external.values()) {
            changed |= each.local(addresses);
        }
        if (changed) {
            addressesChanged(now);
        }
    }

    /** Where the world sees us is something else, or certain only now. */
    private void addressesChanged(long now) {
        publisher.changed(now);
        external.forEach((family, votes) ->
                votes.elected().ifPresent(address -> dhtOf(family).seenAs(now, address)));
    }

    private void forwarded(long now, Family family, Optional<Endpoint> endpoint) {
        if (dhts.containsKey(family) && outside.forwarded(family, endpoint)) {
            externalOf(family).gateway(endpoint.map(Endpoint::address).filter(address -> !address.isMartian()));
            announcer.moved(now, family);
            addressesChanged(now);
            emit(new Output.Forwarded(family, endpoint));
        }
    }

    private long wakeAt(long now) {
        long at = Math.min(
                Math.min(challenges.wakeAt(), resolver.wakeAt(now)), Math.min(announcer.wakeAt(), publisher.wakeAt()));
        for (Dht dht : dhts.values()) {
            at = Math.min(at, dht.wakeAt());
        }
        for (AddressWatch watch : watches.values()) {
            at = Math.min(at, watch.wakeAt());
        }
        return at;
    }

    private void meet(long now, Endpoint endpoint) {
        Dht dht = dhts.get(endpoint.family());
        if (dht != null && endpoint.isCredible(endpoint.address())) {
            dht.meet(now, endpoint);
        }
    }

    /** A name of ours leads to this host, as far as programs on this host are concerned. */
    private List<Endpoint> ownAddresses(Id id) {
        List<Endpoint> own = new ArrayList<>();
        for (int port : announcer.ports(id)) {
            dhts.keySet().forEach(family -> own.add(new Endpoint(Address.loopback(family), port)));
        }
        return own;
    }

    private void send(int channel, Endpoint target, ByteBuffer payload) {
        if (!blocklist.contains(target.address())) {
            sent++;
            emit(new Output.Send(channel, target, isolation.wrap(payload)));
        }
    }

    private void emit(Output output) {
        out.accept(output);
    }

    /** Connects one of the DHTs with the rest. */
    private final class Switch implements DhtEvents {

        private final Family family;

        private Switch(Family family) {
            this.family = family;
        }

        @Override
        public void send(int channel, Endpoint target, ByteBuffer payload) {
            Node.this.send(channel, target, payload);
        }

        @Override
        public boolean maySpendSignature(long now, Endpoint source) {
            return intake.maySpendSignature(now, source);
        }

        @Override
        public void joined(long now) {
            emit(new Output.Joined(family));
            resolver.joined(now, family);
            announcer.joined(now, family);
            publisher.changed(now);
        }

        @Override
        public void lonely() {
            emit(new Output.Lonely(family));
        }

        @Override
        public void contactAdded(long now) {
            announcer.contactAdded(now, family);
            publisher.contactAdded(now, family);
        }

        @Override
        public void found(long now, Id target, Endpoint peer, Endpoint witness) {
            resolver.found(now, target, peer, witness);
        }

        @Override
        public boolean isBlocked(Address address) {
            return blocklist.contains(address);
        }

        @Override
        public void lookupEnded(long now, Id target, Supplier<LookupView> how) {
            resolver.lookupEnded(now, family, target, how);
        }

        @Override
        public void itemFound(long now, Id target, Item.Mutable item, Endpoint witness) {
            publisher.itemFound(target, item);
            resolver.itemFound(now, target, item, witness.address().isLoopback(), true);
        }

        @Override
        public void itemPut(long now, Id target, Item.Mutable item, Endpoint source) {
            resolver.itemFound(now, target, item, source.address().isLoopback(), false);
        }

        @Override
        public void itemLookupEnded(long now, Id target, Supplier<LookupView> how, List<Place> places) {
            resolver.itemLookupEnded(now, family, target, how);
            publisher.itemLookupEnded(now, family, target, places);
        }

        @Override
        public void itemStored(long now, Id target, int copies, int overtaken) {
            publisher.itemStored(now, family, target, copies, overtaken);
        }

        @Override
        public void seenAt(long now, Endpoint seen, Endpoint witness) {
            if (watchOf(family).seenAt(now, witness.address(), seen.address())) {
                addressesChanged(now);
            }
        }

        @Override
        public void announced(long now, Id target, int port, int copies) {
            announcer.announced(now, family, target, port, copies);
        }

        @Override
        public void heardOf(long now, NodeInfo node) {
            Optional.ofNullable(dhts.get(node.endpoint().family())).ifPresent(dht -> dht.heardOf(now, node));
        }

        @Override
        public void closest(long now, Family other, Id target, List<NodeInfo> nearest) {
            Dht dht = dhts.get(other);
            if (dht != null) {
                dht.closest(now, target, nearest);
            }
        }
    }

    /** Connects the challenges with the rest. */
    private final class Verdicts implements Challenges.Events {

        @Override
        public void challenge(Endpoint target, ByteBuffer payload) {
            send(Output.ANY_CHANNEL, target, payload);
        }

        @Override
        public void verified(long now, Id id, Endpoint claimant) {
            resolver.judged(now, id, claimant, true);
        }

        @Override
        public void unverified(long now, Id id, Endpoint claimant) {
            resolver.judged(now, id, claimant, false);
        }
    }

    /**
     * What the node was made with.
     *
     * @return the configuration
     */
    public NodeConfig config() {
        return config;
    }

    /**
     * What passed through.
     *
     * @return totals since the start
     */
    public Counters counters() {
        return intake.counters(sent);
    }

    /**
     * How a family is doing.
     *
     * @param family one that the node takes part in
     * @param now the time, as for {@link #handle}
     * @return figures
     */
    public DhtView dht(Family family, long now) {
        return dhtOf(family).view(now);
    }

    /**
     * Good nodes to tell others about.
     *
     * @param family one that the node takes part in
     * @param most how many at most
     * @param now the time
     * @return the nearest to our own id first
     */
    public List<Endpoint> goodNodes(Family family, int most, long now) {
        return dhtOf(family).goodNodes(now, most);
    }

    /**
     * The routing table of a family.
     *
     * @param family one that the node takes part in
     * @param now the time
     * @return buckets with contacts, far ones first
     */
    public List<BucketView> buckets(Family family, long now) {
        return dhtOf(family).buckets(now);
    }

    /**
     * The look-ups under way in a family.
     *
     * @param family one that the node takes part in
     * @return in no order
     */
    public List<LookupView> lookups(Family family) {
        return dhtOf(family).lookups();
    }

    /**
     * The searches that a resolve request waits for.
     *
     * @param ticket the number of the {@link Input.Resolve}
     * @return those under way as they stand, and those that ended while somebody waited, as they stood then; none for a
     *     request that is not under way
     */
    public List<SearchView> searches(long ticket) {
        return resolver.searches(ticket);
    }

    /**
     * What is stored for others in a family.
     *
     * @param family one that the node takes part in
     * @return identifiers near our own id first
     */
    public List<StoredView> stored(Family family) {
        return dhtOf(family).stored();
    }

    /**
     * Queries of ours in a family that wait for an answer.
     *
     * @param family one that the node takes part in
     * @return how many
     */
    public int pendingQueries(Family family) {
        return dhtOf(family).pendingQueries();
    }

    /**
     * The kept results of look-ups.
     *
     * @param now the time
     * @return least recently used first
     */
    public List<ResultView> results(long now) {
        return resolver.view(now);
    }

    /**
     * The names that lead to an address, among those that were asked for and whose results are kept. Only what an owner has
     * proved counts.
     *
     * @param address the address
     * @param naming how names are understood now: those that mean something else by now are left out
     * @param now the time
     * @return host names with the top level domain, at most 16, the one asked for last first
     */
    public List<String> names(Address address, Naming naming, long now) {
        return resolver.names(now, address, naming);
    }

    /**
     * The records of our names.
     *
     * @return oldest first
     */
    public List<OwnRecordView> records() {
        return publisher.view();
    }

    /**
     * Where the world finds us, as far as it is known: what stands in the records of our names.
     *
     * @return addresses, IPv4 first
     */
    public List<Address> externalAddresses() {
        return publisher.addresses();
    }

    /**
     * What the node announces.
     *
     * @return oldest first
     */
    public List<AnnouncementView> announcements() {
        return announcer.view();
    }

    /**
     * The blocklist.
     *
     * @return oldest entry first
     */
    public Set<Address> blocked() {
        return blocklist.view();
    }

    private AddressWatch watchOf(Family family) {
        return Objects.requireNonNull(watches.get(family));
    }

    private ExternalAddress externalOf(Family family) {
        return Objects.requireNonNull(external.get(family));
    }

    private Dht dhtOf(Family family) {
        return Objects.requireNonNull(dhts.get(family), () -> "not in " + family.label());
    }
}
