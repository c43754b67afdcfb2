package org.kadnode.plugin.portfwd;

import java.io.IOException;

/** A gateway did not answer, or not in a way that can be understood. The message says so in a few words. */
final class NoAnswerException extends IOException {

    private static final long serialVersionUID = 1L;

    NoAnswerException(String message) {
        super(message);
    }
}
