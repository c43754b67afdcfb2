package org.kadnode.plugins.testkit;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.NodeEvent;
import org.kadnode.plugins.NodeStatus;
import org.kadnode.plugins.Plugin;
import org.kadnode.plugins.Program;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress.Proof;
import org.kadnode.plugins.Settings;
import org.kadnode.plugins.SignedData;
import org.kadnode.plugins.Tasks;

/**
 * A node made of memory only. A test scripts what the DHT finds, drives the time, and looks at what a plugin asked for:
 *
 * <pre>{@code
 * var plugin = new EchoPlugin();
 * var node = FakeNode.forPlugin(plugin, Map.of("echo.port", 7));
 * node.found("foo.p2p", "192.0.2.1:8080");                            // known at once
 * node.foundAfter(Duration.ofSeconds(2), "bar.p2p", "[2001:db8::1]:80"); // known two virtual seconds later
 * plugin.start(node);
 * node.advance(Duration.ofSeconds(2));
 * }</pre>
 *
 * <p>A name that is not scripted is searched for and never found. Both address families take part and have joined their
 * DHT. Time stands still but for {@link #advance}: the patience of a {@link Resolution} and the delays of {@link Tasks}
 * count in virtual time, while jobs begun with {@link Tasks#start} run at once on threads of their own. When a test must
 * not go on before such a thread has come to wait for a name, it calls {@link #untilWaiting}.
 *
 * <p>Events reach the subscribers on the thread that causes them, before that call returns. Safe for use by any number of
 * threads, except that only one may call {@link #advance}.
 */
public class FakeNode implements KadNode, AutoCloseable {

    private static final String NODE_ID = "00".repeat(20);

    /** The date at which the virtual time begins. */
    public static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");

    private static final int RANDOM_PORT = 49152;

    private static final int MOST_NAMES = 16;

    private final VirtualTime time = new VirtualTime();
    private final FakeTasks tasks = new FakeTasks(time);
    private final FakeDht dht = new FakeDht(time, tasks);
    private final FakeSettings settings;
    private final FakeNaming naming;
    private final List<Consumer<? super NodeEvent>> listeners = new CopyOnWriteArrayList<>();
    private final List<Query> queries = new ArrayList<>();
    private final List<AnnounceRequest> announceRequests = new ArrayList<>();
    private final List<Announcement> announcements = new ArrayList<>();
    private final List<InetSocketAddress> meets = new ArrayList<>();
    private final List<InetAddress> blocks = new ArrayList<>();
    private Inspection inspection = new Inspection(List.of(), List.of(), List.of());
    private final Map<Family, InetSocketAddress> forwarded = new EnumMap<>(Family.class);
    private final Map<Class<?>, Object> offers = new HashMap<>();
    private volatile FakeProgram program = new FakeProgram(List.of(), List.of(), List.of());
    private boolean busy;
    private boolean closed;

    /**
     * Something that a task or a listener of the plugin threw.
     *
     * @param name the task's name, or {@code event} for a listener
     * @param cause what was thrown
     */
    public record Failure(String name, Throwable cause) {}

    /** A node without settings but for {@code naming.tld}, which is {@code .p2p}, and {@code naming.pkarr}, which is on. */
    public FakeNode() {
        this(FakeSettings.of(Map.of()));
    }

    private FakeNode(FakeSettings settings) {
        this.settings = settings.over(Map.of("naming.tld", ".p2p", "naming.pkarr", true));
        this.naming = new FakeNaming(this.settings.text("naming.tld"), this.settings.flag("naming.pkarr"));
    }

    /**
     * A node with the settings that a plugin would find.
     *
     * @param plugin the plugin, whose module may hold a {@code reference.conf}
     * @param values settings by dotted path, stronger than the {@code reference.conf}; texts, numbers, booleans or lists
     * @return the node
     */
    public static FakeNode forPlugin(Plugin plugin, Map<String, ?> values) {
        return new FakeNode(FakeSettings.of(values).over(plugin.getClass().getModule()));
    }

    // ---- the script

    /**
     * Restricts the families in which the node takes part.
     *
     * @param families one or both
     * @return this node
     */
    public FakeNode families(Family... families) {
        dht.families(EnumSet.copyOf(List.of(families)));
        return this;
    }

    /**
     * Joins or leaves the DHT of a family, and tells the subscribers.
     *
     * @param family the family
     * @param joined whether nodes of it are known from now on
     * @return this node
     */
    public FakeNode joined(Family family, boolean joined) {
        if (dht.joined(family) != joined) {
            dht.joined(family, joined);
            fire(joined ? new NodeEvent.Joined(family) : new NodeEvent.Lonely(family));
        }
        return this;
    }

    /**
     * Makes addresses of a name known from now on. A running request for them gets them at once.
     *
     * @param name the name, with or without the top level domain
     * @param endpoints literal addresses with port, {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}
     * @return this node
     */
    public FakeNode found(String name, String... endpoints) {
        for (String endpoint : endpoints) {
            dht.found(naming.key(name), Endpoints.parse(endpoint))
                    .ifPresent(address -> fire(new NodeEvent.AddressFound(name, address)));
        }
        return this;
    }

    /**
     * Scripts how all addresses of a name are proved, those found so far and those to come.
     *
     * @param name the name, with or without the top level domain
     * @param proof {@link Proof#NONE} unless scripted; own addresses come from {@link #announce} alone
     * @return this node
     */
    public FakeNode proved(String name, Proof proof) {
        dht.proved(naming.key(name), proof);
        return this;
    }

    /**
     * Scripts the trust in all addresses of a name, those found so far and those to come. It is handed out as it is,
     * however much time passes; unless scripted it is 20 minutes, that of an address that was found just now.
     *
     * @param name the name, with or without the top level domain
     * @param trust at least zero
     * @return this node
     */
    public FakeNode trusted(String name, Duration trust) {
        dht.trusted(naming.key(name), trust);
        return this;
    }

    /**
     * Lets a name belong to somebody who has not signed anything about it yet: {@link Resolution#signed} waits. Names
     * are compared as they are written: that a key also owns what lies below it must be scripted name by name.
     *
     * @param name the name, with or without the top level domain
     * @return this node
     */
    public FakeNode owned(String name) {
        dht.owned(naming.key(name));
        return this;
    }

    /**
     * Lets somebody claim a name without having proved it: the name is {@link #owned}, and {@link Resolution#unverified}
     * from now on until an address of it is {@link #found}.
     *
     * @param name the name, with or without the top level domain
     * @return this node
     */
    public FakeNode claimed(String name) {
        dht.claimed(naming.key(name));
        return this;
    }

    /**
     * Makes known what the owner of a name has signed about it, from now on. A running request gets it at once if the name
     * was {@link #owned} when it began to wait. Addresses among it are scripted with {@link #found} in addition.
     *
     * @param name the name, with or without the top level domain
     * @param data what {@link Resolution#signed} returns from now on
     * @return this node
     */
    public FakeNode signed(String name, SignedData data) {
        dht.signed(naming.key(name), data);
        return this;
    }

    /**
     * Makes known what the owner of a name has signed about it, after some virtual time; the name is its own from now on.
     *
     * @param delay how long from now
     * @param name the name, with or without the top level domain
     * @param data as for {@link #signed}
     * @return this node
     */
    public FakeNode signedAfter(Duration delay, String name, SignedData data) {
        owned(name);
        time.at(delay, () -> signed(name, data));
        return this;
    }

    /**
     * Makes addresses of a name known after some virtual time.
     *
     * @param delay how long from now
     * @param name the name, with or without the top level domain
     * @param endpoints as for {@link #found}
     * @return this node
     */
    public FakeNode foundAfter(Duration delay, String name, String... endpoints) {
        time.at(delay, () -> found(name, endpoints));
        return this;
    }

    /**
     * Ends the searches for a name: nothing more is found, and requests end.
     *
     * @param name the name, with or without the top level domain
     * @param families the families whose search ends; none means all
     * @return this node
     */
    public FakeNode searchEnds(String name, Family... families) {
        Set<Family> ended = EnumSet.allOf(Family.class);
        if (families.length > 0) {
            ended.retainAll(Arrays.asList(families));
        }
        dht.ended(naming.key(name), ended);
        return this;
    }

    /**
     * Scripts what the node says of the program around it, which has neither plugins nor metrics nor a log unless scripted.
     *
     * @param program what {@link #program} returns from now on
     * @return this node
     */
    public FakeNode program(FakeProgram program) {
        this.program = program;
        return this;
    }

    /**
     * Makes the node refuse requests with {@link KadNodeException.Kind#BUSY}, or accept them again.
     *
     * @param busy whether it refuses
     * @return this node
     */
    public FakeNode busy(boolean busy) {
        time.change(() -> this.busy = busy);
        return this;
    }

    /**
     * Tells all subscribers of an event, on the calling thread.
     *
     * @param event the event
     */
    public void fire(NodeEvent event) {
        for (Consumer<? super NodeEvent> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException | Error e) {
                tasks.failed("event", e);
            }
        }
    }

    /**
     * Moves the time on. Tasks that become due run one after the other, each until it ends or waits for this node.
     *
     * @param span how far, at least zero
     * @throws AssertionError if a task does neither within 20 s of real time
     */
    public void advance(Duration span) {
        time.advance(span);
    }

    /**
     * Blocks the test until some thread waits for addresses of a name, or for what its owner has signed.
     *
     * @param name the name, with or without the top level domain
     * @throws AssertionError if none does within 20 s of real time
     */
    public void untilWaiting(String name) {
        untilWaiting(name, 1);
    }

    /**
     * Blocks the test until some threads wait for a name, as of a plugin that waits for addresses and signed data at the
     * same time.
     *
     * @param name the name, with or without the top level domain
     * @param threads how many at least
     * @throws AssertionError if there are fewer within 20 s of real time
     */
    public void untilWaiting(String name, int threads) {
        time.insist(() -> dht.waitersFor(naming.key(name)) >= threads, "too few wait for " + name);
    }

    // ---- what the plugin did

    /**
     * The resolve requests so far.
     *
     * @return the queries in the order asked
     */
    public List<Query> queries() {
        return time.read(() -> List.copyOf(queries));
    }

    /**
     * The announce requests so far.
     *
     * @return the requests in the order made, also of names that were withdrawn
     */
    public List<AnnounceRequest> announceRequests() {
        return time.read(() -> List.copyOf(announceRequests));
    }

    /**
     * The addresses that were to be met.
     *
     * @return the addresses in the order given
     */
    public List<InetSocketAddress> meets() {
        return time.read(() -> List.copyOf(meets));
    }

    /**
     * The addresses that were blocked.
     *
     * @return the addresses in the order given
     */
    public List<InetAddress> blocks() {
        return time.read(() -> List.copyOf(blocks));
    }

    /**
     * Where the port of the DHT is reached from outside, as the plugin told last.
     *
     * @param family the family
     * @return the address and port outside, if there is one
     */
    public Optional<InetSocketAddress> forwarded(Family family) {
        return time.read(() -> Optional.ofNullable(forwarded.get(family)));
    }

    /**
     * What tasks and listeners threw; the real node would log it.
     *
     * @return the failures in the order of their occurrence
     */
    public List<Failure> failures() {
        return tasks.failures();
    }

    // ---- the contract

    @Override
    public boolean covers(String hostName) {
        return naming.covers(hostName);
    }

    @Override
    public Resolution resolve(Query query) {
        String name = naming.key(query.name());
        time.change(() -> {
            refuseIfUnable();
            queries.add(query);
        });
        return dht.resolve(name, query);
    }

    /** As the node does, it knows of those names only that somebody has {@link #resolve}d. */
    @Override
    public List<String> names(InetAddress address) {
        return time.read(() -> {
            refuseIfUnable();
            Map<String, String> asked = new LinkedHashMap<>();
            queries.reversed()
                    .forEach(query -> asked.putIfAbsent(naming.key(query.name()), naming.hostName(query.name())));
            return asked.entrySet().stream()
                    .filter(each -> dht.leadsTo(each.getKey(), address))
                    .map(Map.Entry::getValue)
                    .limit(MOST_NAMES)
                    .toList();
        });
    }

    @Override
    public Announcement announce(AnnounceRequest request) {
        String name = naming.key(request.name());
        int port = request.port().orElse(RANDOM_PORT);
        Announcement announcement = time.read(() -> {
            refuseIfUnable();
            announceRequests.add(request);
            Announcement begun = new Announcement(
                    name,
                    FakeNaming.identifier(name),
                    port,
                    request.port().stream().boxed().toList(),
                    0,
                    Optional.empty(),
                    request.lifetime().map(BEGINNING.plus(time.now())::plus));
            announcements.removeIf(other -> other.name().equals(name) && other.port() == port);
            announcements.add(begun);
            return begun;
        });
        for (Family family : dht.families()) {
            String loopback = (family == Family.IPV4 ? "127.0.0.1:" : "[::1]:") + port;
            dht.announced(name, Endpoints.parse(loopback));
        }
        fire(new NodeEvent.AnnouncementAdded(announcement));
        return announcement;
    }

    @Override
    public boolean withdraw(String name) {
        String key = naming.key(name);
        List<Announcement> ended = time.read(() -> {
            refuseIfUnable();
            List<Announcement> ending =
                    announcements.stream().filter(a -> a.name().equals(key)).toList();
            announcements.removeAll(ending);
            return ending;
        });
        dht.withdrawn(key);
        ended.forEach(announcement -> fire(new NodeEvent.AnnouncementEnded(announcement)));
        return !ended.isEmpty();
    }

    @Override
    public List<Announcement> announcements() {
        return time.read(() -> List.copyOf(announcements));
    }

    @Override
    public void meet(InetSocketAddress address) {
        if (!dht.families().contains(Family.of(address.getAddress()))) {
            throw new KadNodeException(KadNodeException.Kind.FAMILY, "no part is taken in the family of " + address);
        }
        if (address.getPort() == 0) {
            throw new KadNodeException(KadNodeException.Kind.PORT, "0 is not a port from 1 to 65535");
        }
        time.change(() -> {
            refuseIfUnable();
            meets.add(address);
        });
    }

    @Override
    public void block(InetAddress address) {
        time.change(() -> {
            refuseIfUnable();
            blocks.add(address);
        });
    }

    @Override
    public <T> void offer(Class<T> kind, T service) {
        time.change(() -> {
            refuseIfClosed();
            offers.putIfAbsent(kind, service);
        });
    }

    @Override
    public Program program() {
        return program;
    }

    @Override
    public <T> Optional<T> offered(Class<T> kind) {
        return time.read(() -> Optional.ofNullable(offers.get(kind)).map(kind::cast));
    }

    @Override
    public void forwarded(Family family, Optional<InetSocketAddress> outside) {
        Set<Family> families = dht.families();
        if (!families.contains(family)
                || outside.filter(each -> Family.of(each.getAddress()) != family)
                        .isPresent()) {
            throw new KadNodeException(KadNodeException.Kind.FAMILY, outside + " is not for " + family.label());
        }
        if (outside.filter(each -> each.getPort() == 0).isPresent()) {
            throw new KadNodeException(KadNodeException.Kind.PORT, "0 is not a port from 1 to 65535");
        }
        boolean news = time.read(() -> {
            refuseIfUnable();
            Optional<InetSocketAddress> before = Optional.ofNullable(forwarded.remove(family));
            outside.ifPresent(each -> forwarded.put(family, each));
            return !before.equals(outside);
        });
        if (news) {
            fire(new NodeEvent.Forwarded(family, outside));
        }
    }

    /**
     * What was given to {@link #inspection}; nothing at first, but what was blocked.
     *
     * @return the inspection
     */
    @Override
    public Inspection inspect() {
        return time.read(() -> new Inspection(inspection.contacts(), inspection.searches(), blocks));
    }

    @Override
    public List<Inspection.Stored> stored() {
        return List.of();
    }

    /**
     * Sets what the node knows of its network.
     *
     * @param seen what {@link #inspect} shows from now on; the blocked addresses are those that were blocked
     * @return this
     */
    public FakeNode inspection(Inspection seen) {
        time.change(() -> inspection = seen);
        return this;
    }

    /**
     * Sets how the searches for a name go.
     *
     * @param name the name
     * @param seen what {@link Resolution#searches} shows from now on
     * @return this
     */
    public FakeNode searches(String name, Inspection.Search... seen) {
        dht.searches(naming.key(name), List.of(seen));
        return this;
    }

    /**
     * A status in which every family that has joined knows one good node, and is reachable.
     *
     * @return the status
     */
    @Override
    public NodeStatus status() {
        List<NodeStatus.FamilyStatus> families = dht.families().stream()
                .map(family -> {
                    int nodes = dht.joined(family) ? 1 : 0;
                    String any = family == Family.IPV4 ? "0.0.0.0:6881" : "[::]:6881";
                    return new NodeStatus.FamilyStatus(
                            family, NODE_ID, Endpoints.parse(any), nodes, nodes, 0, 0, 0, 0, nodes > 0);
                })
                .toList();
        return new NodeStatus("1.1.0", NODE_ID, families, announcements().size());
    }

    @Override
    public Settings settings() {
        return settings;
    }

    @Override
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public Subscription subscribe(Consumer<? super NodeEvent> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Ends what the plugin began, as the kernel does after {@link Plugin#stop}. Later requests fail. Idempotent. */
    @Override
    public void close() {
        time.change(() -> closed = true);
        listeners.clear();
        tasks.close();
        dht.close();
    }

    private void refuseIfClosed() {
        if (closed) {
            throw new KadNodeException(KadNodeException.Kind.CLOSED, "the node is stopping");
        }
    }

    private void refuseIfUnable() {
        refuseIfClosed();
        if (busy) {
            throw new KadNodeException(KadNodeException.Kind.BUSY, "too many requests");
        }
    }
}
