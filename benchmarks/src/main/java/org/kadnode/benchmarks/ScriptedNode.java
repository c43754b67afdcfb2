package org.kadnode.benchmarks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.NodeEvent;
import org.kadnode.plugins.NodeStatus;
import org.kadnode.plugins.Program;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.Settings;
import org.kadnode.plugins.Tasks;

/**
 * A real node, but that names are not searched for. One that begins with {@code cached} is known at once, one that begins
 * with {@code slow} is found after {@link #SEARCH}, and there are no others. None of them belongs to anybody.
 *
 * <p>It remembers nothing: what a question costs here does not depend on those before. Safe for use by any number of threads.
 */
final class ScriptedNode implements KadNode {

    /** How long a search takes. */
    static final Duration SEARCH = Duration.ofMillis(200);

    private final KadNode node;
    private final LongAdder resolved = new LongAdder();

    /** A node that does all but resolve as another one does. */
    ScriptedNode(KadNode node) {
        this.node = node;
    }

    /** How many requests to resolve a name there were. */
    long resolved() {
        return resolved.sum();
    }

    @Override
    public Resolution resolve(Query query) {
        resolved.increment();
        if (query.name().startsWith("slow")) {
            return ScriptedResolution.found(query, SEARCH);
        }
        return query.name().startsWith("cached")
                ? ScriptedResolution.found(query, Duration.ZERO)
                : ScriptedResolution.nothing();
    }

    @Override
    public boolean covers(String hostName) {
        return node.covers(hostName);
    }

    @Override
    public Announcement announce(AnnounceRequest request) {
        return node.announce(request);
    }

    @Override
    public boolean withdraw(String name) {
        return node.withdraw(name);
    }

    @Override
    public List<Announcement> announcements() {
        return node.announcements();
    }

    @Override
    public void meet(InetSocketAddress address) {
        node.meet(address);
    }

    @Override
    public void block(InetAddress address) {
        node.block(address);
    }

    @Override
    public List<String> names(InetAddress address) {
        return node.names(address);
    }

    @Override
    public <T> void offer(Class<T> kind, T service) {
        node.offer(kind, service);
    }

    @Override
    public <T> Optional<T> offered(Class<T> kind) {
        return node.offered(kind);
    }

    @Override
    public void forwarded(Family family, Optional<InetSocketAddress> outside) {
        node.forwarded(family, outside);
    }

    @Override
    public Program program() {
        return node.program();
    }

    @Override
    public NodeStatus status() {
        return node.status();
    }

    @Override
    public Inspection inspect() {
        return node.inspect();
    }

    @Override
    public List<Inspection.Stored> stored() {
        return node.stored();
    }

    @Override
    public Settings settings() {
        return node.settings();
    }

    @Override
    public Tasks tasks() {
        return node.tasks();
    }

    @Override
    public Subscription subscribe(Consumer<? super NodeEvent> listener) {
        return node.subscribe(listener);
    }
}
