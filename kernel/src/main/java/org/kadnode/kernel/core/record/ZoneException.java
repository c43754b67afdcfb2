package org.kadnode.kernel.core.record;

/** Why a text is no zone file. */
public final class ZoneException extends Exception {

    private static final long serialVersionUID = 1;

    private final int line;

    ZoneException(int line, String reason) {
        super("line " + line + ": " + reason);
        this.line = line;
    }

    /**
     * Where.
     *
     * @return the number of the line on which the entry begins, from 1; also in the message
     */
    public int line() {
        return line;
    }
}
