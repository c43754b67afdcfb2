package org.kadnode.kernel;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.kadnode.kernel.control.BuiltInCommands;
import org.kadnode.kernel.control.CommandTable;
import org.kadnode.kernel.control.Console;
import org.kadnode.kernel.control.ControlPort;
import org.kadnode.kernel.host.PluginHost;
import org.kadnode.kernel.os.Background;
import org.kadnode.kernel.os.LogOutput;
import org.kadnode.kernel.os.OsException;
import org.kadnode.kernel.os.PidFile;
import org.kadnode.kernel.os.Privileges;
import org.kadnode.kernel.os.ServiceManager;
import org.kadnode.kernel.os.Verbosity;
import org.kadnode.kernel.settings.SettingsTree;
import org.kadnode.kernel.shell.LiveNode;
import org.kadnode.kernel.state.PrivateFolder;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.LogLine;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.Program;

/**
 * The life of a serving process. The thread that calls {@link #run} starts all parts, waits, and stops them in reverse
 * order; a signal only tells it to.
 */
final class Daemon {

    private static final Logger LOG = System.getLogger(Daemon.class.getName());

    /** How long stopping may take after a signal before the process ends as it is. */
    private static final Duration STOP_PATIENCE = Duration.ofMillis(1800);

    private final SettingsTree settings;
    private final PluginHost plugins;
    private final Verbosity verbosity;

    /** Completed by a signal. */
    private final CompletableFuture<Void> stop = new CompletableFuture<>();

    /** Whoever wants to know how this process is doing. */
    private final Optional<ServiceManager> manager = ServiceManager.of(System.getenv());

    private final Interruptible pluginStart = new Interruptible();

    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Deque<Part> parts = new ArrayDeque<>();

    /** A part that runs, and how to stop it. */
    private record Part(String name, AutoCloseable end) {}

    Daemon(SettingsTree settings, PluginHost plugins) {
        this.settings = settings;
        this.plugins = plugins;
        verbosity = Verbosity.of(settings.text("log.verbosity"));
    }

    /**
     * Serves until a signal or a failure of the node.
     *
     * @return status to exit with
     * @throws OsException if the operating system refuses something at the start
     * @throws IOException if the port of the DHT cannot be bound
     */
    int run() throws OsException, IOException, InterruptedException {
        if (Background.isChild()) {
            LogOutput.toBoth(verbosity);
        } else {
            LogOutput.toStandardError(verbosity);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopOnSignal, "kadnode stop"));
        try {
            LiveNode node = start();
            CompletableFuture.anyOf(stop, node.end()).join();
            return 0;
        } catch (CompletionException broken) {
            LOG.log(Level.ERROR, "The node failed", broken.getCause());
            return 1;
        } finally {
            manager.ifPresent(ServiceManager::stopping);
            while (!parts.isEmpty()) {
                end(parts.pop());
            }
            stopped.countDown();
        }
    }

    /** Runs while the JVM goes down, which would exit with 128 + signal: a node that was told to stop did well. */
    private void stopOnSignal() {
        LOG.log(Level.INFO, "Shutting down...");
        stop.complete(null);
        pluginStart.giveUp();
        try {
            if (!stopped.await(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.log(Level.WARNING, "Not everything could be stopped in time");
            }
        } catch (InterruptedException hurry) {
            LOG.log(Level.DEBUG, "Interrupted while stopping");
        }
        LogOutput.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void end(Part part) {
        try {
            part.end().close();
        } catch (Exception failure) {
            // The next part must be stopped all the same.
            LOG.log(Level.WARNING, "Stopping the " + part.name() + " failed", failure);
        }
    }

    private LiveNode start() throws OsException, IOException {
        Optional<Privileges> user = Optional.empty();
        if (settings.has("process.user")) {
            String name = settings.text("process.user");
            user = Privileges.of(name);
            if (user.isEmpty()) {
                throw settings.refused("process.user", name, "is not a user of this machine");
            }
        }
        introduce();
        if (settings.has("process.pid-file")) {
            parts.push(new Part("pid file", PidFile.write(Path.of(settings.text("process.pid-file")))));
        }
        LiveNode node = LiveNode.start(settings, Version.number(), new Surroundings(plugins));
        parts.push(new Part("node", node));
        LOG.log(Level.INFO, "Node ID: {0}", node.nodeFor("kernel").status().nodeId());
        parts.push(new Part("plugins", plugins));
        pluginStart.run(() -> plugins.start(node::nodeFor));
        if (stop.isDone()) {
            return node;
        }
        List<String> refusals = plugins.refusals();
        if (!refusals.isEmpty()) {
            throw new KadNodeException(KadNodeException.Kind.SETTING, String.join("; ", refusals));
        }
        if (user.isPresent()) {
            // Before the control port, so that nobody is served as root; but after the ports that only root may bind.
            user.get().drop();
            warnUnlessReplaceable("--peerfile", "dht.peer-file", "good nodes cannot be added to it");
            warnUnlessReplaceable("--pidfile", "process.pid-file", "it stays behind at the end");
            warnUnlessKeeping(new PrivateFolder(Path.of(settings.text("process.state-dir"))));
        }
        control(node);
        LOG.log(Level.INFO, "Ready");
        if (Background.isChild()) {
            Background.serve(verbosity);
        }
        manager.ifPresent(listener -> parts.push(new Part(
                "report to the service manager",
                ServiceReport.start(listener, () -> node.nodeFor("kernel").status()))));
        return node;
    }

    /** As in KadNode 1.0, what was understood of the settings. */
    private void introduce() {
        LOG.log(Level.INFO, "Starting {0}", Version.line(plugins.plugins()));
        LOG.log(
                Level.INFO,
                "IP Mode: {0}",
                switch (settings.text("dht.mode")) {
                    case "ipv4" -> "IPv4";
                    case "ipv6" -> "IPv6";
                    default -> "IPv4 and IPv6";
                });
        LOG.log(Level.INFO, "Run Mode: {0}", Background.isChild() ? "Daemon" : "Foreground");
        if (settings.has("process.config-file")) {
            LOG.log(Level.INFO, "Configuration File: {0}", settings.text("process.config-file"));
        }
        LOG.log(Level.INFO, "Verbosity: {0}", settings.text("log.verbosity"));
        LOG.log(Level.INFO, "Query TLD: {0}", settings.text("naming.tld"));
        LOG.log(Level.INFO, "Peer File: {0}", settings.has("dht.peer-file") ? settings.text("dht.peer-file") : "None");
    }

    /** Both files are replaced or removed by this user later, for which he must be able to write to their folders. */
    private void warnUnlessReplaceable(String option, String path, String consequence) {
        if (!settings.has(path)) {
            return;
        }
        Path file = Path.of(settings.text(path)).toAbsolutePath();
        Path folder = file.getParent();
        if (folder != null && !Files.isWritable(folder)) {
            LOG.log(
                    Level.WARNING,
                    "{0} {1}: user {2} cannot write to its folder, so {3}",
                    option,
                    file,
                    settings.text("process.user"),
                    consequence);
        }
    }

    /** Root read the folder; what is added later is written by this user. */
    private void warnUnlessKeeping(PrivateFolder state) {
        for (PrivateFolder folder : List.of(state, state.folder("keys"))) {
            if (Files.exists(folder.path()) && !Files.isWritable(folder.path())) {
                LOG.log(
                        Level.WARNING,
                        "--state-dir: user {0} cannot write to {1}, so commands cannot keep keys or names",
                        settings.text("process.user"),
                        folder.path());
            }
        }
    }

    private void control(LiveNode node) {
        CommandTable commands = new CommandTable();
        BuiltInCommands.addTo(commands, node, () -> Version.line(plugins.plugins()));
        plugins.commands().forEach((id, brought) -> brought.forEach(command -> commands.add(id, command)));
        parts.push(new Part("control port", ControlPort.open(commands, settings.number("control.port"))));
        if (settings.flag("control.stdin") && !Background.isChild()) {
            Console.start(commands, System.in, System.out, System.err);
        }
    }

    /** What plugins and commands are told of the program. */
    private record Surroundings(PluginHost host) implements Program {
        @Override
        public List<PluginStatus> plugins() {
            return host.statuses();
        }

        @Override
        public List<Metric> metrics() {
            return host.metrics();
        }

        @Override
        public List<LogLine> log() {
            return LogOutput.latest().stream()
                    .map(line -> new LogLine(line.at(), line.level(), line.text()))
                    .toList();
        }
    }
}
