package org.kadnode.kernel.settings;

import java.util.Optional;

/**
 * An option as somebody wrote it, before anybody knows whether it exists.
 *
 * @param word the word itself, e.g. {@code --port}; without dashes if it stands where an option was expected
 * @param value the value that follows it, if any
 * @param place where it stands in a file, e.g. {@code kadnode.conf, line 3}; empty for the command line
 */
record Given(String word, Optional<String> value, String place) {

    /** The short forms of KadNode 1.0. */
    static final String HELP = "-h";

    static final String VERSION = "-v";

    /** Splits a word at its first equals sign, if it has one: {@code --opt=value}. */
    static Optional<Given> joined(String word, String place) {
        int equals = word.indexOf('=');
        return word.startsWith("--") && equals > 0
                ? Optional.of(new Given(word.substring(0, equals), Optional.of(word.substring(equals + 1)), place))
                : Optional.empty();
    }

    /** The option's name without dashes; empty if the word is none. */
    Optional<String> name() {
        return switch (word) {
            case HELP -> Optional.of(KernelOptions.HELP);
            case VERSION -> Optional.of(KernelOptions.VERSION);
            default -> word.startsWith("--") ? Optional.of(word.substring(2)) : Optional.empty();
        };
    }

    boolean is(String option) {
        return name().filter(option::equals).isPresent();
    }

    SettingsException refused(String message) {
        return SettingsException.at(place, message);
    }
}
