package org.kadnode.kernel.os;

import java.util.Locale;
import java.util.logging.Level;

/** How much is logged: the levels of {@code --verbosity}. */
public enum Verbosity {
    /** Warnings and errors. */
    QUIET,
    /** Also what happens to the node as a whole. */
    VERBOSE,
    /** Also single steps, with time and source; and what the libraries have to say. */
    DEBUG;

    /**
     * The verbosity of that name.
     *
     * @param word {@code quiet}, {@code verbose} or {@code debug}
     * @return the verbosity
     */
    public static Verbosity of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The least level of a message of KadNode itself. */
    Level own() {
        return switch (this) {
            case QUIET -> Level.WARNING;
            case VERBOSE -> Level.INFO;
            case DEBUG -> Level.FINE;
        };
    }

    /** The least level of a message of a library. */
    Level foreign() {
        return this == DEBUG ? Level.INFO : Level.WARNING;
    }
}
