package org.kadnode.kernel.shell;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.NodeConfig;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.settings.HostAndPort;
import org.kadnode.kernel.settings.NameAndPort;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.NodeStatus;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Settings;

/**
 * A node that runs: the pure core with a loop, sockets, a peer file and a clock around it. Safe for
 * use by any number of threads.
 */
public final class LiveNode implements AutoCloseable {

    private static final Logger LOG = System.getLogger(LiveNode.class.getName());

    /** Nodes written into the peer file (KadNode 1.0). */
    static final int MOST_EXPORTED = 150;

    /** The first export while the node runs, and the time between two looks at whether one is due. */
    private static final Duration FIRST_EXPORT = Duration.ofMinutes(5);

    private static final Duration EXPORT_PERIOD = Duration.ofHours(24);
    private static final Duration ADDRESS_PERIOD = Duration.ofSeconds(10);

    private final Settings settings;
    private final String version;
    private final Naming naming;
    private final Set<Family> families;
    private final Optional<String> device;
    private final UdpPorts ports;
    private final NodeClock clock = new NodeClock();
    private final Subscriptions subscriptions = new Subscriptions();
    private final HostNames hostNames = new HostNames();
    private final OwnedTasks chores = new OwnedTasks("kadnode");
    private final Optional<PeerFile> peerFile;
    private final Introducer introducer;
    private final Requests requests;
    private final Loop loop;

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
     * Binds the sockets, starts the loop, announces the names of {@code naming.values} and begins to join
     * the swarm.
     *
     * @param settings the settings, of which those under {@code dht} and {@code naming} are used
     * @param version the version of the program, for {@link NodeStatus}
     * @return the running node, to be closed by the caller
     * @throws IOException if the sockets cannot be bound; the message says which port
     * @throws KadNodeException if a setting has no value or a wrong one; the message is for the user
     */
    public static LiveNode start(Settings settings, String version) throws IOException {
        List<NameAndPort> values =
                settings.texts("naming.values").stream().map(LiveNode::value).toList();
        LiveNode node = new LiveNode(settings, version);
        node.loop.start();
        try {
            for (NameAndPort value : values) {
                node.announce(new AnnounceRequest(value.name(), value.port(), Optional.empty()));
            }
        } catch (KadNodeException e) {
            node.close();
            throw e;
        }
        node.introducer.start();
        node.chores.every("addresses", ADDRESS_PERIOD, node::followAddresses);
        node.chores.after("first export", FIRST_EXPORT, node::exportDaily);
        return node;
    }

    private LiveNode(Settings settings, String version) throws IOException {
        this.settings = settings;
        this.version = version;
        naming = new Naming(settings.text("naming.tld"));
        families = families(settings.text("dht.mode"));
        device = optional(settings, "dht.interface");
        peerFile = optional(settings, "dht.peer-file").map(file -> new PeerFile(Path.of(file)));
        ports = UdpPorts.open(families, settings.number("dht.port"), device);
        introducer = new Introducer(families, settings.texts("dht.peers"), peerFile, hostNames, this::introduce);
        requests = new Requests(subscriptions, clock, introducer);
        SecureRandom random = new SecureRandom();
        Node node = new Node(new NodeConfig(Id.random(random), families, Limits.DEFAULT), random);
        try {
            loop = new Loop(node, ports, clock, requests);
        } catch (IOException e) {
            ports.close();
            throw e;
        }
        for (Family family : families) {
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
     * @return the naming under the node's top level domain
     */
    public Naming naming() {
        return naming;
    }

    /**
     * Understands a name.
     *
     * @param text with or without the top level domain
     * @return the name
     * @throws KadNodeException of kind {@code NAME}
     */
    public Name name(String text) {
        return naming.parse(text)
                .orElseThrow(() -> new KadNodeException(KadNodeException.Kind.NAME, "'" + text + "' is not a name"));
    }

    /**
     * The one network interface to which the DHT is bound.
     *
     * @return its name; empty if it uses all
     */
    public Optional<String> device() {
        return device;
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
                        .filter(address -> families.contains(Family.of(address.getAddress())))
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
            int familiesLeft = families.size();
            for (Family family : families) {
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
        return EnumSet.copyOf(families);
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
        if (!loop.end().isDone()) {
            export();
        }
        loop.close();
    }

    /**
     * Resolves a name.
     *
     * @param onClose hears when the request is given up
     */
    LiveResolution resolve(Query query, Consumer<? super LiveResolution> onClose) {
        Name name = name(query.name());
        return loop.ask(turn -> {
            LiveResolution resolution = new LiveResolution(requests.newTicket(), given -> {
                onClose.accept(given);
                loop.followUp(later -> requests.release(later, given.ticket()));
            });
            Input.Resolve input = new Input.Resolve(resolution.ticket(), name, query.families());
            if (!requests.resolve(turn, query.name(), input, resolution)) {
                throw new KadNodeException(
                        KadNodeException.Kind.BUSY, "too many names are being resolved; try again later");
            }
            return resolution;
        });
    }

    Announcement announce(AnnounceRequest request) {
        Name name = name(request.name());
        long lifetime = request.lifetime().map(LiveNode::milliseconds).orElse(Long.MAX_VALUE);
        return loop.ask(turn -> requests.announce(
                        turn,
                        new Input.Announce(
                                requests.newTicket(), name, request.port().orElse(0), lifetime))
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

    void handle(Input input) {
        loop.ask(turn -> {
            turn.handle(input);
            return turn;
        });
    }

    NodeStatus status() {
        return ask((node, now) -> {
            List<NodeStatus.FamilyStatus> each = families.stream()
                    .map(family -> {
                        var dht = node.dht(family, now);
                        return new NodeStatus.FamilyStatus(
                                family,
                                ports.boundTo(family),
                                dht.nodes(),
                                dht.goodNodes(),
                                dht.storedIdentifiers(),
                                dht.storedPeers(),
                                dht.activeLookups(),
                                dht.completedLookups());
                    })
                    .toList();
            return new NodeStatus(
                    version,
                    node.config().id().toString(),
                    each,
                    node.announcements().size());
        });
    }

    boolean covers(String hostName) {
        return naming.covers(hostName);
    }

    Settings settings() {
        return settings;
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

    private void followAddresses() throws IOException {
        Set<InetAddress> addresses = LocalAddresses.of(families, device);
        loop.followUp(turn -> ports.follow(addresses));
    }

    /** As in 1.0: when 5 minutes have passed, or as soon after as there are good nodes; then each day. */
    private void exportDaily() throws InterruptedException {
        while (true) {
            Thread.sleep(export() ? EXPORT_PERIOD : FIRST_EXPORT);
        }
    }

    private boolean export() {
        if (peerFile.isEmpty()) {
            return true;
        }
        PeerFile file = peerFile.get();
        try {
            List<String> nodes =
                    goodNodes(MOST_EXPORTED).stream().map(Endpoint::toString).toList();
            if (nodes.isEmpty()) {
                LOG.log(Level.INFO, "No peers to export.");
                return false;
            }
            file.write(nodes);
            LOG.log(Level.INFO, "{0} peers exported: {1}", nodes.size(), file.path());
            return true;
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Cannot write the peer file {0}: {1}", file.path(), e);
            return false;
        } catch (KadNodeException closed) {
            LOG.log(Level.DEBUG, "no peers exported: {0}", closed.getMessage());
            return false;
        }
    }

    private static Family otherThan(Family family) {
        return family == Family.IPV4 ? Family.IPV6 : Family.IPV4;
    }

    private static NameAndPort value(String text) {
        return NameAndPort.parse(text)
                .orElseThrow(() -> new KadNodeException(
                        KadNodeException.Kind.NAME, "'" + text + "' is not a name to announce, or has no valid port"));
    }

    private static Set<Family> families(String mode) throws IOException {
        Set<Family> wanted = switch (mode) {
            case "ipv4" -> EnumSet.of(Family.IPV4);
            case "ipv6" -> EnumSet.of(Family.IPV6);
            case "dual" -> EnumSet.allOf(Family.class);
            default ->
                throw new KadNodeException(
                        KadNodeException.Kind.SETTING, "dht.mode: '" + mode + "' is not ipv4, ipv6 or dual");
        };
        Set<Family> available = EnumSet.noneOf(Family.class);
        for (Family family : wanted) {
            if (UdpPorts.isAvailable(family)) {
                available.add(family);
            } else {
                LOG.log(Level.WARNING, "This machine has no " + family.label() + ": the node does without.");
            }
        }
        if (available.isEmpty()) {
            throw new IOException("dht.mode " + mode + " is impossible on this machine");
        }
        return available;
    }

    private static Optional<String> optional(Settings settings, String path) {
        return settings.has(path) ? Optional.of(settings.text(path)).filter(text -> !text.isBlank()) : Optional.empty();
    }

    private static long milliseconds(Duration lifetime) {
        return lifetime.compareTo(Duration.ofMillis(Long.MAX_VALUE)) < 0 ? lifetime.toMillis() : Long.MAX_VALUE;
    }
}
