package org.kadnode.plugin.web;

import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request.
 *
 * @param method e.g. {@code GET}
 * @param target path and query as they were sent, e.g. {@code /lookup?foo.p2p}
 * @param headers all values of each header, by its name in lower case
 * @param body what follows them
 * @param asker who asks
 */
record Request(
        String method, String target, Map<String, List<String>> headers, ByteBuffer body, InetSocketAddress asker) {

    String path() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    private String rawQuery() {
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    /**
     * All that follows the question mark, with percent signs resolved; that is how KadNode 1.0 was told names.
     *
     * @throws IllegalArgumentException if a percent sign is followed by something else than two hex digits
     */
    String query() {
        return decoded(rawQuery().replace("+", "%2B"));
    }

    /**
     * The first value of a parameter in the query, as a form of HTML writes it; empty if it is missing or empty.
     *
     * @throws IllegalArgumentException if a percent sign is followed by something else than two hex digits
     */
    Optional<String> parameter(String name) {
        for (String pair : rawQuery().split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                String value = decoded(pair.substring(name.length() + 1));
                return Optional.of(value.strip()).filter(text -> !text.isEmpty());
            }
        }
        return Optional.empty();
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The one value of a header; empty if it is missing or there are several. */
    Optional<String> header(String name) {
        List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
    }

    boolean has(String header) {
        return headers.containsKey(header.toLowerCase(Locale.ROOT));
    }
}
