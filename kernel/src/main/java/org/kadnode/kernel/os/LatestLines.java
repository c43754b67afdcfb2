package org.kadnode.kernel.os;

import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/** Keeps the latest lines of the log in memory, for those who cannot see where it goes. Any thread. */
final class LatestLines implements LogLines.Sink {

    /** The most lines that are kept, and the longest, in characters. */
    static final int LINES = 200;

    static final int LENGTH = 500;

    private final Queue<LogOutput.Line> lines = new ArrayDeque<>();

    @Override
    public synchronized void write(Severity severity, String line) {
        if (severity == Severity.DEBUG) {
            return;
        }
        if (lines.size() == LINES) {
            lines.remove();
        }
        String text = line.substring(severity.prefix().length()).strip();
        lines.add(new LogOutput.Line(
                Instant.now(), level(severity), text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text));
    }

    /** The oldest first. */
    synchronized List<LogOutput.Line> all() {
        return List.copyOf(lines);
    }

    private static Level level(Severity severity) {
        return switch (severity) {
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARNING -> Level.WARNING;
            case ERROR -> Level.ERROR;
        };
    }
}
