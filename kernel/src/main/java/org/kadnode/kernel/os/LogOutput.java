package org.kadnode.kernel.os;

import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Where the messages of the whole process go: standard error, the system log, or both. {@code System.Logger} and slf4j
 * both end in {@code java.util.logging}, whose handlers are managed here. Main calls one of the methods before it does
 * anything else, since the first use of any logger decides who manages them all.
 */
public final class LogOutput {

    static {
        System.setProperty("java.util.logging.manager", KernelLogManager.class.getName());
    }

    /** KadNode itself, and all plugins that follow its names. Kept here, or its level would be garbage some day. */
    private static final Logger OWN = Logger.getLogger("org.kadnode");

    private static final Logger ALL = Logger.getLogger("");

    private static final LatestLines LATEST = new LatestLines();

    /**
     * A message that was logged.
     *
     * @param at when
     * @param level how urgent it is
     * @param text one line without control characters
     */
    public record Line(Instant at, System.Logger.Level level, String text) {}

    private LogOutput() {}

    /**
     * The latest messages, without those for debugging. A repeated one is told when something else happens.
     *
     * @return at most 200, the oldest first
     */
    public static List<Line> latest() {
        return LATEST.all();
    }

    /**
     * Sends messages to standard error from now on.
     *
     * @param verbosity which of them
     */
    public static void toStandardError(Verbosity verbosity) {
        use(verbosity, List.of(standardError(verbosity)));
    }

    /**
     * Sends messages to the system log from now on, and the warnings among them to standard error, too: for a node that
     * is about to go to the background, while somebody waits for the outcome.
     *
     * @param verbosity which of them
     * @throws OsException if this Java or system has no system log
     */
    public static void toBoth(Verbosity verbosity) throws OsException {
        Handler warnings = standardError(Verbosity.QUIET);
        warnings.setLevel(Level.WARNING);
        use(verbosity, List.of(systemLog(verbosity), warnings));
    }

    /**
     * Sends messages to the system log from now on.
     *
     * @param verbosity which of them
     * @throws OsException if this Java or system has no system log
     */
    public static void toSystemLog(Verbosity verbosity) throws OsException {
        use(verbosity, List.of(systemLog(verbosity)));
    }

    /** Tells what is still folded. To be called at the very end. */
    public static void flush() {
        for (Handler handler : ALL.getHandlers()) {
            handler.flush();
        }
    }

    private static Handler standardError(Verbosity verbosity) {
        PrintStream stream = System.err;
        return new LogLines((severity, line) -> stream.println(line), verbosity == Verbosity.DEBUG);
    }

    private static Handler systemLog(Verbosity verbosity) throws OsException {
        return new LogLines(CLibrary.neededFor("--daemon")::systemLog, verbosity == Verbosity.DEBUG);
    }

    private static void use(Verbosity verbosity, List<Handler> handlers) {
        for (Handler earlier : ALL.getHandlers()) {
            ALL.removeHandler(earlier);
            earlier.close();
        }
        handlers.forEach(ALL::addHandler);
        ALL.addHandler(new LogLines(LATEST, false));
        ALL.setLevel(verbosity.foreign());
        OWN.setLevel(verbosity.own());
    }
}
