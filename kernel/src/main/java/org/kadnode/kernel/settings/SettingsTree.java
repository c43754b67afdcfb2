package org.kadnode.kernel.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Option;
import org.kadnode.plugins.Settings;

/** All settings in one tree, the strongest source on top. Immutable. */
public final class SettingsTree implements Settings {

    /** The place of a value that stands in no file. */
    static final String COMMAND_LINE = "command line";

    private final Config tree;

    /** By path, what people write to set it. */
    private final Map<String, String> options;

    private SettingsTree(Config tree, Map<String, String> options) {
        this.tree = tree;
        this.options = options;
    }

    /**
     * Judges and merges all sources: command line over config file over defaults. A repeatable option holds what the
     * command line says, followed by what the file says.
     *
     * @param table every option there is
     * @param defaults the weakest source
     * @param file the file of {@code --config}, if there is one
     * @param line the strongest source
     * @return the outcome
     * @throws SettingsException about the first thing that is wrong
     */
    public static SettingsTree merge(
            OptionTable table, Defaults defaults, Optional<ConfigFile> file, CommandLine line) {
        Config fromLine = GivenOptions.settings(line.given(), table);
        Config fromFile =
                file.map(content -> content.settings(table, defaults.tree())).orElse(ConfigFactory.empty());
        Config merged = fromLine.withFallback(fromFile).withFallback(defaults.tree());
        for (OptionTable.Entry entry : table.entries()) {
            Option option = entry.option();
            if (option.repeatable() && fromLine.hasPath(option.path()) && fromFile.hasPath(option.path())) {
                List<ConfigValue> both = new ArrayList<>(fromLine.getList(option.path()));
                both.addAll(fromFile.getList(option.path()));
                merged = merged.withValue(option.path(), ConfigValueFactory.fromIterable(both));
            }
        }
        return new SettingsTree(
                merged,
                table.entries().stream()
                        .map(OptionTable.Entry::option)
                        .collect(Collectors.toMap(Option::path, Option::name, (first, second) -> first)));
    }

    /**
     * Defaults with some settings replaced, for a node that lives inside another program. The replacements are not
     * judged.
     *
     * @param defaults those of the kernel, and of the plugins that are used
     * @param replacements by path: text, number, boolean or list of texts
     * @return the settings
     */
    public static SettingsTree embedded(Defaults defaults, Map<String, ?> replacements) {
        return new SettingsTree(
                ConfigFactory.parseMap(replacements, "embedding program").withFallback(defaults.tree()), Map.of());
    }

    @Override
    public String text(String path) {
        return read(path, Form.TEXT, Config::getString);
    }

    @Override
    public List<String> texts(String path) {
        return List.copyOf(read(path, Form.TEXTS, Config::getStringList));
    }

    @Override
    public int number(String path) {
        return read(path, Form.NUMBER, Config::getInt);
    }

    @Override
    public boolean flag(String path) {
        return read(path, Form.FLAG, Config::getBoolean);
    }

    @Override
    public Duration duration(String path) {
        return read(path, Form.DURATION, Config::getDuration);
    }

    @Override
    public boolean has(String path) {
        try {
            return tree.hasPath(path);
        } catch (ConfigException.BadPath impossible) {
            return false;
        }
    }

    @Override
    public KadNodeException refused(String path, String value, String problem) {
        String option = options.get(path);
        String message = "invalid value for " + (option == null ? "setting " + path : "option --" + option) + ": '"
                + value + "' " + problem;
        String place = has(path) ? place(tree.getValue(path), value) : COMMAND_LINE;
        return new KadNodeException(
                KadNodeException.Kind.SETTING,
                Secrets.hidden(place.equals(COMMAND_LINE) ? message : place + ": " + message));
    }

    /** Where a value stands: of a list, the line of the one that is meant. */
    private static String place(ConfigValue setting, String value) {
        ConfigValue meant = setting instanceof ConfigList list
                ? list.stream()
                        .filter(element -> value.equals(String.valueOf(element.unwrapped())))
                        .findFirst()
                        .orElse(setting)
                : setting;
        return Places.of(meant.origin());
    }

    private <T> T read(String path, Form form, BiFunction<Config, String, T> reader) {
        if (!has(path)) {
            throw new KadNodeException(KadNodeException.Kind.SETTING, "setting " + path + " has no value");
        }
        if (!form.fits(tree, path)) {
            throw new KadNodeException(
                    KadNodeException.Kind.SETTING,
                    Places.of(tree.getValue(path).origin()) + ": setting " + path + " is not " + form.description());
        }
        return reader.apply(tree, path);
    }
}
