package org.kadnode.kernel.os;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.kadnode.plugins.LogLine;

/** Keeps the latest lines of the log in memory, for those who cannot see where it goes. Any thread. */
final class LatestLines implements LogLines.Sink {

    /** The most lines that are kept, and the longest, in characters. */
    static final int LINES = 200;

    static final int LENGTH = 500;

    private final Queue<LogLine> lines = new ArrayDeque<>();

    @Override
    public synchronized void write(Severity severity, String line) {
        if (severity == Severity.DEBUG) {
            return;
        }
        if (lines.size() == LINES) {
            lines.remove();
        }
        String text = line.substring(severity.prefix().length()).strip();
        lines.add(new LogLine(
                Instant.now(), level(severity), text.length() > LENGTH ? text.substring(0, LENGTH) + "…" : text));
    }

    /** The oldest first. */
    synchronized List<LogLine> all() {
        return List.copyOf(lines);
    }

    private static LogLine.Level level(Severity severity) {
        return switch (severity) {
            case DEBUG -> LogLine.Level.DEBUG;
            case INFO -> LogLine.Level.INFO;
            case WARNING -> LogLine.Level.WARNING;
            case ERROR -> LogLine.Level.ERROR;
        };
    }
}
