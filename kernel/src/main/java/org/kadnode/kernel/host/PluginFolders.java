package org.kadnode.kernel.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.pf4j.PluginRepository;
import org.pf4j.PluginStatusProvider;

/**
 * The folders in which plugins lie. A file {@code disabled.txt} in any of them lists ids of plugins, one a line, that are
 * not to be used; {@code #} begins a comment.
 */
final class PluginFolders implements PluginRepository, PluginStatusProvider {

    static final String DISABLED = "disabled.txt";

    private static final System.Logger LOG = System.getLogger(PluginFolders.class.getName());

    private final List<Path> folders;
    private final List<String> disabled;

    PluginFolders(List<Path> folders) {
        this.folders = folders;
        this.disabled = folders.stream().flatMap(PluginFolders::disabledIn).toList();
    }

    /** In the order of the folders, then of the names, so that every start finds them in the same order. */
    @Override
    public List<Path> getPluginPaths() {
        return folders.stream()
                .flatMap(folder -> list(folder).filter(PluginFiles::isCandidate).sorted())
                .toList();
    }

    @Override
    public boolean isPluginDisabled(String id) {
        return disabled.contains(id);
    }

    private static Stream<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList().stream();
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "No plugins from " + folder + ": the folder cannot be read");
            return Stream.empty();
        }
    }

    private static Stream<String> disabledIn(Path folder) {
        Path file = folder.resolve(DISABLED);
        if (!Files.exists(file)) {
            return Stream.empty();
        }
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty());
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, "No plugin is disabled by " + file + ": it cannot be read");
            return Stream.empty();
        }
    }

    @Override
    public boolean deletePluginPath(Path path) {
        throw new UnsupportedOperationException("the files belong to the user");
    }

    @Override
    public void disablePlugin(String id) {
        throw new UnsupportedOperationException("the files belong to the user");
    }

    @Override
    public void enablePlugin(String id) {
        throw new UnsupportedOperationException("the files belong to the user");
    }
}
