package org.kadnode.kernel.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.pf4j.PluginRuntimeException;

/**
 * The files of a plugin: one jar, or a folder with one jar and its private libraries in {@code lib/}.
 *
 * @param jar the plugin itself
 * @param libraries its libraries, in the order of their names
 */
record PluginFiles(Path jar, List<Path> libraries) {

    private static final String LIBRARIES = "lib";

    /** Whether a path could be a plugin; anything else in a folder of plugins is left alone. */
    static boolean isCandidate(Path path) {
        String name = path.getFileName().toString();
        return !name.startsWith(".") && (Files.isDirectory(path) || name.endsWith(".jar"));
    }

    static PluginFiles of(Path path) {
        if (!Files.isDirectory(path)) {
            return new PluginFiles(path, List.of());
        }
        List<Path> jars = jarsIn(path);
        if (jars.size() != 1) {
            throw new PluginRuntimeException("a plugin's folder holds one jar, this one {}", jars.size());
        }
        Path libraries = path.resolve(LIBRARIES);
        return new PluginFiles(jars.getFirst(), Files.isDirectory(libraries) ? jarsIn(libraries) : List.of());
    }

    Manifest manifest() {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            if (manifest == null) {
                throw new PluginRuntimeException("its jar has no manifest");
            }
            return manifest;
        } catch (IOException | SecurityException | IllegalArgumentException e) {
            throw new PluginRuntimeException(e, "its jar cannot be read: {}", e.getMessage());
        }
    }

    private static List<Path> jarsIn(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new PluginRuntimeException(e, "its folder cannot be read: {}", e.getMessage());
        }
    }
}
