package org.kadnode.kernel.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.kadnode.kernel.host.PluginFixture.idle;
import static org.kadnode.kernel.host.PluginFixture.library;
import static org.kadnode.kernel.host.PluginFixture.plugin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.kernel.host.PluginHost.Entry;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.PluginStatus;
import org.kadnode.plugins.PluginStatus.State;
import org.kadnode.plugins.StatusLine;

class PluginHostTest {

    private static final String ECHO = """
            private final List<String> heard = new ArrayList<>();

            @Override
            public List<Option> options() {
                return List.of(Option.value("echo-port", "port", "echo.port", Option.Kind.PORT, "Where to echo."));
            }

            @Override
            public void start(KadNode node) {
                heard.add(node.covers("foo.p2p") ? "foo.p2p is ours" : "foo.p2p is not ours");
            }

            @Override
            public List<Command> commands() {
                return List.of(new Command("echo", "[word]", "Says it again.",
                        words -> Command.Reply.ok(acme.text.Shout.loud(heard + " " + words))));
            }

            @Override
            public List<StatusLine> statusLines() {
                return List.of(new StatusLine("Echoes", "" + heard.size()));
            }

            @Override
            public List<Metric> metrics() {
                return List.of(Metric.counter("kadnode_echo_heard_total", "What was heard.", heard.size()));
            }
            """;

    private static String shout(String mark) {
        return """
                package acme.text;
                public final class Shout {
                    public static String loud(String text) { return text.toUpperCase() + "%s"; }
                }
                """.formatted(mark);
    }

    private final HostedNodes nodes = new HostedNodes();

    @TempDir
    Path folder;

    @Test
    void dropInJarBringsOptionCommandStatusAndDefaults() throws Exception {
        plugin("echo", ECHO)
                .source("acme.text.Shout", shout("!"))
                .resource("reference.conf", "echo.port = 7\n")
                .jar(folder.resolve("echo-1.2.3.jar"));

        try (PluginHost host = PluginHost.load(List.of(folder))) {
            assertEquals(List.of(new Entry("echo", "1.2.3", State.LOADED, "")), host.plugins());
            assertEquals(
                    Map.of(
                            "echo",
                            List.of(Option.value(
                                    "echo-port", "port", "echo.port", Option.Kind.PORT, "Where to echo."))),
                    host.options());
            assertEquals(Map.of("echo", "echo.port = 7\n"), host.defaults());

            host.start(nodes::nodeFor);

            assertEquals(List.of(new Entry("echo", "1.2.3", State.STARTED, "")), host.plugins());
            assertEquals("[FOO.P2P IS OURS] [A]!", run(host, "echo", "a"));
            assertEquals(Map.of("echo", List.of(new StatusLine("Echoes", "1"))), host.statusLines());
            assertEquals(
                    List.of(new PluginStatus(
                            "echo", "1.2.3", State.STARTED, "", List.of(new StatusLine("Echoes", "1")))),
                    host.statuses());
            assertEquals(List.of(Metric.counter("kadnode_echo_heard_total", "What was heard.", 1)), host.metrics());

            host.stop();

            assertEquals(List.of(new Entry("echo", "1.2.3", State.STOPPED, "")), host.plugins());
            assertEquals(List.of("node for echo", "closed echo"), nodes.diary);
        }
    }

    @Test
    void twoPluginsHoldTwoVersionsOfOneLibrary() throws Exception {
        for (String version : List.of("1", "2")) {
            String id = "echo" + version;
            Path library = library("acme.text", "exports acme.text;")
                    .source("acme.text.Shout", shout(version))
                    .jar(folder.resolve(id + "/lib/acme-text.jar"));
            plugin(id, ECHO, "requires acme.text;").against(library).jar(folder.resolve(id + "/" + id + ".jar"));
        }

        try (PluginHost host = PluginHost.load(List.of(folder))) {
            host.start(nodes::nodeFor);

            assertEquals("[FOO.P2P IS OURS] []1", run(host, "echo1"));
            assertEquals("[FOO.P2P IS OURS] []2", run(host, "echo2"));
        }
    }

    @Test
    void librariesThatAreFoundAsServicesAreBound() throws Exception {
        Path api = library("acme.api", "exports acme.api;")
                .source("acme.api.Voice", "package acme.api; public interface Voice { String say(); }")
                .jar(folder.resolve("service/lib/acme-api.jar"));
        library("acme.impl", "requires acme.api; provides acme.api.Voice with acme.impl.Bark;")
                .source(
                        "acme.impl.Bark",
                        "package acme.impl;"
                                + " public class Bark implements acme.api.Voice { public String say() { return \"wuff\"; } }")
                .against(api)
                .jar(folder.resolve("service/lib/acme-impl.jar"));
        plugin("service", """
                        public void start(KadNode node) {}
                        public List<StatusLine> statusLines() {
                            return ServiceLoader.load(acme.api.Voice.class).stream()
                                    .map(voice -> new StatusLine("Voice", voice.get().say())).toList();
                        }
                        """, "requires acme.api; uses acme.api.Voice;")
                .against(api)
                .jar(folder.resolve("service/service.jar"));

        try (PluginHost host = PluginHost.load(List.of(folder))) {
            host.start(nodes::nodeFor);

            assertEquals(Map.of("service", List.of(new StatusLine("Voice", "wuff"))), host.statusLines());
        }
    }

    @Test
    void dependenciesStartFirstAndStopLast() throws Exception {
        idle("aaa").manifest("Plugin-Dependencies", "bbb@>=1.0.0").jar(folder.resolve("aaa.jar"));
        idle("bbb").manifest("Plugin-Dependencies", "ccc").jar(folder.resolve("bbb.jar"));
        idle("ccc").jar(folder.resolve("ccc.jar"));

        PluginHost host = PluginHost.load(List.of(folder));
        host.start(nodes::nodeFor);
        host.stop();

        assertEquals(
                List.of("node for ccc", "node for bbb", "node for aaa", "closed aaa", "closed bbb", "closed ccc"),
                nodes.diary);
    }

    @Test
    void disabledPluginsAreReportedAndNotLoaded() throws Exception {
        idle("aaa").jar(folder.resolve("aaa.jar"));
        idle("bbb").manifest("Plugin-Dependencies", "aaa").jar(folder.resolve("bbb.jar"));
        Files.writeString(folder.resolve("disabled.txt"), "# not today\naaa # really\n");

        try (PluginHost host = PluginHost.load(List.of(folder))) {
            assertEquals(
                    List.of(
                            new Entry("aaa", "1.2.3", State.DISABLED, "listed in disabled.txt"),
                            new Entry("bbb", "1.2.3", State.FAILED, "needs plugin aaa, which cannot be used")),
                    host.plugins());
        }
    }

    @Test
    void refusedPluginAndThoseThatNeedItAreNotStarted() throws Exception {
        idle("aaa").jar(folder.resolve("aaa.jar"));
        idle("bbb").manifest("Plugin-Dependencies", "aaa").jar(folder.resolve("bbb.jar"));

        try (PluginHost host = PluginHost.load(List.of(folder))) {
            host.refuse("aaa", "option --x is taken");
            host.start(nodes::nodeFor);

            assertEquals(
                    List.of(
                            new Entry("aaa", "1.2.3", State.FAILED, "option --x is taken"),
                            new Entry("bbb", "1.2.3", State.FAILED, "needs plugin aaa, which is not running")),
                    host.plugins());
            assertEquals(List.of(), nodes.diary);
        }
    }

    @Test
    void runningPluginCannotBeRefused() throws Exception {
        idle("aaa").jar(folder.resolve("aaa.jar"));

        try (PluginHost host = PluginHost.load(List.of(folder))) {
            host.start(nodes::nodeFor);

            assertThrows(IllegalStateException.class, () -> host.refuse("aaa", "too late"));
        }
    }

    @Test
    void otherFilesAndMissingFoldersAreLeftAlone() throws Exception {
        Files.writeString(folder.resolve("README"), "not a plugin");
        Files.createDirectory(folder.resolve(".hidden"));

        try (PluginHost host = PluginHost.load(List.of(folder, folder.resolve("missing")))) {
            host.start(nodes::nodeFor);
            assertEquals(List.of(), host.plugins());
        }
    }

    @Test
    void hostWithoutFoldersHasNoPlugins() {
        try (PluginHost host = PluginHost.load(List.of())) {
            assertEquals(List.of(), host.plugins());
        }
    }

    private static String run(PluginHost host, String id, String... words) throws InterruptedException {
        Command command = host.commands().getOrDefault(id, List.of()).getFirst();
        return command.action().run(List.of(words)).text();
    }
}
