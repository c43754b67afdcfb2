package org.kadnode.kernel.core.krpc;

/** The errors that we answer with (BEP 5, "Errors"). */
public enum KrpcError {
    /** No room for an announcement. */
    STORE_FULL(202, "Storage is full"),
    /** An argument is missing or has another form. */
    BAD_ARGUMENTS(203, "Missing or malformed argument"),
    /** The token of an announcement is not one of ours, or too old. */
    BAD_TOKEN(203, "Announce_peer with wrong token"),
    /** A port at which nobody can be. */
    BAD_PORT(203, "Announce_peer with forbidden port number"),
    /** A method that we do not have. */
    UNKNOWN_METHOD(204, "Method Unknown");

    private final int code;
    private final String text;

    KrpcError(int code, String text) {
        this.code = code;
        this.text = text;
    }

    int code() {
        return code;
    }

    String text() {
        return text;
    }
}
