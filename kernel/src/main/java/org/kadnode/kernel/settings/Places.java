package org.kadnode.kernel.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigOrigin;

/** Says where a setting comes from, in one way for all kinds of sources. */
final class Places {

    private Places() {}

    /** A line of a file. */
    static String of(String file, int line) {
        return file + ", line " + line;
    }

    /** The origin of a value: a line of a file, or whatever it was described as when it was made. */
    static String of(ConfigOrigin origin) {
        // Typesafe Config appends the line to the description; nothing else gives the name of a parsed text.
        int line = origin.lineNumber();
        String described = origin.description();
        String suffix = ": " + line;
        return line > 0 && described.endsWith(suffix)
                ? of(described.substring(0, described.length() - suffix.length()), line)
                : described;
    }

    /** What Typesafe Config complains about, on one line and without the origin that it puts in front. */
    static String message(ConfigException complaint) {
        String message = String.valueOf(complaint.getMessage());
        String origin = complaint.origin() == null ? "" : complaint.origin().description() + ": ";
        return (message.startsWith(origin) ? message.substring(origin.length()) : message).replaceAll("\\s+", " ");
    }
}
