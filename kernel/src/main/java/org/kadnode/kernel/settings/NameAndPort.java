package org.kadnode.kernel.settings;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name to announce, as a person writes it: {@code name[:port]} in {@code --value-id} and after the command
 * {@code announce}.
 *
 * @param name the name, not empty; whether it can be announced is for the node to say
 * @param port the port to publish, 1 to 65535; empty if none was given, or 0, which KadNode 1.0 takes for "any"
 */
public record NameAndPort(String name, OptionalInt port) {

    private static final Pattern FORM = Pattern.compile("([^\\s:]+)(?::([0-9]{1,5}))?");

    /**
     * Reads {@code name} or {@code name:port}.
     *
     * @param text what the person wrote
     * @return the parts; empty if it has neither form
     */
    public static Optional<NameAndPort> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int port = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
        return port > 65535
                ? Optional.empty()
                : Optional.of(new NameAndPort(parts.group(1), port == 0 ? OptionalInt.empty() : OptionalInt.of(port)));
    }

    /**
     * The name as it was written, with the port if one was given.
     *
     * @return {@code name} or {@code name:port}
     */
    @Override
    public String toString() {
        return port.isPresent() ? name + ":" + port.getAsInt() : name;
    }
}
