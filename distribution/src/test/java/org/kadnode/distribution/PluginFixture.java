package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Builds a plugin as its author would: from the plugin's sources and the jar of the contract, and nothing else. */
final class PluginFixture {
    private static final Path SOURCES = Path.of("src/test/plugins");

    private PluginFixture() {}

    /**
     * Compiles and packs a plugin.
     *
     * @param name the folder of its sources, also its plugin id
     * @param work a folder for its classes
     * @param jar the file to write
     */
    static void build(String name, Path work, Path jar) throws IOException {
        Path sources = SOURCES.resolve(name);
        List<String> arguments = new ArrayList<>(List.of(
                "--release", "21", "--module-path", Daemon.HOME.resolve("lib").toString(), "-d", work.toString()));
        filesUnder(sources).stream()
                .filter(file -> file.toString().endsWith(".java"))
                .forEach(file -> arguments.add(file.toString()));
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)));
        Files.copy(sources.resolve("reference.conf"), work.resolve("reference.conf"));

        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Plugin-Id", name);
        attributes.putValue("Plugin-Version", "0.1.0");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(file, manifest)) {
            for (Path content : filesUnder(work)) {
                entries.putNextEntry(new JarEntry(work.relativize(content).toString()));
                Files.copy(content, entries);
            }
        }
    }

    private static List<Path> filesUnder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
