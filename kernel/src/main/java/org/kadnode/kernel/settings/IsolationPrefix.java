package org.kadnode.kernel.settings;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** The prefix of a private swarm as a person writes it. */
public final class IsolationPrefix {

    private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f]{2}){1,16}");

    private IsolationPrefix() {}

    /**
     * Reads a prefix.
     *
     * @param hex 2 to 32 hex digits, two a byte
     * @return its 1 to 16 bytes; empty if it is anything else
     */
    public static Optional<byte[]> parse(String hex) {
        return FORM.matcher(hex).matches() ? Optional.of(HexFormat.of().parseHex(hex)) : Optional.empty();
    }
}
