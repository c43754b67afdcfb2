package org.kadnode.kernel.os;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.Format;
import java.text.MessageFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Makes one line of each message and hands it on, but folds a message that repeats the one before it: then there is only
 * a count, when something else happens or a minute has passed. Safe for use by any thread.
 */
final class LogLines extends Handler {

    /** How long repeats are collected before their number is told. */
    static final Duration FOLDING = Duration.ofMinutes(1);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final Sink sink;
    private final boolean detailed;

    private Severity lastSeverity = Severity.DEBUG;
    private String lastText = "";
    private Instant lastToldAt = Instant.MIN;
    private int repeats;

    /** Where lines end up. */
    @FunctionalInterface
    interface Sink {
        void write(Severity severity, String line);
    }

    /**
     * A handler.
     *
     * @param sink where to
     * @param detailed whether a line begins with time and source, and a failure shows where it happened
     */
    LogLines(Sink sink, boolean detailed) {
        this.sink = sink;
        this.detailed = detailed;
    }

    @Override
    public synchronized void publish(LogRecord message) {
        if (!isLoggable(message)) {
            return;
        }
        Severity severity = Severity.of(message.getLevel());
        String text = printable(text(message)) + failure(message.getThrown());
        Instant now = message.getInstant();
        if (severity == lastSeverity && text.equals(lastText)) {
            repeats++;
            if (now.isAfter(lastToldAt.plus(FOLDING))) {
                tellRepeats(now);
            }
            return;
        }
        tellRepeats(now);
        lastSeverity = severity;
        lastText = text;
        lastToldAt = now;
        sink.write(
                severity, (detailed ? TIME.format(now) + " " : "") + severity.prefix() + " " + source(message) + text);
    }

    private void tellRepeats(Instant now) {
        if (repeats > 0) {
            sink.write(
                    lastSeverity,
                    lastSeverity.prefix() + " Last message repeated " + (repeats == 1 ? "once" : repeats + " times"));
            repeats = 0;
            lastToldAt = now;
        }
    }

    private static String text(LogRecord message) {
        String pattern = String.valueOf(message.getMessage());
        Object @Nullable [] parameters = message.getParameters();
        if (parameters == null || parameters.length == 0) {
            return pattern;
        }
        try {
            MessageFormat format = new MessageFormat(pattern, Locale.ROOT);
            Format[] formats = format.getFormatsByArgumentIndex();
            Object[] values = parameters.clone();
            for (int i = 0; i < values.length; i++) {
                // As text unless the pattern says how, so that a port is 6881 and not 6,881.
                values[i] = i < formats.length && formats[i] != null ? values[i] : String.valueOf(values[i]);
            }
            return format.format(values);
        } catch (IllegalArgumentException noPattern) {
            return pattern + " " + Arrays.toString(parameters);
        }
    }

    /** Names and errors come from the network: none of them may start a new line or steer a terminal. */
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private String source(LogRecord message) {
        String name = String.valueOf(message.getLoggerName());
        return detailed ? name.substring(name.lastIndexOf('.') + 1) + ": " : "";
    }

    private String failure(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "";
        }
        if (!detailed) {
            return printable(": " + thrown);
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace, true));
        return System.lineSeparator() + trace.toString().stripTrailing();
    }

    /** Tells what is folded still. */
    @Override
    public synchronized void flush() {
        tellRepeats(Instant.now());
    }

    @Override
    public void close() {
        flush();
    }
}
