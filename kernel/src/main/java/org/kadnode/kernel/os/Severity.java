package org.kadnode.kernel.os;

import java.util.logging.Level;

/** How urgent a message is, with the letter that KadNode 1.0 shows and the code of syslog (RFC 5424, 6.2.1). */
enum Severity {
    ERROR("(E)", 3),
    WARNING("(W)", 4),
    INFO("(I)", 6),
    DEBUG("(D)", 7);

    private final String prefix;
    private final int code;

    Severity(String prefix, int code) {
        this.prefix = prefix;
        this.code = code;
    }

    static Severity of(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return ERROR;
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return WARNING;
        }
        return level.intValue() >= Level.INFO.intValue() ? INFO : DEBUG;
    }

    String prefix() {
        return prefix;
    }

    int code() {
        return code;
    }
}
