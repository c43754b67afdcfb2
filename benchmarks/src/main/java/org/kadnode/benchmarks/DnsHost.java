package org.kadnode.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.kadnode.kernel.os.LogOutput;
import org.kadnode.kernel.os.Verbosity;
import org.kadnode.kernel.settings.Defaults;
import org.kadnode.kernel.settings.SettingsTree;
import org.kadnode.kernel.shell.LiveNode;
import org.kadnode.plugins.Plugin;

/**
 * The DNS plugin as the daemon runs it, but over a {@link ScriptedNode}. A program: its arguments are settings, each {@code
 * path=value}, stronger than the defaults of the kernel and of the plugin. It prints {@code ready} once it serves, obeys the
 * commands that come on standard input, a line each, and ends where that ends:
 *
 * <ul>
 *   <li>{@code heap} prints how many bytes of the heap are in use after a full collection,
 *   <li>{@code resolved} prints how many requests the plugin has made to the node.
 * </ul>
 */
public final class DnsHost {

    /** A weakly reachable object may take a second collection to go. */
    private static final int COLLECTIONS = 3;

    private DnsHost() {}

    /**
     * Serves until standard input ends.
     *
     * @param words settings, each {@code path=value}
     * @throws Exception if the node or the plugin can't start
     */
    public static void main(String[] words) throws Exception {
        LogOutput.toStandardError(Verbosity.QUIET);
        Plugin plugin = plugin();
        // The node itself takes any free port and knows nobody.
        Map<String, Object> settings = new HashMap<>(Map.of("dht.port", 0, "dht.peers", List.of()));
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not a setting, path=value: " + word);
            }
            settings.put(word.substring(0, equals), word.substring(equals + 1));
        }
        try (LiveNode live = LiveNode.start(SettingsTree.embedded(defaults(plugin), settings), "benchmark")) {
            ScriptedNode node = new ScriptedNode(live.nodeFor("dns"));
            plugin.start(node);
            System.out.println("ready");
            obey(node);
            plugin.stop();
        }
    }

    private static Plugin plugin() {
        Iterator<Plugin> found = ServiceLoader.load(Plugin.class).iterator();
        if (!found.hasNext()) {
            throw new IllegalStateException("no plugin on the module path");
        }
        return found.next();
    }

    private static Defaults defaults(Plugin plugin) throws IOException {
        Defaults defaults = Defaults.ofKernel();
        Module module = plugin.getClass().getModule();
        try (InputStream file = module.getResourceAsStream("reference.conf")) {
            if (file != null) {
                defaults.add(module.getName(), new String(file.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return defaults;
    }

    private static void obey(ScriptedNode node) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            System.out.println(
                    switch (line) {
                        case "heap" -> String.valueOf(usedHeap());
                        case "resolved" -> String.valueOf(node.resolved());
                        default -> "unknown command " + line;
                    });
        }
    }

    private static long usedHeap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
