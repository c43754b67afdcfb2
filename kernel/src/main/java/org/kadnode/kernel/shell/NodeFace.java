package org.kadnode.kernel.shell;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.NodeEvent;
import org.kadnode.plugins.NodeStatus;
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
        if (address.isUnresolved() || !node.families().contains(Family.of(address.getAddress()))) {
            throw new KadNodeException(
                    KadNodeException.Kind.FAMILY, address + " has no address of a family of this node");
        }
        if (address.getPort() == 0) {
            throw new KadNodeException(KadNodeException.Kind.PORT, "0 is not a port from 1 to 65535");
        }
        running().handle(new Input.Meet(Endpoint.of(address)));
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
    public Settings settings() {
        return node.settings();
    }

    @Override
    public Tasks tasks() {
        return tasks;
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
    }

    private LiveNode running() {
        if (closed) {
            throw new KadNodeException(KadNodeException.Kind.CLOSED, owner + " was stopped");
        }
        return node;
    }
}
