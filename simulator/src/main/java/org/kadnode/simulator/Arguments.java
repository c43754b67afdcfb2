package org.kadnode.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The options of a command line, each {@code --name value}. What is wrong with them is told by {@link
 * IllegalArgumentException}s whose message is fit to be printed.
 */
final class Arguments {

    private final Map<String, String> values = new HashMap<>();

    /** The last name, if no value follows it. Whether it is known at all shows only when it is taken out. */
    private Optional<String> bare = Optional.empty();

    /**
     * Takes a command line apart.
     *
     * @param words names and values in turn
     * @throws IllegalArgumentException if they are anything else, or a name comes twice
     */
    Arguments(List<String> words) {
        for (int i = 0; i < words.size(); i += 2) {
            String name = words.get(i);
            if (!name.startsWith("--")) {
                throw new IllegalArgumentException("an option begins with --, unlike " + name);
            }
            if (i + 1 == words.size()) {
                bare = Optional.of(name.substring(2));
            } else if (values.put(name.substring(2), words.get(i + 1)) != null) {
                throw new IllegalArgumentException(name + " is there twice");
            }
        }
    }

    /**
     * Takes an option out.
     *
     * @param name its name, without the dashes
     * @return its value, if it was given
     * @throws IllegalArgumentException if it stands there without a value
     */
    Optional<String> text(String name) {
        if (bare.filter(name::equals).isPresent()) {
            throw new IllegalArgumentException("--" + name + " needs a value");
        }
        return Optional.ofNullable(values.remove(name));
    }

    /**
     * Takes an option out whose value is a whole number.
     *
     * @param name its name, without the dashes
     * @param least the least value
     * @param most the greatest value
     * @param otherwise the value if it was not given
     * @return its value
     * @throws IllegalArgumentException if it is no such number
     */
    long integer(String name, long least, long most, long otherwise) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long value = Long.parseLong(text.get());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException notAtAll) {
            // Told below, as for a number out of range.
        }
        throw new IllegalArgumentException(
                "--%s is a whole number from %d to %d, not %s".formatted(name, least, most, text.get()));
    }

    /**
     * Takes an option out whose value is a number.
     *
     * @param name its name, without the dashes
     * @param least the least value
     * @param most the greatest value
     * @param otherwise the value if it was not given
     * @return its value
     * @throws IllegalArgumentException if it is no such number
     */
    double decimal(String name, double least, double most, double otherwise) {
        Optional<String> text = text(name);
        return text.isEmpty()
                ? otherwise
                : decimal(text.get(), least, most)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "--%s is a number from %s to %s, not %s".formatted(name, least, most, text.get())));
    }

    /**
     * Reads a number.
     *
     * @param text what should be one
     * @param least the least value
     * @param most the greatest value
     * @return the number; empty if there is none or it is out of range
     */
    static OptionalDouble decimal(String text, double least, double most) {
        try {
            double value = Double.parseDouble(text);
            return value >= least && value <= most ? OptionalDouble.of(value) : OptionalDouble.empty();
        } catch (NumberFormatException notAtAll) {
            return OptionalDouble.empty();
        }
    }

    /**
     * Makes sure that nothing is left.
     *
     * @throws IllegalArgumentException if an option was not taken out, for it is unknown then
     */
    void end() {
        Stream.concat(values.keySet().stream().sorted(), bare.stream())
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("unknown option --" + name);
                });
    }
}
