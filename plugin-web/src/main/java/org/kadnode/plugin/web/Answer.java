package org.kadnode.plugin.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What is answered.
 *
 * @param status the status code of HTTP (RFC 9110, section 15)
 * @param headers further headers
 * @param body what follows them
 */
record Answer(int status, Map<String, String> headers, Body body) {

    static final String CONTENT_TYPE = "Content-Type";
    static final String TEXT = "text/plain; charset=utf-8";

    static final int OK = 200;
    static final int CREATED = 201;
    static final int BAD_REQUEST = 400;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int WRONG_TYPE = 415;
    static final int TOO_MANY = 429;
    static final int HEADERS_TOO_LARGE = 431;
    static final int FAILED = 500;
    static final int NOT_IMPLEMENTED = 501;
    static final int UNAVAILABLE = 503;
    static final int TIMED_OUT = 504;

    /** The body of an answer. */
    sealed interface Body {

        /** One that is known from the beginning. */
        record Whole(ByteBuffer bytes) implements Body {}

        /** One that comes bit by bit. It is to be written exactly once. */
        record Streamed(Stream stream) implements Body {}
    }

    /** Writes a body bit by bit. Is closed whether it was written or not. */
    interface Stream extends AutoCloseable {
        /**
         * Writes all of it. Blocks.
         *
         * @throws IOException if the client has gone
         * @throws InterruptedException if the plugin stops meanwhile
         */
        void writeTo(OutputStream out) throws IOException, InterruptedException;

        @Override
        void close();
    }

    static Answer of(int status, String type, String body) {
        return whole(status, type, body.getBytes(StandardCharsets.UTF_8));
    }

    static Answer whole(int status, String type, byte[] body) {
        return new Answer(
                status,
                Map.of(CONTENT_TYPE, type),
                new Body.Whole(ByteBuffer.wrap(body).asReadOnlyBuffer()));
    }

    static Answer streamed(String type, Stream body) {
        return new Answer(OK, Map.of(CONTENT_TYPE, type), new Body.Streamed(body));
    }

    /** The same with a further header. */
    Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    /** One or more lines for people and scripts. */
    static Answer text(int status, String lines) {
        return of(status, TEXT, lines + "\n");
    }
}
