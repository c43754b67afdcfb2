package org.kadnode.kernel.control;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.List;
import org.kadnode.kernel.shell.LiveNode;
import org.kadnode.kernel.shell.Loopback;
import org.kadnode.kernel.shell.NodeSettings;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.StatusLine;
import org.kadnode.plugins.testkit.FakeProgram;

/** A node with its commands, and their port on loopback. */
public final class RunningNode implements AutoCloseable {

    private static final FakeProgram PROGRAM = new FakeProgram(
            List.of(
                    new PluginStatus(
                            "dns",
                            "1.0.0",
                            PluginStatus.State.STARTED,
                            "",
                            List.of(new StatusLine("DNS bound to", "127.0.0.1:3535"))),
                    new PluginStatus("web", "2.0.0", PluginStatus.State.FAILED, "no port", List.of())),
            List.of(),
            List.of());

    private final LiveNode live;
    private final CommandTable table = new CommandTable();
    private final ControlPort control;
    private final int controlPort;

    /** Starts a node of the given mode, with names that it announces. */
    public RunningNode(String mode, String... values) throws IOException {
        this(new NodeSettings(mode).with("naming.values", List.of(values)));
    }

    /** Starts a node. */
    RunningNode(NodeSettings settings) throws IOException {
        live = LiveNode.start(settings, "1.2.3", PROGRAM);
        BuiltInCommands.addTo(table, live, () -> "KadNode v1.2.3 ( cmd dns )");
        controlPort = freePort();
        control = ControlPort.open(table, controlPort);
    }

    /** The node. */
    public LiveNode live() {
        return live;
    }

    /** Its commands. */
    CommandTable table() {
        return table;
    }

    /** Where its commands can be reached. */
    public int controlPort() {
        return controlPort;
    }

    /** The port of its DHT. */
    public int dhtPort() {
        return live.nodeFor("test").status().families().getFirst().boundTo().getPort();
    }

    /** Introduces it to another. */
    public void meet(RunningNode other) {
        live.nodeFor("test").meet(Loopback.v4(other.dhtPort()));
    }

    @Override
    public void close() {
        control.close();
        live.close();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket any = new DatagramSocket(new InetSocketAddress(0))) {
            return any.getLocalPort();
        }
    }
}
