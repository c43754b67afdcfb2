package org.kadnode.kernel.host;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kadnode.plugins.Plugin;

/** A jar with a module in it, compiled here from text as somebody would who has nothing of KadNode but the contract. */
final class PluginFixture {

    private final Map<String, String> manifest = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> resources = new LinkedHashMap<>();
    private final List<Path> modulePath = new ArrayList<>();

    private PluginFixture() {
        modulePath.add(Path.of(URI.create(
                Plugin.class.getProtectionDomain().getCodeSource().getLocation().toString())));
    }

    /** A jar without anything of a plugin. */
    static PluginFixture library(String module, String... directives) {
        PluginFixture fixture = new PluginFixture();
        fixture.sources.put("module-info", "module " + module + " { " + String.join(" ", directives) + " }");
        return fixture;
    }

    /** A plugin whose class {@code fixture.ID.Main} is made of the given members. */
    static PluginFixture plugin(String id, String members, String... directives) {
        String name = "fixture." + id;
        return library(
                        name,
                        "requires org.kadnode.plugins; provides org.kadnode.plugins.Plugin with " + name + ".Main;",
                        String.join(" ", directives))
                .manifest("Plugin-Id", id)
                .manifest("Plugin-Version", "1.2.3")
                .manifest("Plugin-Requires", ">=1.0.0 & <2.0.0")
                .source(name + ".Main", """
                        package %s;
                        import java.util.*;
                        import org.kadnode.plugins.*;
                        public class Main implements Plugin {
                            %s
                        }
                        """.formatted(name, members));
    }

    /** A plugin that starts and does nothing. */
    static PluginFixture idle(String id) {
        return plugin(id, "public void start(KadNode node) {}");
    }

    PluginFixture manifest(String field, String value) {
        manifest.put(field, value);
        return this;
    }

    PluginFixture source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    PluginFixture resource(String path, String text) {
        resources.put(path, text.getBytes(UTF_8));
        return this;
    }

    PluginFixture against(Path module) {
        modulePath.add(module);
        return this;
    }

    /** Compiles and packs. */
    Path jar(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Manifest head = new Manifest();
        head.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.forEach((field, value) -> head.getMainAttributes().putValue(field, value));
        try (OutputStream bytes = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(bytes, head)) {
            for (Map.Entry<String, byte[]> entry : compiled().entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue());
                jar.closeEntry();
            }
        }
        return file;
    }

    /** The entries of the jar, by path. */
    private Map<String, byte[]> compiled() throws IOException {
        Path work = Files.createTempDirectory("plugin-fixture");
        try {
            return compiledIn(work);
        } finally {
            try (Stream<Path> files = Files.walk(work)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
            }
        }
    }

    private Map<String, byte[]> compiledIn(Path work) throws IOException {
        Path classes = work.resolve("classes");
        String path = modulePath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        List<String> arguments = new ArrayList<>(
                List.of("--release", "21", "-proc:none", "-d", classes.toString(), "--module-path", path));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = work.resolve("source/" + source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        StringWriter complaints = new StringWriter();
        PrintWriter out = new PrintWriter(complaints);
        int status = ToolProvider.findFirst("javac").orElseThrow().run(out, out, arguments.toArray(String[]::new));
        if (status != 0) {
            throw new AssertionError("the fixture does not compile: " + complaints);
        }
        Map<String, byte[]> entries = new LinkedHashMap<>(resources);
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                entries.put(classes.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return entries;
    }
}
