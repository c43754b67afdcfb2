package org.kadnode.kernel.host;

import java.lang.module.FindException;
import java.lang.module.ResolutionException;
import java.util.ServiceConfigurationError;
import org.kadnode.plugins.KadNodeException;
import org.pf4j.PluginRuntimeException;

/** Turns what was thrown into one line that tells a user what is wrong. */
final class Reasons {

    private Reasons() {}

    static String of(Throwable thrown, int longest) {
        Throwable cause = thrown;
        while (isWrapping(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        String text = isForUsers(cause) && message != null && !message.isBlank() ? message : cause.toString();
        return oneLine(text, longest);
    }

    /** Text from a plugin's files ends up in terminals and logs: no control characters, and not without end. */
    static String oneLine(String text, int longest) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= longest ? line : line.substring(0, longest - 1) + "…";
    }

    private static boolean isWrapping(Throwable thrown) {
        return thrown instanceof ServiceConfigurationError || thrown instanceof ExceptionInInitializerError;
    }

    /** Others are bugs, whose class says more than their message. */
    private static boolean isForUsers(Throwable thrown) {
        return switch (thrown) {
            case KadNodeException ignored -> true;
            case PluginRuntimeException ignored -> true;
            case FindException ignored -> true;
            case ResolutionException ignored -> true;
            case RuntimeException ignored -> false;
            case Error ignored -> false;
            default -> true;
        };
    }
}
