package org.kadnode.plugins;

import java.time.Instant;

/**
 * A message of the log.
 *
 * @param at when it was logged
 * @param level how urgent it is
 * @param text one line without control characters
 */
public record LogLine(Instant at, Level level, String text) {

    /** How urgent a message is (RFC 5424, section 6.2.1). */
    public enum Level {
        /** For whoever looks for a fault. */
        DEBUG,
        /** What happens in the course of things. */
        INFO,
        /** Something is wrong, and the node goes on. */
        WARNING,
        /** Something does not work. */
        ERROR
    }
}
