package org.kadnode.plugins;

import java.util.List;
import java.util.Optional;

/**
 * A command line option, and the setting it writes. The same row serves the command line, both forms
 * of the {@code --config} file, {@code --help}, manual pages and shell completion.
 *
 * @param name the long name without dashes, e.g. {@code dns-port}
 * @param argument what the help calls the value, e.g. {@code port}; empty for a flag
 * @param path the one setting that the option writes, e.g. {@code dns.port}
 * @param kind the values that are accepted
 * @param choices the accepted words of a {@link Kind#CHOICE}; empty for other kinds
 * @param repeatable whether the option may occur more than once; its setting is then a list
 * @param help one or two sentences for {@code --help}
 */
public record Option(
        String name, String argument, String path, Kind kind, List<String> choices, boolean repeatable, String help) {

    /** The form of an option's value. */
    public enum Kind {
        /** No value; sets its path to {@code true}. */
        ENABLE,
        /** No value; sets its path to {@code false}. */
        DISABLE,
        /** Any text that is not empty. */
        TEXT,
        /** A decimal port, 1 to 65535. */
        PORT,
        /** A decimal port, 1 to 65535, or 0 for "off". */
        PORT_OR_OFF,
        /** A file or folder; a relative one is taken from the folder in which the node was started. */
        PATH,
        /** One of {@link Option#choices()}. */
        CHOICE;

        /**
         * Whether an option of this kind is followed by a value.
         *
         * @return false for the two flags
         */
        public boolean takesValue() {
            return this != ENABLE && this != DISABLE;
        }
    }

    /**
     * Checks the parts against each other.
     *
     * @throws IllegalArgumentException if the name is not lower case with dashes, if a flag has an
     *     argument or is repeatable, or if a value has no argument name
     */
    public Option {
        choices = List.copyOf(choices);
        if (!name.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("not an option name: " + name);
        }
        if (kind.takesValue() == argument.isEmpty()) {
            throw new IllegalArgumentException("--" + name + ": flags, and only flags, have no argument");
        }
        if (repeatable && !kind.takesValue()) {
            throw new IllegalArgumentException("--" + name + ": a flag cannot be repeated");
        }
        if (kind == Kind.CHOICE == choices.isEmpty()) {
            throw new IllegalArgumentException("--" + name + ": choices, and only choices, list words");
        }
    }

    /**
     * A flag that switches something on.
     *
     * @param name the long name
     * @param path the setting that becomes {@code true}
     * @param help the text for {@code --help}
     * @return the option
     */
    public static Option enable(String name, String path, String help) {
        return new Option(name, "", path, Kind.ENABLE, List.of(), false, help);
    }

    /**
     * A flag that switches something off.
     *
     * @param name the long name
     * @param path the setting that becomes {@code false}
     * @param help the text for {@code --help}
     * @return the option
     */
    public static Option disable(String name, String path, String help) {
        return new Option(name, "", path, Kind.DISABLE, List.of(), false, help);
    }

    /**
     * An option with a value.
     *
     * @param name the long name
     * @param argument what the help calls the value
     * @param path the setting
     * @param kind any kind with a value but {@link Kind#CHOICE}
     * @param help the text for {@code --help}
     * @return the option
     */
    public static Option value(String name, String argument, String path, Kind kind, String help) {
        return new Option(name, argument, path, kind, List.of(), false, help);
    }

    /**
     * An option that takes one of a few words.
     *
     * @param name the long name
     * @param argument what the help calls the value
     * @param path the setting
     * @param choices the accepted words
     * @param help the text for {@code --help}
     * @return the option
     */
    public static Option choice(String name, String argument, String path, List<String> choices, String help) {
        return new Option(name, argument, path, Kind.CHOICE, choices, false, help);
    }

    /**
     * The same option, allowed more than once.
     *
     * @return an option whose setting is a list
     */
    public Option repeated() {
        return new Option(name, argument, path, kind, choices, true, help);
    }

    /**
     * Checks one value.
     *
     * @param value the text that the user gave
     * @return what is wrong with it, e.g. {@code not a port}; empty if nothing is
     */
    public Optional<String> problemWith(String value) {
        return switch (kind) {
            case ENABLE, DISABLE -> Optional.of("takes no value");
            case TEXT, PATH -> value.isBlank() ? Optional.of("is empty") : Optional.empty();
            case PORT -> portProblem(value, 1);
            case PORT_OR_OFF -> portProblem(value, 0);
            case CHOICE ->
                choices.contains(value) ? Optional.empty() : Optional.of("is not one of " + String.join(", ", choices));
        };
    }

    private static Optional<String> portProblem(String value, int least) {
        boolean decimal = value.matches("[0-9]{1,5}");
        int port = decimal ? Integer.parseInt(value) : -1;
        return port >= least && port <= 65535
                ? Optional.empty()
                : Optional.of("is not a port from " + least + " to 65535");
    }
}
