package org.kadnode.plugins;

/** The one exception by which the kernel tells a plugin that a request cannot be met. */
public final class KadNodeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What was wrong. */
    public enum Kind {
        /** The text is no name: empty, too long, or outside the forms of identifiers. */
        NAME,
        /** A port outside 1 to 65535. */
        PORT,
        /** The node does not take part in that address family. */
        FAMILY,
        /** A setting is missing or has another form. */
        SETTING,
        /** A bound of the node is reached; try again later. */
        BUSY,
        /** The node is stopping. */
        CLOSED
    }

    private final Kind kind;

    /**
     * A refusal.
     *
     * @param kind what was wrong
     * @param message one sentence for the user, naming the offending value
     */
    public KadNodeException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /**
     * What was wrong.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }
}
