package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.NodeConfig;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.dht.DhtView;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.settings.HostAndPort;
import org.kadnode.kernel.settings.NameAndPort;
import org.kadnode.kernel.settings.Secrets;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.NodeStatus;
import org.kadnode.plugins.Program;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Settings;

/**
 * A node that runs: the pure core with a loop, sockets, a peer file and a clock around it. Safe for
 * use by any number of threads.
 */
public final class LiveNode implements AutoCloseable {

    private static final Logger LOG = System.getLogger(LiveNode.class.getName());

    /** How often we look at what may have changed around the node. */
    private static final Duration LOOK_PERIOD = Duration.ofSeconds(10);

    private final Settings settings;
    private final String version;
    private final DhtSettings dht;
    private final UdpPorts ports;
    private final NodeClock clock = new NodeClock();
    private final Tally tally = new Tally();
    private final Subscriptions subscriptions = new Subscriptions(tally);
    private final Offers offers = new Offers();
    private final HostNames hostNames = new HostNames();
    private final OwnedTasks chores = new OwnedTasks("kadnode");
    private final Introducer introducer;
    private final Optional<PeerExport> export;
    private final Requests requests;
    private final Loop loop;
    private final LiveNames names;
    private final Program program;

    /** A look at the node on the loop thread, which waits meanwhile: be quick, and keep only the answer. */
    @FunctionalInterface
    public interface View<T> {
        /**
         * Looks at the node.
         *
         * @param node the node, for calls that change nothing
         * @param now the time on the node's clock, in milliseconds
         * @return the answer
         */
        T look(Node node, long now);
    }

    /**
     * As {@link #start(Settings, String, Program)}, for a node inside another program.
     *
     * @param settings as there
     * @param version as there
     * @return as there
     * @throws IOException as there
     * @throws KadNodeException as there
     */
    public static LiveNode start(Settings settings, String version) throws IOException {
        return start(settings, version, new Alone());
    }

    /**
     * Binds the sockets, starts the loop, announces the names of {@code naming.values} and begins to join
     * the swarm.
     *
     * @param settings the settings, of which those under {@code dht}, {@code naming} and {@code auth}, and {@code
     *     process.state-dir} are used
     * @param version the version of the program, for {@link NodeStatus}
     * @param around what plugins are told of the program
     * @return the running node, to be closed by the caller
     * @throws IOException if the sockets cannot be bound; the message says which port
     * @throws KadNodeException if a setting has no value or a wrong one; the message is for the user
     */
    public static LiveNode start(Settings settings, String version, Program around) throws IOException {
        DhtSettings dht = DhtSettings.of(settings);
        LiveNode node = new LiveNode(settings, dht, NodeState.read(settings, dht.naming()), version, around);
        node.loop.start();
        try {
            node.lookAround(LocalAddresses.of(dht.families(), dht.device()));
            if (!dht.zones().isEmpty()) {
                node.handle(dht.zones().read(node.names.naming()));
            }
            for (NameAndPort value : dht.values()) {
                node.announce(new AnnounceRequest(value.name(), value.port(), Optional.empty()));
            }
            node.names.announceKept();
        } catch (KadNodeException | IOException e) {
            node.close();
            throw e;
        }
        node.introducer.start();
        node.chores.every("surroundings", LOOK_PERIOD, node::lookAround);
        node.export.ifPresent(export -> node.chores.start("export", export::repeat));
        return node;
    }

    private LiveNode(Settings settings, DhtSettings dht, NodeState state, String version, Program around)
            throws IOException {
        this.settings = settings;
        this.dht = dht;
        this.version = version;
        introducer = new Introducer(dht.families(), dht.peers(), dht.peerFile(), hostNames, this::introduce);
        export = dht.peerFile().map(file -> new PeerExport(file, this::goodNodes));
        requests = new Requests(subscriptions, clock, introducer, tally);
        ports = UdpPorts.open(dht.families(), dht.port(), dht.device());
        SecureRandom random = new SecureRandom();
        int port = ports.boundTo(dht.families().iterator().next()).getPort();
        Id id = Id.random(random);
        // A node without keys has no records, and need not write anything down.
        boolean owner = state.naming().keys().entries().stream()
                        .anyMatch(entry -> entry.secretKey().isPresent())
                || dht.values().stream()
                        .anyMatch(value -> state.naming()
                                .parse(value.name())
                                .flatMap(Name::secret)
                                .isPresent());
        String tag = owner ? state.tag(port, random).orElse(id.label()) : id.label();
        Node node = new Node(
                new NodeConfig(
                        id,
                        dht.families(),
                        port,
                        dht.legacyAuth(),
                        tag,
                        dht.addresses(),
                        dht.isolation(),
                        Limits.DEFAULT),
                random);
        try {
            loop = new Loop(node, ports, clock, requests, tally);
        } catch (IOException e) {
            ports.close();
            throw e;
        }
        program = new WholeProgram(new NodeMetrics(this, tally), around);
        names = new LiveNames(this, loop, requests, state, dht.naming().keys());
        for (Family family : dht.families()) {
            LOG.log(Level.INFO, "DHT: Bind to " + Endpoint.of(ports.boundTo(family)));
        }
    }

    /**
     * The node for a plugin, or for a part of the kernel.
     *
     * @param owner whose it is: names its threads, and tells in the log who is slow
     * @return the node as the contract shows it
     */
    public PluginNode nodeFor(String owner) {
        return new NodeFace(owner, this);
    }

    /**
     * Looks at the node.
     *
     * @param view what to find out
     * @param <T> the answer
     * @return the answer
     * @throws KadNodeException of kind {@code BUSY} or {@code CLOSED}
     */
    public <T> T ask(View<T> view) {
        return loop.ask(turn -> view.look(turn.node(), turn.now()));
    }

    /**
     * Announces all names again now.
     *
     * @return how many
     * @throws KadNodeException of kind {@code BUSY} or {@code CLOSED}
     */
    public int announceAll() {
        return loop.ask(turn -> {
            turn.handle(new Input.AnnounceAll());
            return turn.node().announcements().size();
        });
    }

    /**
     * How names are understood here.
     *
     * @return the naming under the node's top level domain, with the keys of this moment
     */
    public Naming naming() {
        return names.naming();
    }

    /**
     * The keys and announcements that can be changed while the node runs.
     *
     * @return always the same
     */
    public LiveNames names() {
        return names;
    }

    /**
     * Understands a name.
     *
     * @param text with or without the top level domain
     * @return the name
     * @throws KadNodeException of kind {@code NAME}
     */
    public Name name(String text) {
        return naming().parse(text)
                .filter(name ->
                        name.secret().isEmpty() || Ed25519.isSound(name.secret().get()))
                .orElseThrow(() -> new KadNodeException(
                        KadNodeException.Kind.NAME, "'" + Secrets.hidden(text) + "' is not a name"));
    }

    /**
     * The one network interface to which the DHT is bound.
     *
     * @return its name; empty if it uses all
     */
    public Optional<String> device() {
        return dht.device();
    }

    /**
     * Looks up a host on a thread that may wait for the system's resolver.
     *
     * @param host what to look up
     * @return its addresses in the families of this node; fails with {@link
     *     java.net.UnknownHostException}
     */
    public CompletableFuture<List<InetSocketAddress>> lookUp(HostAndPort host) {
        return hostNames
                .lookUp(host)
                .thenApply(addresses -> addresses.stream()
                        .filter(address -> dht.families().contains(Family.of(address.getAddress())))
                        .toList());
    }

    /**
     * Good nodes, those nearest to this one first, both families in equal parts where there are enough.
     *
     * @param most how many at most
     * @return their addresses
     * @throws KadNodeException of kind {@code BUSY} or {@code CLOSED}
     */
    public List<Endpoint> goodNodes(int most) {
        return ask((node, now) -> {
            List<Endpoint> good = new ArrayList<>();
            int familiesLeft = dht.families().size();
            for (Family family : dht.families()) {
                int rest = most - good.size();
                int others = familiesLeft == 1
                        ? 0
                        : node.goodNodes(otherThan(family), most, now).size();
                good.addAll(node.goodNodes(family, Math.max(rest - others, rest / familiesLeft), now));
                familiesLeft--;
            }
            return good;
        });
    }

    /**
     * The families in which this node takes part.
     *
     * @return one or two families, IPv4 first
     */
    public Set<Family> families() {
        return EnumSet.copyOf(dht.families());
    }

    /**
     * The end of the node.
     *
     * @return completes normally after {@link #close()}, else with what broke the node
     */
    public CompletableFuture<Void> end() {
        return loop.end();
    }

    /** Exports good nodes to the peer file, ends the loop and closes the sockets. Idempotent. */
    @Override
    public void close() {
        introducer.close();
        chores.close();
        hostNames.close();
        try {
            if (!loop.end().isDone()) {
                export.ifPresent(each -> each.once(Level.INFO));
            }
        } finally {
            loop.close();
        }
    }

    /**
     * Resolves a name.
     *
     * @param onClose hears when the request is given up
     */
    LiveResolution resolve(Query query, Consumer<? super LiveResolution> onClose) {
        Name name = name(query.name());
        // All plugins hear of what is found for it.
        String asked = Secrets.hidden(query.name()).equals(query.name()) ? query.name() : name.text();
        return loop.ask(turn -> {
            LiveResolution resolution = new LiveResolution(
                    requests.newTicket(), name.owner().isPresent(), clock::now, this::searches, given -> {
                        onClose.accept(given);
                        loop.followUp(later -> requests.release(later, given.ticket()));
                    });
            Input.Resolve input = new Input.Resolve(resolution.ticket(), name, query.families());
            if (!requests.resolve(turn, asked, input, resolution)) {
                throw new KadNodeException(
                        KadNodeException.Kind.BUSY, "too many names are being resolved; try again later");
            }
            return resolution;
        });
    }

    private List<Inspection.Search> searches(long ticket) {
        return ask((node, now) -> node.searches(ticket)).stream()
                .map(each -> Inspector.search(each.family(), each.lookup()))
                .toList();
    }

    List<String> names(InetAddress address) {
        return ask((node, now) -> node.names(Address.of(address), naming(), now));
    }

    Announcement announce(AnnounceRequest request) {
        long lifetime = request.lifetime().map(LiveNode::milliseconds).orElse(Long.MAX_VALUE);
        Name understood = name(request.name());
        if (understood.owner().isPresent() && understood.secret().isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    "{0} belongs to a key whose secret half is not here: nobody will believe the announcement",
                    understood.text());
        }
        // The name is understood there, too, or keys could change between the two.
        return loop.ask(turn -> requests.announce(
                        turn,
                        new Input.Announce(
                                requests.newTicket(),
                                name(request.name()),
                                request.port().orElse(0),
                                lifetime))
                .orElseThrow(() -> new KadNodeException(
                        KadNodeException.Kind.BUSY, "too many names are announced; withdraw one")));
    }

    boolean withdraw(String text) {
        Name name = name(text);
        return loop.ask(turn -> {
            boolean announced = turn.node().announcements().stream()
                    .anyMatch(each -> each.name().id().equals(name.id()));
            turn.handle(new Input.Withdraw(name));
            return announced;
        });
    }

    List<Announcement> announcements() {
        return loop.ask(turn ->
                turn.node().announcements().stream().map(requests::announcement).toList());
    }

    /** Does not wait, and does nothing if the node has ended. */
    void tell(Input input) {
        loop.followUp(turn -> turn.handle(input));
    }

    void handle(Input input) {
        loop.ask(turn -> {
            turn.handle(input);
            return turn;
        });
    }

    NodeStatus status() {
        return ask((node, now) -> {
            List<NodeStatus.FamilyStatus> each = dht.families().stream()
                    .map(family -> {
                        DhtView view = node.dht(family, now);
                        return new NodeStatus.FamilyStatus(
                                family,
                                view.id().toString(),
                                ports.boundTo(family),
                                view.nodes(),
                                view.goodNodes(),
                                view.storedIdentifiers(),
                                view.storedPeers(),
                                view.activeLookups(),
                                view.completedLookups(),
                                view.reachable());
                    })
                    .toList();
            return new NodeStatus(
                    version,
                    each.getFirst().nodeId(),
                    each,
                    node.announcements().size());
        });
    }

    boolean covers(String hostName) {
        return naming().covers(hostName);
    }

    Settings settings() {
        return settings;
    }

    /**
     * The program around the node.
     *
     * @return always the same
     */
    public Program program() {
        return program;
    }

    Offers offers() {
        return offers;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    /** What the introducer brings may be refused: its next round brings it again. */
    private void introduce(InetSocketAddress address) {
        try {
            handle(new Input.Meet(Endpoint.of(address)));
        } catch (KadNodeException busy) {
            LOG.log(Level.DEBUG, "not met: {0}: {1}", address, busy.getMessage());
        }
    }

    /** What changes around the node without telling it: addresses, the clock, zone files. */
    private void lookAround() throws IOException {
        Set<InetAddress> addresses = LocalAddresses.of(dht.families(), dht.device());
        loop.followUp(turn -> ports.follow(addresses));
        lookAround(addresses);
        dht.zones().readAgain(names.naming()).ifPresent(this::handle);
    }

    private void lookAround(Set<InetAddress> addresses) {
        Input.LocalAddresses local =
                new Input.LocalAddresses(addresses.stream().map(Address::of).collect(Collectors.toSet()));
        loop.followUp(turn -> {
            turn.handle(new Input.TimeOfDay(System.currentTimeMillis()));
            turn.handle(local);
        });
    }

    private static Family otherThan(Family family) {
        return family == Family.IPV4 ? Family.IPV6 : Family.IPV4;
    }

    private static long milliseconds(Duration lifetime) {
        return lifetime.compareTo(Duration.ofMillis(Long.MAX_VALUE)) < 0 ? lifetime.toMillis() : Long.MAX_VALUE;
    }
}
