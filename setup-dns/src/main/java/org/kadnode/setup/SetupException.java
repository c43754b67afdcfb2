package org.kadnode.setup;

/** It cannot be set up, or not undone, for the reason given. Nothing has been changed. */
final class SetupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SetupException(String reason) {
        super(reason);
    }
}
