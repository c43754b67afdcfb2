package org.kadnode.kernel;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kadnode.kernel.host.PluginHost;
import org.kadnode.plugins.PluginStatus;

/** What {@code --version} prints. */
final class Version {

    /** Set by the build. */
    private static final ModuleDescriptor MODULE = Version.class.getModule().getDescriptor();

    private Version() {}

    /** The version of the kernel, e.g. {@code 1.1.0}. */
    static String number() {
        return MODULE.rawVersion().orElse("unknown");
    }

    /**
     * Name, version and features on one line, as in KadNode 1.0: {@code KadNode v1.1.0 ( cmd dns )}. The control port is
     * part of the kernel; each plugin that can be used is a feature.
     */
    static String line(List<PluginHost.Entry> plugins) {
        return plugins.stream()
                .filter(plugin -> !isUnusable(plugin))
                .map(plugin -> plugin.id() + " ")
                .collect(Collectors.joining("", "KadNode v" + number() + " ( cmd ", ")"));
    }

    /** The line, followed by one for each plugin that cannot be used. */
    static String text(List<PluginHost.Entry> plugins) {
        return Stream.concat(Stream.of(line(plugins)), unusable(plugins).stream())
                .collect(Collectors.joining("\n"));
    }

    /** One line for each plugin that cannot be used, with the reason. */
    static List<String> unusable(List<PluginHost.Entry> plugins) {
        return plugins.stream()
                .filter(Version::isUnusable)
                .map(plugin ->
                        "Plugin " + (plugin.id() + " " + plugin.version()).strip() + " is not used: " + plugin.reason())
                .toList();
    }

    private static boolean isUnusable(PluginHost.Entry plugin) {
        return plugin.state() == PluginStatus.State.FAILED || plugin.state() == PluginStatus.State.DISABLED;
    }
}
