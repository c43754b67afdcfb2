package org.kadnode.manual;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kadnode.kernel.settings.HelpText;
import org.kadnode.plugins.Command;
import org.kadnode.plugins.Option;

/**
 * What there is to tell of.
 *
 * @param options every option, by the plugin that brings it; those of the kernel first, under its name
 * @param defaults the text of each {@code reference.conf}, likewise
 * @param plugins versions of the plugins, by id
 * @param commands those that the kernel has
 */
record Known(
        Map<String, List<Described>> options,
        Map<String, String> defaults,
        Map<String, String> plugins,
        List<Command> commands) {

    /**
     * An option.
     *
     * @param option the row of the table
     * @param value what holds without it; empty if nothing does
     */
    record Described(Option option, Optional<String> value) {

        /** The explanation, with the words that are accepted, and the default. */
        String explanation() {
            return option.help()
                    + HelpText.choices(option)
                    + value.map(text -> " Default: " + text + ".").orElse("");
        }
    }

    /** All options in one list. */
    List<Option> allOptions() {
        return options.values().stream()
                .flatMap(List::stream)
                .map(Described::option)
                .toList();
    }
}
