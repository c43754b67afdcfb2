package org.kadnode.kernel.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kadnode.kernel.host.PluginFixture.idle;
import static org.kadnode.kernel.host.PluginFixture.library;
import static org.kadnode.kernel.host.PluginFixture.plugin;

import java.io.ByteArrayInputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.kernel.host.PluginHost.Entry;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.PluginStatus.State;
import org.kadnode.plugins.StatusLine;

/** Each way of being broken is reported with its reason, and the good plugin beside it runs. */
class BrokenPluginTest {

    private static final String STARTS = "public void start(KadNode node) {}";
    private static final String HANGS =
            "while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) {} }";

    /** Long enough for a good plugin on a slow machine, short enough to wait for a bad one. */
    private static final HostLimits IMPATIENT = new HostLimits(
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            2,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            100,
            300,
            3);

    private final HostedNodes nodes = new HostedNodes();

    @TempDir
    static Path compiled;

    @TempDir
    Path folder;

    @BeforeAll
    static void compileAGoodOne() throws Exception {
        idle("good").jar(compiled.resolve("good.jar"));
    }

    @BeforeEach
    void putAGoodOneBeside() throws Exception {
        Files.copy(compiled.resolve("good.jar"), folder.resolve("good.jar"));
    }

    @Test
    void truncatedJar() throws Exception {
        Path whole = idle("bad").jar(folder.resolve("bad.jar"));
        byte[] bytes = Files.readAllBytes(whole);
        Files.write(whole, Arrays.copyOf(bytes, bytes.length / 2));

        assertReported("bad.jar", "", "its jar cannot be read: .*");
    }

    @Test
    void textInsteadOfAJar() throws Exception {
        Files.writeString(folder.resolve("bad.jar"), "This is no jar.");

        assertReported("bad.jar", "", "its jar cannot be read: .*");
    }

    @Test
    void emptyFile() throws Exception {
        Files.createFile(folder.resolve("bad.jar"));

        assertReported("bad.jar", "", "its jar cannot be read: .*");
    }

    @Test
    void jarWithoutManifest() throws Exception {
        try (var jar = new ZipOutputStream(Files.newOutputStream(folder.resolve("bad.jar")))) {
            jar.putNextEntry(new ZipEntry("readme"));
        }

        assertReported("bad.jar", "", "its jar has no manifest");
    }

    @Test
    void manifestWithoutId() throws Exception {
        library("fixture.bad").jar(folder.resolve("bad.jar"));

        assertReported("bad.jar", "", "its manifest has no Plugin-Id .*");
    }

    @Test
    void manifestWithImpossibleVersions() throws Exception {
        idle("bad").manifest("Plugin-Version", "one").jar(folder.resolve("bad.jar"));

        assertReported("bad.jar", "", "its Plugin-Version is not semantic versioning: one");
    }

    @Test
    void manifestThatRequiresNonsense() throws Exception {
        idle("bad").manifest("Plugin-Requires", "the best").jar(folder.resolve("bad.jar"));

        assertReported("bad.jar", "", "its Plugin-Requires is not semantic versioning: the best");
    }

    @Test
    void folderWithoutJar() throws Exception {
        Files.createDirectories(folder.resolve("bad/lib"));

        assertReported("bad", "", "a plugin's folder holds one jar, this one 0");
    }

    @Test
    void jarWithoutModuleInfo() throws Exception {
        Path jar = idle("bad").jar(folder.resolve("bad.jar"));
        try (var files = FileSystems.newFileSystem(jar)) {
            Files.delete(files.getPath("module-info.class"));
        }

        assertReported("bad", "1.2.3", "its jar has no module-info");
    }

    @Test
    void moduleInfoThatIsDamaged() throws Exception {
        Path jar = idle("bad").jar(folder.resolve("bad.jar"));
        overwrite(jar, "module-info.class");

        assertReported("bad", "1.2.3", ".*module.*");
    }

    @Test
    void classThatIsDamaged() throws Exception {
        Path jar = idle("bad").jar(folder.resolve("bad.jar"));
        overwrite(jar, "fixture/bad/Main.class");

        assertReported("bad", "1.2.3", "constructor: java.lang.ClassFormatError: .*");
    }

    @Test
    void missingLibrary() throws Exception {
        Path library = library("acme.text").jar(compiled.resolve("acme-text.jar"));
        plugin("bad", STARTS, "requires acme.text;").against(library).jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", ".*acme\\.text not found.*");
    }

    @Test
    void missingProvider() throws Exception {
        library("fixture.bad", "requires org.kadnode.plugins;")
                .manifest("Plugin-Id", "bad")
                .manifest("Plugin-Version", "1.2.3")
                .jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", ".*provides 0 implementations of org\\.kadnode\\.plugins\\.Plugin.*");
    }

    @Test
    void nameOfTheContractItself() throws Exception {
        library("org.kadnode.plugins")
                .manifest("Plugin-Id", "bad")
                .manifest("Plugin-Version", "1.2.3")
                .jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "its module has the name of the kernel's own org.kadnode.plugins");
    }

    @Test
    void missingDependency() throws Exception {
        idle("bad").manifest("Plugin-Dependencies", "nowhere").jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "needs plugin nowhere, which cannot be used or is missing");
    }

    @Test
    void dependencyInAnotherVersion() throws Exception {
        idle("bad").manifest("Plugin-Dependencies", "good@>=2.0.0").jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "needs plugin good in version >=2.0.0, found 1.2.3");
    }

    @Test
    void dependenciesInACircle() throws Exception {
        idle("bad").manifest("Plugin-Dependencies", "worse").jar(folder.resolve("bad.jar"));
        idle("worse").manifest("Plugin-Dependencies", "good, bad").jar(folder.resolve("worse.jar"));

        assertReported("bad", "1.2.3", "its dependencies go in a circle: bad → worse → bad");
    }

    @Test
    void newerContract() throws Exception {
        idle("bad").manifest("Plugin-Requires", ">=2.0.0").jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "requires version >=2.0.0 of the plugin contract, this is 1.4.0");
    }

    @Test
    void secondPluginOfOneId() throws Exception {
        idle("good").jar(folder.resolve("zzz.jar"));

        assertReported("zzz.jar", "", "another plugin with the id good was loaded from " + folder.resolve("good.jar"));
    }

    @Test
    void throwsInItsConstructor() throws Exception {
        plugin("bad", "public Main() { throw new IllegalStateException(\"no\"); } " + STARTS)
                .jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "constructor: java.lang.IllegalStateException: no");
    }

    @Test
    void throwsInItsStaticInitializer() throws Exception {
        plugin("bad", "static final int X = Integer.parseInt(\"x\"); " + STARTS).jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "constructor: java.lang.NumberFormatException: .*");
    }

    @Test
    void throwsInOptions() throws Exception {
        plugin("bad", STARTS + "public List<Option> options() { throw new NoClassDefFoundError(\"acme/Gone\"); }")
                .jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "options\\(\\): java.lang.NoClassDefFoundError: acme/Gone");
    }

    @Test
    void hasOptionsThatAreNull() throws Exception {
        plugin("bad", STARTS + "public List<Option> options() { return null; }").jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "options\\(\\): java.lang.NullPointerException.*");
    }

    @Test
    void hasEndlessDefaults() throws Exception {
        idle("bad").resource("reference.conf", "#".repeat(101)).jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "reference.conf: longer than 100 bytes");
    }

    @Test
    void throwsInStart() throws Exception {
        plugin("bad", "public void start(KadNode node) throws Exception { throw new Exception(\"port is taken\"); }")
                .jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "start\\(\\): port is taken");
        assertTrue(nodes.diary.contains("closed bad"));
    }

    @Test
    void throwsALinkageErrorInStart() throws Exception {
        plugin("bad", "public void start(KadNode node) { throw new UnsatisfiedLinkError(\"libx\"); }")
                .jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "start\\(\\): java.lang.UnsatisfiedLinkError: libx");
    }

    @Test
    void throwsWhatCannotBeDescribed() throws Exception {
        plugin("bad", """
                        static class Mean extends RuntimeException {
                            public String getMessage() { throw new Mean(); }
                            public String toString() { throw new Mean(); }
                        }
                        public void start(KadNode node) { throw new Mean(); }
                        """).jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "start\\(\\) failed and cannot say why");
    }

    @Test
    void throwsInCommands() throws Exception {
        plugin("bad", STARTS + "public List<Command> commands() { throw new IllegalStateException(\"no\"); }")
                .jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "commands\\(\\): java.lang.IllegalStateException: no");
        assertTrue(nodes.diary.contains("closed bad"));
    }

    @Test
    void throwsInACommand() throws Exception {
        plugin("bad", STARTS + """
                        public List<Command> commands() {
                            return List.of(
                                    new Command("error", "", "", words -> { throw new StackOverflowError(); }),
                                    new Command("null", "", "", words -> null));
                        }
                        """).jar(folder.resolve("bad.jar"));

        try (PluginHost host = PluginHost.load(List.of(folder))) {
            host.start(nodes::nodeFor);

            List<Command.Reply> replies = new ArrayList<>();
            for (Command command : host.commands().getOrDefault("bad", List.of())) {
                replies.add(command.action().run(List.of()));
            }
            assertEquals(Command.Reply.failed("Plugin bad: java.lang.StackOverflowError"), replies.get(0));
            assertFalse(replies.get(1).success());
        }
    }

    @Test
    void hangsInACommandAndInFewAtATime() throws Exception {
        plugin("bad", STARTS + """
                        public List<Command> commands() {
                            return List.of(new Command("hang", "", "", words -> { %s }));
                        }
                        """.formatted(HANGS)).jar(folder.resolve("bad.jar"));

        try (PluginHost host = PluginHost.load(List.of(folder), IMPATIENT)) {
            host.start(nodes::nodeFor);
            Command.Action hang =
                    host.commands().getOrDefault("bad", List.of()).getFirst().action();

            Command.Reply late = Command.Reply.failed("Plugin bad: hang did not return within 2000 ms");
            assertEquals(late, hang.run(List.of()));
            assertEquals(late, hang.run(List.of()));
            assertEquals(
                    Command.Reply.failed("Plugin bad: all of its 2 places for commands are taken by earlier ones"),
                    hang.run(List.of()));
        }
    }

    @Test
    void hangsInStart() throws Exception {
        plugin("bad", "public void start(KadNode node) { " + HANGS + "}").jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "start\\(\\) did not return within 2000 ms");
        assertTrue(nodes.diary.contains("closed bad"));
    }

    @Test
    void spinsInStart() throws Exception {
        plugin("bad", "public void start(KadNode node) { while (!done) {} } volatile boolean done;")
                .jar(folder.resolve("bad.jar"));

        assertReported("bad", "1.2.3", "start\\(\\) did not return within 2000 ms");
    }

    @Test
    void throwsOrHangsInStop() throws Exception {
        plugin("bad", STARTS + "public void stop() throws Exception { throw new Exception(\"file is gone\"); }")
                .jar(folder.resolve("bad.jar"));
        plugin("worse", STARTS + "public void stop() { " + HANGS + "}").jar(folder.resolve("worse.jar"));

        PluginHost host = PluginHost.load(List.of(folder), IMPATIENT);
        host.start(nodes::nodeFor);
        host.stop();

        assertEquals(
                List.of(
                        new Entry("bad", "1.2.3", State.FAILED, "stop(): file is gone"),
                        new Entry("good", "1.2.3", State.STOPPED, ""),
                        new Entry("worse", "1.2.3", State.FAILED, "stop() did not return within 1000 ms")),
                host.plugins());
        assertTrue(nodes.diary.containsAll(List.of("closed bad", "closed good", "closed worse")));
    }

    @Test
    void throwsInStatusLines() throws Exception {
        plugin("bad", STARTS + "public List<StatusLine> statusLines() { throw new IllegalStateException(\"no\"); }")
                .jar(folder.resolve("bad.jar"));

        try (PluginHost host = PluginHost.load(List.of(folder))) {
            host.start(nodes::nodeFor);

            assertEquals(
                    Map.of(
                            "good",
                            List.of(),
                            "bad",
                            List.of(new StatusLine("bad", "statusLines(): java.lang.IllegalStateException: no"))),
                    host.statusLines());
        }
    }

    @Test
    void hangsInStatusLinesAndIsAskedOnce() throws Exception {
        plugin("bad", STARTS + "public List<StatusLine> statusLines() { " + HANGS + "}")
                .jar(folder.resolve("bad.jar"));

        try (PluginHost host = PluginHost.load(List.of(folder), IMPATIENT)) {
            host.start(nodes::nodeFor);

            assertEquals(
                    List.of(new StatusLine("bad", "statusLines() did not return within 2000 ms")),
                    host.statusLines().get("bad"));
            assertEquals(
                    List.of(new StatusLine("bad", "does not answer")),
                    host.statusLines().get("bad"));
        }
    }

    @Test
    void interruptedStartFailsAndKeepsTheInterrupt() throws Exception {
        plugin("bad", "public void start(KadNode node) { " + HANGS + "}").jar(folder.resolve("bad.jar"));
        PluginHost host = PluginHost.load(List.of(folder));
        CountDownLatch interrupted = new CountDownLatch(1);

        Thread starter = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            host.start(nodes::nodeFor);
            if (Thread.currentThread().isInterrupted()) {
                interrupted.countDown();
            }
        });
        starter.join();

        assertEquals(0, interrupted.getCount());
        assertTrue(host.plugins().stream().allMatch(entry -> entry.state() == State.FAILED));
    }

    private void assertReported(String id, String version, String reason) {
        try (PluginHost host = PluginHost.load(List.of(folder), IMPATIENT)) {
            host.start(nodes::nodeFor);

            assertEquals(new Entry("good", "1.2.3", State.STARTED, ""), entryOf(host, "good"));
            Entry bad = entryOf(host, id);
            assertEquals(new Entry(id, version, State.FAILED, bad.reason()), bad);
            assertTrue(bad.reason().matches(reason), bad.reason());
        }
    }

    private static Entry entryOf(PluginHost host, String id) {
        return host.plugins().stream()
                .filter(entry -> entry.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static void overwrite(Path jar, String entry) throws Exception {
        try (var files = FileSystems.newFileSystem(jar)) {
            Files.copy(
                    new ByteArrayInputStream(new byte[] {1, 2, 3, 4}),
                    files.getPath(entry),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void failsAtItsMetrics() throws Exception {
        plugin("bad", STARTS + "public List<Metric> metrics() { return List.of(Metric.gauge(\"odd\", \"\", 1)); }")
                .jar(folder.resolve("bad.jar"));
        plugin("many", STARTS + """
                public List<Metric> metrics() {
                    return java.util.Collections.nCopies(4, Metric.gauge("kadnode_many", "", 1));
                }
                """).jar(folder.resolve("many.jar"));
        plugin(
                        "some",
                        STARTS
                                + "public List<Metric> metrics() { return List.of(Metric.gauge(\"kadnode_some\", \"\", 1)); }")
                .jar(folder.resolve("some.jar"));

        try (PluginHost host = PluginHost.load(List.of(folder), IMPATIENT)) {
            host.start(nodes::nodeFor);

            assertEquals(List.of(Metric.gauge("kadnode_some", "", 1)), host.metrics());
            assertEquals(List.of(Metric.gauge("kadnode_some", "", 1)), host.metrics());
        }
    }
}
