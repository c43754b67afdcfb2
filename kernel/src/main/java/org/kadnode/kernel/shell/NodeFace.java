package org.kadnode.kernel.shell;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.NodeEvent;
import org.kadnode.plugins.NodeStatus;
import org.kadnode.plugins.Program;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.Settings;
import org.kadnode.plugins.Tasks;

/** The running node as one owner sees it; knows what the owner began, and so can end it. */
final class NodeFace implements PluginNode {

    private final String owner;
    private final LiveNode node;
    private final OwnedTasks tasks;
    private final Set<Subscription> subscriptions = ConcurrentHashMap.newKeySet();
    private final Set<Resolution> resolutions = ConcurrentHashMap.newKeySet();
    private final Set<Family> forwarded = ConcurrentHashMap.newKeySet();
    private final Set<Subscription> offers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    NodeFace(String owner, LiveNode node) {
        this.owner = owner;
        this.node = node;
        tasks = new OwnedTasks(owner);
    }

    @Override
    public boolean covers(String hostName) {
        return node.covers(hostName);
    }

    @Override
    public Resolution resolve(Query query) {
        LiveResolution resolution = running().resolve(query, resolutions::remove);
        resolutions.add(resolution);
        if (closed) {
            resolution.close();
        }
        return resolution;
    }

    @Override
    public List<String> names(InetAddress address) {
        return running().names(address);
    }

    @Override
    public Announcement announce(AnnounceRequest request) {
        return running().announce(request);
    }

    @Override
    public boolean withdraw(String name) {
        return running().withdraw(name);
    }

    @Override
    public List<Announcement> announcements() {
        return running().announcements();
    }

    @Override
    public void meet(InetSocketAddress address) {
        requireFamily(node.families().stream().anyMatch(family -> isOf(family, address)), address);
        requirePort(address);
        running().handle(new Input.Meet(Endpoint.of(address)));
    }

    @Override
    public void forwarded(Family family, Optional<InetSocketAddress> outside) {
        requireFamily(
                node.families().contains(family) && outside.stream().allMatch(each -> isOf(family, each)), outside);
        outside.ifPresent(NodeFace::requirePort);
        running().handle(new Input.Forwarded(family, outside.map(Endpoint::of)));
        forwarded.add(family);
    }

    @Override
    public void block(InetAddress address) {
        running().handle(new Input.Block(Address.of(address)));
    }

    @Override
    public NodeStatus status() {
        return running().status();
    }

    @Override
    public Inspection inspect() {
        return new Inspector(running()).look();
    }

    @Override
    public List<Inspection.Stored> stored() {
        return new Inspector(running()).stored();
    }

    @Override
    public Settings settings() {
        return node.settings();
    }

    @Override
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public <T> void offer(Class<T> kind, T service) {
        Subscription offer = running().offers().add(kind, service);
        offers.add(offer);
        if (closed) {
            offer.close();
        }
    }

    @Override
    public <T> Optional<T> offered(Class<T> kind) {
        return running().offers().first(kind);
    }

    @Override
    public Program program() {
        return running().program();
    }

    @Override
    public Subscription subscribe(Consumer<? super NodeEvent> listener) {
        Subscription subscription = running().subscriptions().add(owner, listener);
        subscriptions.add(subscription);
        if (closed) {
            subscription.close();
        }
        return () -> {
            subscriptions.remove(subscription);
            subscription.close();
        };
    }

    @Override
    public void close() {
        closed = true;
        tasks.close();
        subscriptions.forEach(Subscription::close);
        resolutions.forEach(Resolution::close);
        offers.forEach(Subscription::close);
        for (Family family : forwarded) {
            node.tell(new Input.Forwarded(family, Optional.empty()));
        }
    }

    private static boolean isOf(Family family, InetSocketAddress address) {
        return !address.isUnresolved() && Family.of(address.getAddress()) == family;
    }

    private static void requireFamily(boolean holds, Object what) {
        if (!holds) {
            throw new KadNodeException(KadNodeException.Kind.FAMILY, what + " is of no family of this node");
        }
    }

    private static void requirePort(InetSocketAddress address) {
        if (address.getPort() == 0) {
            throw new KadNodeException(KadNodeException.Kind.PORT, "0 is not a port from 1 to 65535");
        }
    }

    private LiveNode running() {
        if (closed) {
            throw new KadNodeException(KadNodeException.Kind.CLOSED, owner + " was stopped");
        }
        return node;
    }
}
