package org.kadnode.kernel.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kadnode.kernel.host.PluginFixture.library;
import static org.kadnode.kernel.host.PluginFixture.plugin;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.kernel.host.PluginHost.Entry;
import org.kadnode.plugins.PluginStatus.State;
import org.kadnode.plugins.StatusLine;

/** A plugin that wants to, cannot get at the kernel. */
class IsolationTest {

    /** Each attempt becomes a status line: what it was, and what came of it. */
    private static final String BURGLAR = """
            interface Attempt { Object run() throws Exception; }

            private KadNode node;

            public void start(KadNode node) { this.node = node; }

            private static StatusLine line(String what, Attempt attempt) {
                try {
                    return new StatusLine(what, "got " + attempt.run());
                } catch (Throwable e) {
                    return new StatusLine(what, e.getClass().getSimpleName());
                }
            }

            private static Module kernel() {
                return ModuleLayer.boot().findModule("org.kadnode.kernel").orElseThrow();
            }

            private Class<?> hostClass() throws Exception {
                return Class.forName(kernel(), "org.kadnode.kernel.host.PluginHost");
            }

            public List<StatusLine> statusLines() {
                Module mine = getClass().getModule();
                return List.of(
                        line("class for name", () -> Class.forName("org.kadnode.kernel.host.PluginHost")),
                        line("context loader", () -> Thread.currentThread().getContextClassLoader()
                                .loadClass("org.kadnode.kernel.host.PluginHost")),
                        line("library of the kernel", () -> Class.forName("org.pf4j.PluginManager")),
                        line("public method", () -> hostClass().getMethod("load", List.class).invoke(null, List.of())),
                        line("public method, reading the kernel", () -> {
                            mine.addReads(kernel());
                            return hostClass().getMethod("load", List.class).invoke(null, List.of());
                        }),
                        line("private field", () -> {
                            var field = hostClass().getDeclaredField("hosted");
                            field.setAccessible(true);
                            return field;
                        }),
                        line("private method handle", () -> java.lang.invoke.MethodHandles.privateLookupIn(
                                hostClass(), java.lang.invoke.MethodHandles.lookup())),
                        line("implementation of the node", () -> {
                            var field = node.getClass().getDeclaredFields()[0];
                            field.setAccessible(true);
                            return field.get(node);
                        }),
                        line("opening a package", () -> {
                            kernel().addOpens("org.kadnode.kernel.host", mine);
                            return "open";
                        }));
            }
            """;

    @TempDir
    Path folder;

    @Test
    void kernelInternalsAreOutOfReach() throws Exception {
        plugin("burglar", BURGLAR).jar(folder.resolve("burglar.jar"));

        try (PluginHost host = PluginHost.load(List.of(folder))) {
            host.start(new HostedNodes()::nodeFor);

            assertEquals(
                    """
                    class for name: ClassNotFoundException
                    context loader: ClassNotFoundException
                    library of the kernel: ClassNotFoundException
                    public method: IllegalAccessException
                    public method, reading the kernel: IllegalAccessException
                    private field: InaccessibleObjectException
                    private method handle: IllegalAccessException
                    implementation of the node: InaccessibleObjectException
                    opening a package: IllegalCallerException""",
                    host.statusLines().getOrDefault("burglar", List.of()).stream()
                            .map(StatusLine::toString)
                            .map(line -> line.replaceFirst(".*label=(.*), value=(.*)]", "$1: $2"))
                            .collect(Collectors.joining("\n")));
        }
    }

    @Test
    void pluginThatRequiresTheKernelIsRefused() throws Exception {
        assertRefused("org.kadnode.kernel");
    }

    @Test
    void pluginThatRequiresALibraryOfTheKernelIsRefused() throws Exception {
        assertRefused("org.pf4j");
    }

    @Test
    void privateLibraryThatRequiresTheKernelIsRefused() throws Exception {
        Path kernel = library("org.kadnode.kernel").jar(folder.resolve("stub/kernel.jar"));
        Path library = library("acme.text", "requires org.kadnode.kernel;")
                .against(kernel)
                .jar(folder.resolve("plugins/bad/lib/acme-text.jar"));
        plugin("bad", "public void start(KadNode node) {}", "requires acme.text;")
                .against(kernel)
                .against(library)
                .jar(folder.resolve("plugins/bad/bad.jar"));

        assertReason("module acme.text requires org.kadnode.kernel, which belongs to the kernel");
    }

    /** Compiled against an empty module of that name: the real one is not needed for the attempt. */
    private void assertRefused(String module) throws Exception {
        Path stub = library(module).jar(folder.resolve("stub/stub.jar"));
        plugin("bad", "public void start(KadNode node) {}", "requires " + module + ";")
                .against(stub)
                .jar(folder.resolve("plugins/bad.jar"));

        assertReason("module fixture.bad requires " + module + ", which belongs to the kernel");
    }

    private void assertReason(String reason) {
        try (PluginHost host = PluginHost.load(List.of(folder.resolve("plugins")))) {
            assertEquals(List.of(new Entry("bad", "1.2.3", State.FAILED, reason)), host.plugins());
        }
    }
}
