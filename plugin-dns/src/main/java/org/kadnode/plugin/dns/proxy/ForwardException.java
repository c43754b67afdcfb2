package org.kadnode.plugin.dns.proxy;

/** The one way in which forwarding a question fails. */
public final class ForwardException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why there is no answer. */
    public enum Kind {
        /** There is nobody to ask. */
        NO_UPSTREAM(ForwardException.NO_REACHABLE_AUTHORITY),
        /** Too many questions are under way; asking again later may do. */
        BUSY(ForwardException.OTHER),
        /** No upstream has answered in time. */
        TIMED_OUT(ForwardException.NO_REACHABLE_AUTHORITY),
        /** No upstream could be reached, the operating system says, or none could prove who it is. */
        UNREACHABLE(ForwardException.NETWORK_ERROR),
        /** The upstreams have answered, but with failure or nonsense. */
        FAILED(ForwardException.NO_REACHABLE_AUTHORITY);

        private final int extendedError;

        Kind(int extendedError) {
            this.extendedError = extendedError;
        }

        /**
         * How to say it to the asker.
         *
         * @return the INFO-CODE of RFC 8914, section 4
         */
        public int extendedError() {
            return extendedError;
        }
    }

    /** RFC 8914, section 4.1. */
    private static final int OTHER = 0;

    /** RFC 8914, section 4.23. */
    private static final int NO_REACHABLE_AUTHORITY = 22;

    /** RFC 8914, section 4.24. */
    private static final int NETWORK_ERROR = 23;

    private final Kind kind;
    private final int extendedError;

    ForwardException(Kind kind, String message) {
        this(kind, kind.extendedError(), message);
    }

    ForwardException(Kind kind, int extendedError, String message) {
        super(message);
        this.kind = kind;
        this.extendedError = extendedError;
    }

    /**
     * Why there is no answer.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * How to say it to the asker: the code that an upstream gave for its failure, or else that of the kind. The message of
     * this exception can go along as EXTRA-TEXT.
     *
     * @return an INFO-CODE of RFC 8914, 0 to 65535
     */
    public int extendedError() {
        return extendedError;
    }
}
