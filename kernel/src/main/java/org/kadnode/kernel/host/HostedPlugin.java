package org.kadnode.kernel.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.host.PluginHost.Entry;
import org.kadnode.kernel.shell.PluginNode;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.Plugin;
import org.kadnode.plugins.PluginStatus.State;
import org.kadnode.plugins.StatusLine;
import org.pf4j.PluginDescriptor;

/**
 * One plugin from its first call to its last. Life goes forward only: loaded, started, stopped, or failed at any of these.
 *
 * <p>Started and stopped by one thread at a time; all else may be asked on any thread.
 */
final class HostedPlugin {

    private static final System.Logger LOG = System.getLogger(HostedPlugin.class.getName());

    private final String id;
    private final String version;
    private final List<String> needs;
    private final HostLimits limits;
    private final Guard guard;
    private final Semaphore places;
    private final Plugin plugin;
    private final List<Option> options;
    private final Optional<String> defaults;
    private @Nullable PluginNode node;
    private volatile List<Command> commands = List.of();
    private volatile Status status = new Status(State.LOADED, "");
    private volatile boolean mute;
    private volatile String metricsFailure = "";
    private Optional<String> refusal = Optional.empty();

    private record Status(State state, String reason) {}

    /** Instantiates the plugin that a module provides and asks it for its options. */
    HostedPlugin(PluginDescriptor descriptor, Module module, HostLimits limits) throws PluginFailure {
        this.id = descriptor.getPluginId();
        this.version = descriptor.getVersion();
        this.needs = Registry.needs(descriptor);
        this.limits = limits;
        this.guard = new Guard(id, module.getClassLoader(), limits.reasonLength());
        this.places = new Semaphore(limits.commands());
        this.plugin = guard.call("constructor", limits.load(), () -> instantiate(module));
        this.options = guard.call("options()", limits.load(), () -> checkedOptions(plugin.options()));
        this.defaults = guard.call("reference.conf", limits.load(), () -> readDefaults(module));
    }

    String id() {
        return id;
    }

    Entry entry() {
        Status now = status;
        return new Entry(id, version, now.state(), now.reason());
    }

    boolean isStarted() {
        return status.state() == State.STARTED;
    }

    List<Option> options() {
        return options;
    }

    Optional<String> defaults() {
        return defaults;
    }

    List<Command> commands() {
        return commands;
    }

    /** What the plugin said to a setting that it cannot use, when it was started. */
    Optional<String> refusal() {
        return refusal;
    }

    void fail(String reason) {
        status = new Status(State.FAILED, Reasons.oneLine(reason, limits.reasonLength()));
    }

    void start(Function<String, PluginNode> nodes, Predicate<String> started) {
        if (status.state() != State.LOADED) {
            return;
        }
        Optional<String> absent = needs.stream().filter(started.negate()).findFirst();
        if (absent.isPresent()) {
            fail("needs plugin " + absent.get() + ", which is not running");
            return;
        }
        PluginNode given = nodes.apply(id);
        try {
            guard.call("start()", limits.start(), () -> {
                plugin.start(given);
                return given;
            });
        } catch (PluginFailure e) {
            given.close();
            fail(e.reason());
            if (e.isMisuse()) {
                refusal = Optional.ofNullable(e.getCause()).map(Throwable::getMessage);
            }
            return;
        }
        node = given;
        status = new Status(State.STARTED, "");
        try {
            commands = guard.call("commands()", limits.start(), () -> checkedCommands(plugin.commands()));
        } catch (PluginFailure e) {
            stop(limits.stop());
            fail(e.reason());
        }
    }

    /**
     * Asks for the status lines. A plugin that once did not answer in time is not asked again: each question costs a thread
     * that may never come back.
     */
    List<StatusLine> statusLines() {
        if (!isStarted()) {
            return List.of();
        }
        if (mute) {
            return List.of(new StatusLine(id, "does not answer"));
        }
        try {
            return guard.call("statusLines()", limits.status(), () -> checkedLines(plugin.statusLines()));
        } catch (PluginFailure e) {
            mute = e.getCause() instanceof TimeoutException;
            return List.of(new StatusLine(id, e.reason()));
        }
    }

    /** Asks for the metrics. What is wrong with them is logged once: they are asked for every few seconds. */
    List<Metric> metrics() {
        if (!isStarted() || mute) {
            return List.of();
        }
        try {
            return guard.call("metrics()", limits.status(), () -> checkedMetrics(plugin.metrics()));
        } catch (PluginFailure e) {
            mute = e.getCause() instanceof TimeoutException;
            if (!e.reason().equals(metricsFailure)) {
                metricsFailure = e.reason();
                LOG.log(System.Logger.Level.WARNING, "Plugin {0}: {1}", id, e.reason());
            }
            return List.of();
        }
    }

    void stop(Duration patience) {
        if (!isStarted()) {
            return;
        }
        try {
            guard.call("stop()", patience, () -> {
                plugin.stop();
                return id;
            });
            status = new Status(State.STOPPED, "");
        } catch (PluginFailure e) {
            fail(e.reason());
        } finally {
            commands = List.of();
            if (node != null) {
                node.close();
            }
        }
    }

    // ---- what the plugin hands over is checked before the kernel relies on it

    private static Plugin instantiate(Module module) throws PluginFailure {
        // A service loader walks the parent layers, too.
        List<ServiceLoader.Provider<Plugin>> own = ServiceLoader.load(module.getLayer(), Plugin.class).stream()
                .filter(provider -> provider.type().getModule() == module)
                .toList();
        if (own.size() != 1) {
            throw new PluginFailure("module " + module.getName() + " provides " + own.size() + " implementations of "
                    + Plugin.class.getName() + " where one is expected");
        }
        return own.getFirst().get();
    }

    private Optional<String> readDefaults(Module module) throws IOException, PluginFailure {
        try (InputStream file = module.getResourceAsStream("reference.conf")) {
            if (file == null) {
                return Optional.empty();
            }
            byte[] text = file.readNBytes(limits.defaultsBytes() + 1);
            if (text.length > limits.defaultsBytes()) {
                throw new PluginFailure("longer than " + limits.defaultsBytes() + " bytes");
            }
            return Optional.of(new String(text, StandardCharsets.UTF_8));
        }
    }

    private static List<Option> checkedOptions(List<Option> given) {
        List<Option> copy = List.copyOf(given);
        for (Option option : copy) {
            Objects.requireNonNull(option.path(), "path of an option");
            Objects.requireNonNull(option.help(), "help of an option");
        }
        return copy;
    }

    private List<Command> checkedCommands(List<Command> given) {
        return List.copyOf(given).stream().map(this::guarded).toList();
    }

    /** A command whose failure, of whatever kind, is an answer like others. */
    private Command guarded(Command command) {
        String name = Objects.requireNonNull(command.name(), "name of a command");
        Command.Action action = Objects.requireNonNull(command.action(), "action of a command");
        return new Command(
                name,
                Objects.requireNonNull(command.arguments(), "arguments of a command"),
                Objects.requireNonNull(command.summary(), "summary of a command"),
                words -> {
                    try {
                        return guard.call(name, limits.command(), () -> reply(action, words));
                    } catch (PluginFailure e) {
                        return failed(e.reason());
                    }
                });
    }

    /** Runs a command on a thread of the guard. The place is free again when it ends, not when we lose patience. */
    private Command.Reply reply(Command.Action action, List<String> words) {
        if (!places.tryAcquire()) {
            return failed("all of its " + limits.commands() + " places for commands are taken by earlier ones");
        }
        try {
            Command.Reply reply = action.run(words);
            Objects.requireNonNull(reply.text(), "text of a reply");
            return reply;
        } catch (KadNodeException e) {
            return Command.Reply.failed(String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            return failed(Reasons.of(e, limits.reasonLength()));
        } finally {
            places.release();
        }
    }

    private Command.Reply failed(String reason) {
        return Command.Reply.failed("Plugin " + id + ": " + reason);
    }

    private static List<StatusLine> checkedLines(List<StatusLine> given) {
        List<StatusLine> copy = List.copyOf(given);
        for (StatusLine line : copy) {
            Objects.requireNonNull(line.label(), "label of a status line");
            Objects.requireNonNull(line.value(), "value of a status line");
        }
        return copy;
    }

    private List<Metric> checkedMetrics(List<Metric> given) throws PluginFailure {
        List<Metric> copy = List.copyOf(given);
        if (copy.size() > limits.metrics()) {
            throw new PluginFailure("more than " + limits.metrics() + " metrics");
        }
        return copy;
    }
}
