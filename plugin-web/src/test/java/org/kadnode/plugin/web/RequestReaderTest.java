package org.kadnode.plugin.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9112, and what is refused of it. */
class RequestReaderTest {

    @Test
    void aRequestHasMethodTargetAndHeaders() throws Exception {
        Request request = read("GET /a/b?c=%2Fd+e&f HTTP/1.1\r\nHost: localhost\r\nX-Two:1\r\nx-two: \t2 \r\n\r\n");

        assertEquals(
                request("/a/b?c=%2Fd+e&f", Map.of("host", List.of("localhost"), "x-two", List.of("1", "2")), ""),
                request);
        assertEquals("/a/b", request.path());
        assertEquals("c=/d+e&f", request.query());
        assertEquals(Optional.of("/d e"), request.parameter("c"));
        assertEquals(Optional.empty(), request.parameter("f"));
        assertEquals(Optional.of("localhost"), request.header("HOST"));
        assertEquals(Optional.empty(), request.header("x-two"));
    }

    @Test
    void lineFeedsAloneEndLines() throws Exception {
        assertEquals(request("/", Map.of(), ""), read("GET / HTTP/1.0\n\n"));
        assertEquals(
                request("/", Map.of("content-length", List.of("2")), "ab"),
                read("GET / HTTP/1.0\nContent-Length: 2\n\nabc"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | GET /",
                "400 | GET  / HTTP/1.1",
                "400 | get / HTTP/1.1",
                "400 | GET / HTTP/2.0",
                "400 | GET http://localhost/ HTTP/1.1",
                "400 | GET * HTTP/1.1",
                "400 | GET /\u00e9 HTTP/1.1",
                "400 | GET / HTTP/1.1;Host",
                "400 | GET / HTTP/1.1;Host : localhost",
                "400 | GET / HTTP/1.1;: localhost",
                "400 | GET / HTTP/1.1;Host: a; folded",
                "400 | GET / HTTP/1.1;Host: a\u0000b",
                "400 | GET / HTTP/1.1;Content-Length: -1",
                "400 | GET / HTTP/1.1;Content-Length: +1",
                "400 | GET / HTTP/1.1;Content-Length: 1;Content-Length: 2",
                "413 | GET / HTTP/1.1;Content-Length: 999999999",
                "501 | GET / HTTP/1.1;Transfer-Encoding: chunked",
                "501 | GET / HTTP/1.1;Content-Length: 1;Transfer-Encoding: chunked"
            })
    void whatCouldBeReadInTwoWaysIsRefused(int status, String lines) {
        RequestReader.Refusal refusal =
                assertThrows(RequestReader.Refusal.class, () -> read(lines.replace(";", "\r\n") + "\r\n\r\n"));

        assertEquals(status, refusal.answer().status());
    }

    @Test
    void aRequestMustEnd() {
        assertThrows(EOFException.class, () -> read(""));
        assertThrows(EOFException.class, () -> read("GET / HTTP/1.1\r\nHost"));
        assertThrows(EOFException.class, () -> read("GET / HTTP/1.1\r\nContent-Length: 2\r\n\r\nx"));
    }

    @Property
    void whateverIsSentIsReadOrRefused(@ForAll @CharRange(from = 0, to = 255) @StringLength(max = 200) String noise)
            throws IOException {
        for (String text : List.of(noise, "GET /" + noise, "GET / HTTP/1.1\r\n" + noise + "\r\n\r\n")) {
            try {
                Request request = read(text);
                assertTrue(request.target().matches("/[!-~]*"), request.target());
                assertTrue(request.headers().keySet().stream().noneMatch(String::isEmpty), text);
            } catch (RequestReader.Refusal refusal) {
                assertTrue(refusal.answer().status() >= 400, text);
            } catch (EOFException tooShort) {
                assertFalse(text.endsWith("\r\n\r\n") && !text.contains("ontent-"), text);
            }
        }
    }

    private static Request request(String target, Map<String, List<String>> headers, String body) {
        ByteBuffer bytes = ByteBuffer.wrap(body.getBytes(StandardCharsets.ISO_8859_1));
        return new Request("GET", target, headers, bytes, Asking.ASKER);
    }

    private static Request read(String text) throws IOException, RequestReader.Refusal {
        return RequestReader.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), Asking.ASKER);
    }
}
