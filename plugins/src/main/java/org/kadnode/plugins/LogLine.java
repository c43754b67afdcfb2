package org.kadnode.plugins;

import java.time.Instant;

/**
 * A message of the log.
 *
 * @param at when it was logged
 * @param level how urgent it is
 * @param text one line without control characters
 */
public record LogLine(Instant at, System.Logger.Level level, String text) {}
