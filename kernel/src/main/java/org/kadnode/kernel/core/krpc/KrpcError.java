package org.kadnode.kernel.core.krpc;

/** The errors that we answer with (BEP 5, "Errors"; BEP 44, "Errors"). */
public enum KrpcError {
    /** No room for an announcement or an item. */
    STORE_FULL(202, "Storage is full"),
    /** An argument is missing or has another form. */
    BAD_ARGUMENTS(203, "Missing or malformed argument"),
    /** The token of an announcement is not one of ours, or too old. */
    BAD_TOKEN(203, "Announce_peer with wrong token"),
    /** The same for an item. */
    BAD_WRITE_TOKEN(203, "Put with wrong token"),
    /** A port at which nobody can be. */
    BAD_PORT(203, "Announce_peer with forbidden port number"),
    /** A method that we do not have. */
    UNKNOWN_METHOD(204, "Method Unknown"),
    /** The value of an item has more than 1000 bytes. */
    VALUE_TOO_BIG(205, "Message (v field) too big"),
    /** Somebody else than the owner of the key has made or changed the item. */
    BAD_SIGNATURE(206, "Invalid signature"),
    /** The salt of an item has more than 64 bytes. */
    SALT_TOO_BIG(207, "Salt (salt field) too big"),
    /** The item that was to be replaced is not the one that is here. */
    CAS_MISMATCH(301, "CAS mismatched, read the value again"),
    /** The item is older than the one that is here, or has another value with the same number. */
    OUTDATED(302, "Sequence number less than current");

    private final int code;
    private final String text;

    KrpcError(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /**
     * The number on the wire.
     *
     * @return e.g. 203
     */
    public int code() {
        return code;
    }

    String text() {
        return text;
    }
}
