package org.kadnode.plugin.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Writes an answer of HTTP/1.1 (RFC 9112), after which the connection is closed. */
final class AnswerWriter {

    /** The form of RFC 9110, section 5.6.7. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** In every answer: no page of others may show it, guess what it is, keep it, or learn where a link was followed. */
    private static final Map<String, String> SECURITY = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Cache-Control",
            "no-store");

    private AnswerWriter() {}

    /**
     * Writes all of an answer, or all but its body.
     *
     * @throws IOException if the client has gone
     * @throws InterruptedException if the plugin stops while the body is made
     */
    static void write(Answer answer, boolean withBody, Instant now, OutputStream out)
            throws IOException, InterruptedException {
        switch (answer.body()) {
            case Answer.Body.Whole whole -> {
                byte[] body = new byte[whole.bytes().remaining()];
                whole.bytes().duplicate().get(body);
                byte[] head = head(answer, now, Map.of("Content-Length", Integer.toString(body.length)));
                // In one write, which is one packet if it fits.
                ByteArrayOutputStream all = new ByteArrayOutputStream(head.length + body.length);
                all.writeBytes(head);
                all.writeBytes(withBody ? body : new byte[0]);
                all.writeTo(out);
            }
            case Answer.Body.Streamed streamed -> {
                // Its end is that of the connection (RFC 9112, section 6.3).
                try (Answer.Stream stream = streamed.stream()) {
                    out.write(head(answer, now, Map.of()));
                    stream.writeTo(withBody ? out : OutputStream.nullOutputStream());
                }
            }
        }
    }

    private static byte[] head(Answer answer, Instant now, Map<String, String> length) {
        Map<String, String> headers = new LinkedHashMap<>(answer.headers());
        headers.putAll(length);
        headers.put("Connection", "close");
        headers.put("Date", DATE.format(now));
        headers.putAll(SECURITY);

        StringBuilder head = new StringBuilder("HTTP/1.1 " + answer.status() + " " + reason(answer.status()) + "\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String reason(int status) {
        return switch (status) {
            case Answer.OK -> "OK";
            case Answer.CREATED -> "Created";
            case Answer.BAD_REQUEST -> "Bad Request";
            case Answer.UNAUTHORIZED -> "Unauthorized";
            case Answer.FORBIDDEN -> "Forbidden";
            case Answer.NOT_FOUND -> "Not Found";
            case Answer.METHOD_NOT_ALLOWED -> "Method Not Allowed";
            case Answer.TOO_LARGE -> "Content Too Large";
            case Answer.WRONG_TYPE -> "Unsupported Media Type";
            case Answer.TOO_MANY -> "Too Many Requests";
            case Answer.HEADERS_TOO_LARGE -> "Request Header Fields Too Large";
            case Answer.NOT_IMPLEMENTED -> "Not Implemented";
            case Answer.UNAVAILABLE -> "Service Unavailable";
            case Answer.TIMED_OUT -> "Gateway Timeout";
            default -> "Error";
        };
    }
}
