package org.kadnode.plugin.web;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one request of HTTP/1.0 or 1.1 (RFC 9112), strictly: what two programs could read in two ways is refused.
 *
 * <pre>
 *   GET /lookup?foo.p2p HTTP/1.1
 *   Host: localhost:8053
 *
 * </pre>
 */
final class RequestReader {

    private static final Pattern REQUEST_LINE =
            Pattern.compile("(?<method>[A-Z]{1,16}) (?<target>/[\\x21-\\x7e]*) HTTP/1\\.[0-9]");

    private static final Pattern HEADER = Pattern.compile(
            "(?<name>[!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(?<value>[\\x20-\\x7e\\x80-\\xff\\t]*?)[ \\t]*");

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,9}");

    private final InputStream in;
    private int left = Limits.HEAD_BYTES;

    private RequestReader(InputStream in) {
        this.in = in;
    }

    /** A request that is not answered as it wants; the message is for whoever sent it. */
    static final class Refusal extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;

        private Refusal(int status, String message) {
            super(message);
            this.status = status;
        }

        Answer answer() {
            return Answer.text(status, String.valueOf(getMessage()));
        }
    }

    /**
     * Reads a request and its body.
     *
     * @param in from which single bytes are read
     * @param asker who asks
     * @throws Refusal if it is malformed or too large
     * @throws IOException if it ends too early, or nothing more can be read
     */
    static Request read(InputStream in, InetSocketAddress asker) throws IOException, Refusal {
        RequestReader reader = new RequestReader(in);
        Request head = reader.head(asker);
        return new Request(head.method(), head.target(), head.headers(), reader.body(head), asker);
    }

    private Request head(InetSocketAddress asker) throws IOException, Refusal {
        Matcher line = REQUEST_LINE.matcher(line());
        if (!line.matches()) {
            throw new Refusal(Answer.BAD_REQUEST, "the request line is not one of HTTP/1.1");
        }
        Map<String, List<String>> headers = new HashMap<>();
        int count = 0;
        for (String text = line(); !text.isEmpty(); text = line()) {
            Matcher header = HEADER.matcher(text);
            if (!header.matches()) {
                throw new Refusal(Answer.BAD_REQUEST, "a header is malformed");
            }
            count++;
            if (count > Limits.HEADERS) {
                throw new Refusal(Answer.HEADERS_TOO_LARGE, "more than " + Limits.HEADERS + " headers");
            }
            headers.computeIfAbsent(header.group("name").toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(header.group("value"));
        }
        return new Request(line.group("method"), line.group("target"), headers, ByteBuffer.allocate(0), asker);
    }

    /** A line without its end. A line feed alone ends one, too (section 2.2). */
    private String line() throws IOException, Refusal {
        StringBuilder line = new StringBuilder();
        while (true) {
            int read = in.read();
            if (read < 0) {
                throw new EOFException("in the middle of a request");
            }
            left--;
            if (left < 0) {
                throw new Refusal(
                        Answer.HEADERS_TOO_LARGE, "line and headers have more than " + Limits.HEAD_BYTES + " bytes");
            }
            if (read == '\n') {
                int last = line.length() - 1;
                boolean returned = last >= 0 && line.charAt(last) == '\r';
                return returned ? line.substring(0, last) : line.toString();
            }
            line.append((char) read);
        }
    }

    private ByteBuffer body(Request request) throws IOException, Refusal {
        if (request.has("Transfer-Encoding")) {
            throw new Refusal(Answer.NOT_IMPLEMENTED, "a body must tell its length");
        }
        if (!request.has("Content-Length")) {
            return ByteBuffer.allocate(0);
        }
        String length = request.header("Content-Length")
                .filter(text -> LENGTH.matcher(text).matches())
                .orElseThrow(() -> new Refusal(Answer.BAD_REQUEST, "the header Content-Length is malformed"));
        int bytes = Integer.parseInt(length);
        if (bytes > Limits.BODY_BYTES) {
            throw new Refusal(Answer.TOO_LARGE, "a body of more than " + Limits.BODY_BYTES + " bytes");
        }
        byte[] body = in.readNBytes(bytes);
        if (body.length < bytes) {
            throw new EOFException("in the middle of a body");
        }
        return ByteBuffer.wrap(body).asReadOnlyBuffer();
    }
}
