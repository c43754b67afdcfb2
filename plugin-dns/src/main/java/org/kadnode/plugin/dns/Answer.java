package org.kadnode.plugin.dns;

import java.util.Optional;

/**
 * An answer without what it mirrors of a query: code, flags, and the three sections as bytes that follow the question.
 * Names in them are compressed against that question (RFC 1035, section 4.1.4), so it fits every query for the same name,
 * whatever the case of its letters. Made by {@link Draft}, sent by {@link ResponseWriter}.
 */
final class Answer {

    private final int code;
    private final int flags;
    private final int lifetime;
    private final short answers;
    private final short authorities;
    private final short additionals;
    private final short additionalAt;
    private final byte[] body;
    private final Optional<ExtendedError> error;

    /**
     * An answer.
     *
     * @param code the code, with the upper bits that go into an OPT record (RFC 6891, section 6.1.3), 0 to 4095
     * @param flags AA and AD as in the header
     * @param lifetime how long it may be kept, in seconds; 0 for "not at all"
     * @param counts how many records there are in each of the sections answer, authority, additional
     * @param additionalAt where in the body the additional section begins
     * @param body the sections
     * @param error why it is not what the asker hoped for
     */
    Answer(
            int code,
            int flags,
            int lifetime,
            int[] counts,
            int additionalAt,
            byte[] body,
            Optional<ExtendedError> error) {
        this.code = code;
        this.flags = flags;
        this.lifetime = lifetime;
        this.answers = (short) counts[0];
        this.authorities = (short) counts[1];
        this.additionals = (short) counts[2];
        this.additionalAt = (short) additionalAt;
        this.body = body;
        this.error = error;
    }

    int code() {
        return code;
    }

    int flags() {
        return flags;
    }

    int lifetime() {
        return lifetime;
    }

    int answers() {
        return answers & 0xffff;
    }

    int authorities() {
        return authorities & 0xffff;
    }

    int additionals() {
        return additionals & 0xffff;
    }

    int additionalAt() {
        return additionalAt & 0xffff;
    }

    /** The bytes of the sections. Never changed by anybody. */
    byte[] body() {
        return body;
    }

    Optional<ExtendedError> error() {
        return error;
    }

    /** The same with a reason. */
    Answer because(ExtendedError reason) {
        return with(lifetime, reason);
    }

    /** The same with another lifetime, in seconds, and a reason. */
    Answer with(int seconds, ExtendedError reason) {
        return new Answer(
                code,
                flags,
                seconds,
                new int[] {answers(), authorities(), additionals()},
                additionalAt(),
                body,
                Optional.of(reason));
    }
}
