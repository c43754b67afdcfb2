package org.kadnode.kernel.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kadnode.plugins.Option;

/** A config file in HOCON: a tree of settings, each named by the path that its option writes. */
record HoconFile(Config content) implements ConfigFile {

    static HoconFile parse(Path file, String text) {
        ConfigParseOptions form =
                ConfigParseOptions.defaults().setSyntax(ConfigSyntax.CONF).setOriginDescription(file.toString());
        try {
            // From the file itself where possible, so that an include of a file beside it works.
            Config content = Files.isRegularFile(file)
                    ? ConfigFactory.parseFile(file.toFile(), form)
                    : ConfigFactory.parseString(text, form);
            return new HoconFile(content.resolve());
        } catch (ConfigException malformed) {
            String place = malformed.origin() == null ? file.toString() : Places.of(malformed.origin());
            throw SettingsException.at(place, Places.message(malformed));
        }
    }

    @Override
    public List<Path> pluginFolders() {
        return content.hasPath(KernelOptions.PLUGIN_FOLDERS)
                ? texts(content.getValue(KernelOptions.PLUGIN_FOLDERS)).stream()
                        .map(GivenOptions::path)
                        .toList()
                : List.of();
    }

    @Override
    public Config settings(OptionTable table, Config defaults) {
        Config settings = content;
        for (Map.Entry<String, ConfigValue> leaf : content.entrySet()) {
            String path = leaf.getKey();
            Optional<OptionTable.Entry> option = table.findByPath(path);
            if (option.isPresent()) {
                settings = settings.withValue(path, checked(option.get(), leaf.getValue()));
                continue;
            }
            Form form = Form.of(defaults, path)
                    .orElseThrow(() -> SettingsException.unknown(
                            Places.of(leaf.getValue().origin()), "setting " + path + guess(path, table, defaults)));
            // A setting without an option has the form of its default.
            if (!form.fits(content, path)) {
                throw refused(leaf.getValue(), "setting " + path + " is not " + form.description());
            }
        }
        return settings;
    }

    private static SettingsException refused(ConfigValue value, String message) {
        return SettingsException.at(Places.of(value.origin()), message);
    }

    private static String guess(String path, OptionTable table, Config defaults) {
        Set<String> known = new HashSet<>(table.paths());
        defaults.entrySet().forEach(leaf -> known.add(leaf.getKey()));
        return Nearest.question(path, known, "");
    }

    /** The value of a setting that an option could have written, judged by the same rules. */
    private static ConfigValue checked(OptionTable.Entry entry, ConfigValue value) {
        Option option = entry.option();
        if (KernelOptions.COMMAND_LINE_ONLY.contains(option.name())) {
            throw refused(value, "setting " + option.path() + " is not allowed inside a configuration file");
        }
        if (!option.kind().takesValue()) {
            return flag(option, value);
        }
        List<String> texts = texts(value);
        if (value.valueType() == ConfigValueType.LIST && !option.repeatable()) {
            throw refused(value, "setting " + option.path() + " is one value, not a list");
        }
        texts.forEach(text -> entry.problemWith(text).ifPresent(problem -> {
            throw refused(value, "invalid value for setting " + option.path() + ": '" + text + "' " + problem);
        }));
        return value instanceof ConfigList list && option.repeatable()
                ? ConfigValueFactory.fromIterable(list.stream()
                        .map(element -> GivenOptions.value(option, text(element), Places.of(element.origin())))
                        .toList())
                : GivenOptions.setting(option, texts, Places.of(value.origin()));
    }

    private static ConfigValue flag(Option option, ConfigValue value) {
        Config alone = value.atKey("flag");
        if (!Form.FLAG.fits(alone, "flag")) {
            throw refused(value, "setting " + option.path() + " is not " + Form.FLAG.description());
        }
        return ConfigValueFactory.fromAnyRef(alone.getBoolean("flag"), Places.of(value.origin()));
    }

    private static List<String> texts(ConfigValue value) {
        return value instanceof ConfigList list
                ? list.stream().map(HoconFile::text).toList()
                : List.of(text(value));
    }

    private static String text(ConfigValue value) {
        return switch (value.valueType()) {
            case STRING -> value.unwrapped().toString();
            // Not unwrapped: 0x, leading zeros and the digits of a long identifier stay as they were written.
            case NUMBER, BOOLEAN -> value.render(ConfigRenderOptions.concise());
            case LIST, OBJECT, NULL ->
                throw refused(
                        value,
                        "expected a text or a number, but there is " + value.render(ConfigRenderOptions.concise()));
        };
    }
}
