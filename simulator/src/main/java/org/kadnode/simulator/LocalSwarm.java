package org.kadnode.simulator;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kadnode.kernel.host.PluginHost;
import org.kadnode.kernel.settings.Defaults;
import org.kadnode.kernel.settings.SettingsTree;
import org.kadnode.kernel.shell.LiveNode;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.PluginStatus;

/**
 * Running nodes in this process, on ports that were free. The first one knows nobody; each other one is
 * told of the first.
 */
final class LocalSwarm implements AutoCloseable {

    private static final String DNS_PLUGIN = "dns";
    private static final String OWNER = "demo";
    private static final String VERSION = "demo";

    private final Deque<Runnable> ends = new ArrayDeque<>();
    private Optional<String> first = Optional.empty();

    /**
     * Starts a node.
     *
     * @return the node
     * @throws IOException if its port can't be bound
     */
    KadNode join() throws IOException {
        KadNode node = start(Defaults.ofKernel(), Map.of()).nodeFor(OWNER);
        if (first.isEmpty()) {
            first = Optional.of("127.0.0.1:" + port(node));
        }
        return node;
    }

    /**
     * Starts a node that answers DNS queries.
     *
     * @param plugins the folder of the DNS plugin
     * @return the UDP port on which it does
     * @throws IOException if a port can't be bound, or the plugin can't be used
     */
    int serve(Path plugins) throws IOException {
        PluginHost host = PluginHost.load(List.of(plugins));
        Defaults defaults = Defaults.ofKernel();
        host.defaults().forEach(defaults::add);
        int port = freePort();
        LiveNode node = start(defaults, Map.of("dns.port", port));
        ends.push(host::stop);
        host.start(node::nodeFor);
        PluginHost.Entry plugin = host.plugins().stream()
                .filter(entry -> entry.id().equals(DNS_PLUGIN))
                .findFirst()
                .orElseThrow(() -> new IOException("there is no DNS plugin in " + plugins));
        if (plugin.state() != PluginStatus.State.STARTED) {
            throw new IOException("the DNS plugin can't be used: " + plugin.reason());
        }
        return port;
    }

    /**
     * The port of a node.
     *
     * @param node one of the nodes
     * @return its UDP port
     */
    static int port(KadNode node) {
        return node.status().families().getFirst().boundTo().getPort();
    }

    /** Stops all, the last one first. */
    @Override
    public void close() {
        while (!ends.isEmpty()) {
            ends.pop().run();
        }
    }

    private LiveNode start(Defaults defaults, Map<String, ?> more) throws IOException {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("dht.port", 0);
        settings.put("dht.peers", first.stream().toList());
        LiveNode node = LiveNode.start(SettingsTree.embedded(defaults, settings), VERSION);
        ends.push(node::close);
        return node;
    }

    /** A port that nobody has, though somebody might take it until the plugin does. */
    private static int freePort() throws IOException {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return probe.getLocalPort();
        }
    }
}
