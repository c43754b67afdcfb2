package org.kadnode.kernel.host;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kadnode.kernel.host.PluginHost.Entry;
import org.kadnode.plugins.Plugin;
import org.kadnode.plugins.PluginStatus.State;
import org.pf4j.DefaultPluginManager;
import org.pf4j.DependencyResolver;
import org.pf4j.InvalidPluginDescriptorException;
import org.pf4j.ManifestPluginDescriptorFinder;
import org.pf4j.PluginDependency;
import org.pf4j.PluginDescriptor;
import org.pf4j.PluginDescriptorFinder;
import org.pf4j.PluginLoader;
import org.pf4j.PluginRepository;
import org.pf4j.PluginStatusProvider;
import org.pf4j.PluginWrapper;

/**
 * PF4J's part: which plugins there are, whether they fit, and in which order they start. PF4J gives up all plugins when one
 * of them is broken in a way that it does not expect; so loading and resolving are done one plugin at a time here, and
 * whatever is wrong with it becomes the reason in its entry.
 *
 * <p>Starting and stopping is not left to PF4J: it has no patience and catches only some of what a plugin may throw.
 */
final class Registry extends DefaultPluginManager {

    private static final int REASON_LENGTH = HostLimits.DEFAULT.reasonLength();

    private final List<Entry> refused = new ArrayList<>();

    Registry(List<Path> folders) {
        super(folders);
        setSystemVersion(Plugin.CONTRACT_VERSION);
    }

    /** Finds, loads and orders all plugins. */
    @Override
    public void loadPlugins() {
        for (Path path : pluginRepository.getPluginPaths()) {
            String name = path.getFileName().toString();
            String version = "";
            try {
                PluginDescriptor descriptor = getPluginDescriptorFinder().find(path);
                validatePluginDescriptor(descriptor);
                name = descriptor.getPluginId();
                version = descriptor.getVersion();
                loadPluginFromPath(path);
            } catch (RuntimeException | Error e) {
                refuse(name, version, Reasons.of(e, REASON_LENGTH));
            }
        }
        resolvePlugins();
    }

    /** Plugins that cannot be used, each with its reason. */
    List<Entry> refused() {
        return refused;
    }

    /** Why a plugin that PF4J has disabled is so; empty if it is not. */
    Optional<Entry> disabled(PluginWrapper plugin) {
        if (!plugin.getPluginState().isDisabled()) {
            return Optional.empty();
        }
        PluginDescriptor descriptor = plugin.getDescriptor();
        boolean byUser = isPluginDisabled(descriptor.getPluginId());
        return Optional.of(new Entry(
                descriptor.getPluginId(),
                descriptor.getVersion(),
                byUser ? State.DISABLED : State.FAILED,
                byUser
                        ? "listed in " + PluginFolders.DISABLED
                        : "requires version " + descriptor.getRequires() + " of the plugin contract, this is "
                                + Plugin.CONTRACT_VERSION));
    }

    /** The plugins that another cannot do without. */
    static List<String> needs(PluginDescriptor plugin) {
        return plugin.getDependencies().stream()
                .filter(dependency -> !dependency.isOptional())
                .map(PluginDependency::getPluginId)
                .toList();
    }

    Module module(String id) {
        return ((LayerLoader) pluginLoader).root(id);
    }

    private void refuse(String id, String version, String reason) {
        String line = Reasons.oneLine(reason, REASON_LENGTH);
        refused.add(new Entry(Reasons.oneLine(id, 64), Reasons.oneLine(version, 64), State.FAILED, line));
    }

    // ---- what is wrong with one plugin

    @Override
    protected void validatePluginDescriptor(PluginDescriptor descriptor) {
        String id = descriptor.getPluginId();
        if (id == null || !id.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new InvalidPluginDescriptorException(
                    "its manifest has no Plugin-Id of letters, digits, dots and dashes");
        }
        if (descriptor.getVersion() == null) {
            throw new InvalidPluginDescriptorException("its manifest has no Plugin-Version");
        }
        String version = descriptor.getVersion();
        requireParsable("Plugin-Version", version, () -> versionManager.compareVersions(version, version));
        String requires = descriptor.getRequires();
        requireParsable("Plugin-Requires", requires, () -> versionManager.checkVersionConstraint("1.0.0", requires));
        for (PluginDependency dependency : descriptor.getDependencies()) {
            String support = dependency.getPluginVersionSupport();
            requireParsable(
                    "Plugin-Dependencies", support, () -> versionManager.checkVersionConstraint("1.0.0", support));
        }
        PluginWrapper twin = getPlugin(id);
        if (twin != null) {
            throw new InvalidPluginDescriptorException(
                    "another plugin with the id " + id + " was loaded from " + twin.getPluginPath());
        }
    }

    /** PF4J parses these only when it compares them, which would end the search for all. */
    private static void requireParsable(String field, String value, Runnable parse) {
        try {
            parse.run();
        } catch (RuntimeException e) {
            throw new InvalidPluginDescriptorException("its " + field + " is not semantic versioning: " + value);
        }
    }

    // ---- what is wrong between plugins

    @Override
    protected DependencyResolver.Result resolveDependencies() {
        while (true) {
            List<PluginDescriptor> present =
                    getPlugins().stream().map(PluginWrapper::getDescriptor).toList();
            DependencyResolver.Result result = dependencyResolver.resolve(present);
            Map<String, String> unresolvable = unresolvable(result, present);
            if (unresolvable.isEmpty()) {
                return result;
            }
            unresolvable.forEach((id, reason) -> {
                refuse(id, getPlugin(id).getDescriptor().getVersion(), reason);
                unloadPlugin(id, false, false);
            });
        }
    }

    private static Map<String, String> unresolvable(DependencyResolver.Result result, List<PluginDescriptor> present) {
        Map<String, String> reasons = new LinkedHashMap<>();
        if (result.hasCyclicDependency()) {
            for (PluginDescriptor plugin : present) {
                cycleThrough(plugin.getPluginId(), present)
                        .ifPresent(cycle -> reasons.put(
                                plugin.getPluginId(), "its dependencies go in a circle: " + String.join(" → ", cycle)));
            }
            return reasons;
        }
        for (PluginDescriptor plugin : present) {
            for (String missing : result.getNotFoundDependencies()) {
                if (needs(plugin).contains(missing)) {
                    reasons.put(
                            plugin.getPluginId(), "needs plugin " + missing + ", which cannot be used or is missing");
                }
            }
        }
        for (DependencyResolver.WrongDependencyVersion wrong : result.getWrongVersionDependencies()) {
            reasons.put(
                    wrong.getDependentId(),
                    "needs plugin " + wrong.getDependencyId() + " in version " + wrong.getRequiredVersion() + ", found "
                            + wrong.getExistingVersion());
        }
        return reasons;
    }

    /** The shortest way from a plugin along its dependencies back to itself. */
    private static Optional<List<String>> cycleThrough(String id, List<PluginDescriptor> present) {
        Map<String, List<String>> needs =
                present.stream().collect(Collectors.toMap(PluginDescriptor::getPluginId, Registry::needs));
        Map<String, List<String>> ways = new HashMap<>();
        Deque<String> reached = new ArrayDeque<>(List.of(id));
        ways.put(id, List.of(id));
        while (!reached.isEmpty()) {
            String here = reached.remove();
            List<String> way = ways.getOrDefault(here, List.of());
            for (String next : needs.getOrDefault(here, List.of())) {
                List<String> longer =
                        Stream.concat(way.stream(), Stream.of(next)).toList();
                if (next.equals(id)) {
                    return Optional.of(longer);
                }
                if (ways.putIfAbsent(next, longer) == null) {
                    reached.add(next);
                }
            }
        }
        return Optional.empty();
    }

    // ---- PF4J's parts; called by its constructor, so they cannot use fields of this class

    @Override
    protected List<Path> createPluginsRoot() {
        return List.of();
    }

    @Override
    protected PluginRepository createPluginRepository() {
        return new PluginFolders(getPluginsRoots());
    }

    @Override
    protected PluginStatusProvider createPluginStatusProvider() {
        return new PluginFolders(getPluginsRoots());
    }

    @Override
    protected PluginLoader createPluginLoader() {
        return new LayerLoader();
    }

    @Override
    protected PluginDescriptorFinder createPluginDescriptorFinder() {
        return new ManifestPluginDescriptorFinder() {
            @Override
            protected Manifest readManifest(Path path) {
                return PluginFiles.of(path).manifest();
            }
        };
    }
}
