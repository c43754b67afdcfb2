package org.kadnode.kernel.host;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kadnode.kernel.shell.PluginNode;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.StatusLine;
import org.pf4j.PluginWrapper;

/**
 * All plugins of the node. Nothing here throws because of a plugin and nothing waits for one beyond a patience: a plugin
 * that is broken in whatever way is reported by name with the reason, and the others are used.
 *
 * <p>The life of a host: {@link #load}, {@link #refuse} where the kernel cannot use what a plugin brings, {@link #start},
 * {@link #stop}; these by one thread. The rest may be asked on any thread at any time.
 */
public final class PluginHost implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(PluginHost.class.getName());

    private final HostLimits limits;
    private final List<Entry> unusable;
    private final List<HostedPlugin> hosted;

    /**
     * What became of a plugin.
     *
     * @param id its {@code Plugin-Id}, or its file's name if the id cannot be read
     * @param version its {@code Plugin-Version}; empty if it cannot be read
     * @param state how far it has come
     * @param reason why it is in this state, one line; empty if all is well
     */
    public record Entry(String id, String version, PluginStatus.State state, String reason) {}

    private PluginHost(HostLimits limits, List<Entry> unusable, List<HostedPlugin> hosted) {
        this.limits = limits;
        this.unusable = List.copyOf(unusable);
        this.hosted = List.copyOf(hosted);
    }

    /**
     * Finds plugins, orders them by their dependencies, and instantiates each in a module layer of its own.
     *
     * @param folders where to look for jars, and for folders with a jar and its {@code lib/}; one that cannot be read is
     *     logged and passed over
     * @return a host with whatever could be loaded
     */
    public static PluginHost load(List<Path> folders) {
        return load(folders, HostLimits.DEFAULT);
    }

    static PluginHost load(List<Path> folders, HostLimits limits) {
        Registry registry = new Registry(folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .distinct()
                .toList());
        registry.loadPlugins();
        List<Entry> unusable = new ArrayList<>(registry.refused());
        List<HostedPlugin> hosted = new ArrayList<>();
        for (PluginWrapper found : registry.getResolvedPlugins()) {
            Optional<Entry> disabled = registry.disabled(found);
            if (disabled.isPresent()) {
                unusable.add(disabled.get());
                continue;
            }
            String id = found.getPluginId();
            try {
                requireHosted(Registry.needs(found.getDescriptor()), hosted);
                hosted.add(new HostedPlugin(found.getDescriptor(), registry.module(id), limits));
            } catch (PluginFailure e) {
                String version = found.getDescriptor().getVersion();
                unusable.add(new Entry(id, version, PluginStatus.State.FAILED, e.reason()));
            }
        }
        return new PluginHost(limits, unusable, hosted);
    }

    private static void requireHosted(List<String> needs, List<HostedPlugin> hosted) throws PluginFailure {
        for (String need : needs) {
            if (hosted.stream().noneMatch(plugin -> plugin.id().equals(need))) {
                throw new PluginFailure("needs plugin " + need + ", which cannot be used");
            }
        }
    }

    /**
     * What became of all plugins that were found.
     *
     * @return one entry for each, by id
     */
    public List<Entry> plugins() {
        return Stream.concat(unusable.stream(), hosted.stream().map(HostedPlugin::entry))
                .sorted(Comparator.comparing(Entry::id))
                .toList();
    }

    /**
     * The command line options of the plugins that can be used.
     *
     * @return the options by plugin id, in the order of start
     */
    public Map<String, List<Option>> options() {
        return byId(plugin -> plugin.entry().state() == PluginStatus.State.FAILED ? List.of() : plugin.options());
    }

    /**
     * The settings' defaults of the plugins that can be used.
     *
     * @return the text of each {@code reference.conf} by plugin id; plugins without one are left out
     */
    public Map<String, String> defaults() {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (HostedPlugin plugin : hosted) {
            plugin.defaults()
                    .filter(text -> plugin.entry().state() != PluginStatus.State.FAILED)
                    .ifPresent(text -> defaults.put(plugin.id(), text));
        }
        return defaults;
    }

    /**
     * Rules that a plugin is not started, because the kernel cannot use what it brings.
     *
     * @param id the plugin's id
     * @param reason why, one line
     * @throws IllegalStateException if it has been started
     */
    public void refuse(String id, String reason) {
        for (HostedPlugin plugin : hosted) {
            if (plugin.id().equals(id)) {
                if (plugin.isStarted()) {
                    throw new IllegalStateException("plugin " + id + " is running");
                }
                plugin.fail(reason);
            }
        }
    }

    /**
     * Starts the plugins, one after the other, those that others need first, and logs what cannot be used. A plugin that
     * does not return from {@code start} in time has failed, and its node is closed.
     *
     * @param nodes makes the node for a plugin's id; closed by the host
     */
    public void start(Function<String, PluginNode> nodes) {
        for (HostedPlugin plugin : hosted) {
            plugin.start(nodes, this::isStarted);
        }
        for (Entry entry : Stream.concat(unusable.stream(), entriesToTell()).toList()) {
            switch (entry.state()) {
                case STARTED -> LOG.log(System.Logger.Level.DEBUG, "Plugin {0} started", label(entry));
                case DISABLED -> LOG.log(System.Logger.Level.DEBUG, "Plugin {0} is disabled", label(entry));
                default -> warn(entry);
            }
        }
    }

    /** All but those of which whoever started the node is told by {@link #refusals}. */
    private Stream<Entry> entriesToTell() {
        return hosted.stream().filter(plugin -> plugin.refusal().isEmpty()).map(HostedPlugin::entry);
    }

    /**
     * What the plugins said to settings that they cannot use, when they were started: mistakes of the user, not theirs.
     *
     * @return one line for each such plugin, which names the setting
     */
    public List<String> refusals() {
        return hosted.stream().flatMap(plugin -> plugin.refusal().stream()).toList();
    }

    /**
     * The commands of the running plugins.
     *
     * @return the commands by plugin id, in the order of start
     */
    public Map<String, List<Command>> commands() {
        return byId(HostedPlugin::commands);
    }

    /**
     * What the running plugins have to say in the status report. Asks them now; one that throws or takes long has a line
     * that says so.
     *
     * @return the lines by plugin id, in the order of start
     */
    public Map<String, List<StatusLine>> statusLines() {
        return byId(HostedPlugin::statusLines);
    }

    /**
     * All plugins that were found, and what those that run have to say, as for {@link #statusLines}.
     *
     * @return one entry for each, by id
     */
    public List<PluginStatus> statuses() {
        Map<String, List<StatusLine>> lines = statusLines();
        return plugins().stream()
                .map(entry -> new PluginStatus(
                        entry.id(),
                        entry.version(),
                        entry.state(),
                        entry.reason(),
                        lines.getOrDefault(entry.id(), List.of())))
                .toList();
    }

    /**
     * What the running plugins count and measure. Asks them now; what one gets wrong is left out and logged once.
     *
     * @return the metrics, in the order of start
     */
    public List<Metric> metrics() {
        return hosted.stream().flatMap(plugin -> plugin.metrics().stream()).toList();
    }

    /**
     * Stops the plugins in reverse order and closes their nodes. One that does not return in time is reported and left
     * behind; all together take little more than a second. Idempotent.
     */
    public void stop() {
        long deadline = System.nanoTime() + limits.stopAll().toNanos();
        for (HostedPlugin plugin : hosted.reversed()) {
            if (plugin.isStarted()) {
                plugin.stop(stopPatience(deadline - System.nanoTime()));
                if (plugin.entry().state() == PluginStatus.State.FAILED) {
                    warn(plugin.entry());
                }
            }
        }
    }

    private Duration stopPatience(long nanosLeft) {
        long nanos = Math.min(limits.stop().toNanos(), nanosLeft);
        return Duration.ofNanos(Math.max(limits.stopLeast().toNanos(), nanos));
    }

    /** Same as {@link #stop}. */
    @Override
    public void close() {
        stop();
    }

    private boolean isStarted(String id) {
        return hosted.stream().anyMatch(plugin -> plugin.id().equals(id) && plugin.isStarted());
    }

    private <T> Map<String, List<T>> byId(Function<HostedPlugin, List<T>> part) {
        return hosted.stream()
                .collect(Collectors.toMap(HostedPlugin::id, part, (one, other) -> one, LinkedHashMap::new));
    }

    private static void warn(Entry entry) {
        LOG.log(System.Logger.Level.WARNING, "Plugin {0}: {1}", label(entry), entry.reason());
    }

    private static String label(Entry entry) {
        return (entry.id() + " " + entry.version()).strip();
    }
}
