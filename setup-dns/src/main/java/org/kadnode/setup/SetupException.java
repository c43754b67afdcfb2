package org.kadnode.setup;

/** It cannot be set up or undone, for the reason given. */
final class SetupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SetupException(String reason) {
        super(reason);
    }
}
