package org.kadnode.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.kadnode.kernel.host.PluginHost;
import org.kadnode.kernel.settings.CommandLine;
import org.kadnode.kernel.settings.ConfigFile;
import org.kadnode.kernel.settings.Defaults;
import org.kadnode.kernel.settings.KernelOptions;
import org.kadnode.kernel.settings.OptionTable;
import org.kadnode.kernel.settings.SettingsException;
import org.kadnode.kernel.settings.SettingsTree;
import org.kadnode.kernel.state.PrivateFolder;

/**
 * What a command line amounts to: the config file it names, the plugins that are found, the options that they and the
 * kernel know, and in the end the settings.
 */
public final class Startup {

    /** System property with the folder of the installation, whose folder {@code plugins} is searched. */
    private static final String HOME = "kadnode.home";

    private final CommandLine line;
    private final Optional<ConfigFile> file;
    private final PluginHost plugins;
    private final Defaults defaults;
    private final OptionTable table;

    private Startup(CommandLine line) {
        this.line = line;
        file = line.configFile().map(ConfigFile::read);
        plugins = PluginHost.load(folders(line, file));
        defaults = Defaults.ofKernel();
        defaults.keepStateIn(stateFolder());
        plugins.defaults().forEach((id, text) -> orRefuse(id, () -> defaults.add(id, text)));
        table = new OptionTable(KernelOptions.all());
        plugins.options().forEach((id, options) -> orRefuse(id, () -> table.add(id, options)));
        home().ifPresent(home -> noteAbsent(home.resolve("libexec").resolve("absent-options")));
    }

    /** Lines of an option and the plugin that would bring it, as whoever assembled the installation has left them. */
    private void noteAbsent(Path file) {
        if (!Files.isReadable(file)) {
            return;
        }
        try (Stream<String> lines = Files.lines(file)) {
            lines.map(line -> line.split(" ", -1))
                    .filter(words -> words.length == 2)
                    .forEach(words -> table.addAbsent(words[0], words[1]));
        } catch (IOException | UncheckedIOException unreadable) {
            // Only a hint is lost.
            Main.log().log(Level.DEBUG, "Cannot read " + file);
        }
    }

    /**
     * Reads the config file and loads the plugins. Nothing is started.
     *
     * @param words the command line
     * @return what was found
     * @throws SettingsException if the config file cannot be read
     */
    public static Startup of(List<String> words) {
        return new Startup(CommandLine.split(words));
    }

    /**
     * Judges all that was given and merges it with the defaults.
     *
     * @return the settings of the node that this command line asks for
     * @throws SettingsException about the first thing that is wrong
     */
    public SettingsTree settings() {
        try {
            return SettingsTree.merge(table, defaults, file, line);
        } catch (SettingsException refused) {
            if (refused.isUnknown()) {
                // Perhaps only because the plugin that brings it is broken.
                Version.unusable(plugins.plugins()).forEach(reason -> Main.log().log(Level.WARNING, reason));
            }
            throw refused;
        }
    }

    /**
     * The folder of the installation.
     *
     * @return empty if this process was not started by its launcher
     */
    public static Optional<Path> home() {
        return Optional.ofNullable(System.getProperty(HOME)).map(Path::of);
    }

    /** Where a node of this user keeps its keys and names, unless told otherwise. */
    static Path stateFolder() {
        return PrivateFolder.standard(
                System.getProperty("user.name"), Path.of(System.getProperty("user.home")), System.getenv());
    }

    CommandLine line() {
        return line;
    }

    /**
     * The plugins that were found.
     *
     * @return none of them started
     */
    public PluginHost plugins() {
        return plugins;
    }

    /**
     * What holds without any option.
     *
     * @return those of the kernel and of the plugins that can be used
     */
    public Defaults defaults() {
        return defaults;
    }

    /**
     * Every option there is.
     *
     * @return those of the kernel and of the plugins that can be used
     */
    public OptionTable table() {
        return table;
    }

    private static List<Path> folders(CommandLine line, Optional<ConfigFile> file) {
        List<Path> folders = new ArrayList<>();
        for (String folder : List.of("sealed", "plugins")) {
            home().map(home -> home.resolve(folder)).filter(Files::isDirectory).ifPresent(folders::add);
        }
        folders.addAll(line.pluginFolders());
        file.map(ConfigFile::pluginFolders).ifPresent(folders::addAll);
        return folders;
    }

    /** A plugin whose options or defaults cannot be used is the only one to suffer for it. */
    private void orRefuse(String id, Runnable adding) {
        try {
            adding.run();
        } catch (SettingsException unusable) {
            plugins.refuse(id, String.valueOf(unusable.getMessage()));
        }
    }
}
