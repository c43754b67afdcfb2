package org.kadnode.kernel.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kadnode.plugins.Option;

/** Judges what somebody gave, by the rules of the option table, and turns it into settings. */
final class GivenOptions {

    private GivenOptions() {}

    /**
     * Judges the options of one source, in which none but the repeatable ones may occur twice.
     *
     * @throws SettingsException about the first that is wrong
     */
    static Config settings(List<Given> given, OptionTable table) {
        Map<OptionTable.Entry, List<Given>> byOption = new LinkedHashMap<>();
        for (Given one : given) {
            OptionTable.Entry entry = one.name()
                    .flatMap(table::find)
                    .orElseThrow(() -> SettingsException.unknown(
                            one.place(), "argument '" + one.word() + "'" + guess(one, table)));
            List<Given> earlier = byOption.computeIfAbsent(entry, first -> new ArrayList<>());
            check(one, entry, !earlier.isEmpty());
            earlier.add(one);
        }
        Config settings = ConfigFactory.empty();
        for (Map.Entry<OptionTable.Entry, List<Given>> each : byOption.entrySet()) {
            Option option = each.getKey().option();
            settings = settings.withValue(option.path(), setting(option, each.getValue()));
        }
        return settings;
    }

    private static String guess(Given one, OptionTable table) {
        Optional<String> bringer = one.name().flatMap(table::bringerOf);
        if (bringer.isPresent()) {
            return ": it comes with plugin " + bringer.get() + ", which is not a part of this installation";
        }
        return Nearest.question(one.name().orElse(one.word()), table.names(), "--");
    }

    private static void check(Given one, OptionTable.Entry entry, boolean repeated) {
        Option option = entry.option();
        if (option.kind().takesValue() && one.value().isEmpty()) {
            throw one.refused("argument expected for option --" + option.name() + " <" + option.argument() + ">");
        }
        if (!option.kind().takesValue() && one.value().isPresent()) {
            throw one.refused("no argument expected for option --" + option.name() + ", but there is '"
                    + one.value().get() + "'");
        }
        if (repeated && !option.repeatable()) {
            throw one.refused("option --" + option.name() + " was already set");
        }
        one.value().ifPresent(value -> check(value, entry, one::refused));
    }

    /** Checks a value; wherever it comes from, the message reads the same. */
    static void check(String value, OptionTable.Entry entry, Function<String, SettingsException> refused) {
        entry.problemWith(value).ifPresent(problem -> {
            throw refused.apply("invalid value for option --" + entry.option().name() + ": '" + value + "' " + problem);
        });
    }

    private static ConfigValue setting(Option option, List<Given> given) {
        if (option.repeatable()) {
            // Each value keeps its own line.
            return ConfigValueFactory.fromIterable(given.stream()
                    .flatMap(one -> one.value().stream().map(value -> value(option, value, place(one))))
                    .toList());
        }
        List<String> values =
                given.stream().flatMap(one -> one.value().stream()).toList();
        return setting(option, values, place(given.getFirst()));
    }

    /** One of the values of a repeatable option. */
    static ConfigValue value(Option option, String value, String place) {
        return ConfigValueFactory.fromAnyRef(converted(option, value), place);
    }

    private static String place(Given one) {
        return one.place().isEmpty() ? SettingsTree.COMMAND_LINE : one.place();
    }

    /** The setting that an option writes, given values without fault; none for a flag. */
    static ConfigValue setting(Option option, List<String> values, String origin) {
        List<Object> converted =
                values.stream().map(value -> converted(option, value)).toList();
        Object written = option.repeatable()
                ? converted
                : option.kind().takesValue() ? converted.getFirst() : option.kind() == Option.Kind.ENABLE;
        return ConfigValueFactory.fromAnyRef(written, origin);
    }

    private static Object converted(Option option, String value) {
        return switch (option.kind()) {
            case PORT, PORT_OR_OFF -> Integer.valueOf(value);
            case PATH -> path(value).toString();
            default -> value;
        };
    }

    /**
     * The file or folder of that name, seen from where the node was started: it may soon work elsewhere.
     *
     * @throws SettingsException if no file can have the name
     */
    static Path path(String value) {
        try {
            return Path.of(value).toAbsolutePath();
        } catch (InvalidPathException impossible) {
            throw new SettingsException("not a file name: '" + value + "'");
        }
    }
}
