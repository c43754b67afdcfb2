package org.kadnode.kernel.os;

/** The operating system did not do what was asked. The message is one line, ready to print. */
public final class OsException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * A refusal.
     *
     * @param message what could not be done, and why
     */
    public OsException(String message) {
        super(message);
    }
}
