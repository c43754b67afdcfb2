package org.kadnode.plugin.lpd;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * "Here is a node": the one message of local peer discovery (BEP 14).
 *
 * <pre>{@code
 * BT-SEARCH * HTTP/1.0
 * Host: 239.192.152.143:6771
 * Port: 6881
 * Infohash: 0000000000000000000000000000000000000000
 * cookie: 6b2f90c1d4e8a735
 * }</pre>
 *
 * <p>Lines end with CR LF, and two empty ones follow. Without the cookie, these are the bytes of KadNode 1.0. Nobody shares
 * the torrent of forty zeros: we look for nodes, not for peers of a torrent.
 *
 * @param port the UDP port of the DHT, 1 to 65535
 * @param cookie an opaque text by which senders know their own messages
 */
record SearchMessage(int port, Optional<String> cookie) {

    /** The longest datagram that is read, in bytes; BEP 14 wants no more than 1400. */
    static final int LONGEST = 1500;

    private static final int LONGEST_COOKIE = 64;
    private static final int INFOHASH_DIGITS = 40;
    private static final int HIGHEST_PORT = 65535;

    private static final Pattern REQUEST = Pattern.compile("(?i)BT-SEARCH +\\* +HTTP/1\\.[0-9] *");
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

    /**
     * Reads a message, as liberally as HTTP headers are read: any order, any case, any number of headers that mean nothing
     * to us, with or without CR.
     *
     * @param datagram where it stands
     * @param length how many bytes of it count
     * @return the message; empty if this is none, is too long, or names no port or several
     */
    static Optional<SearchMessage> parse(byte[] datagram, int length) {
        if (length > LONGEST) {
            return Optional.empty();
        }
        String[] lines = new String(datagram, 0, length, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
        if (!REQUEST.matcher(lines[0]).matches()) {
            return Optional.empty();
        }
        int port = 0;
        Optional<String> cookie = Optional.empty();
        for (int i = 1; i < lines.length && !lines[i].isEmpty(); i++) {
            String[] header = lines[i].split(":", 2);
            String value = header.length == 2 ? header[1].strip() : "";
            switch (header[0].strip().toLowerCase(Locale.ROOT)) {
                case "port" -> {
                    int named = port(value);
                    if (named == 0 || (port != 0 && port != named)) {
                        return Optional.empty();
                    }
                    port = named;
                }
                case "cookie" -> cookie = Optional.of(value).filter(text -> text.length() <= LONGEST_COOKIE);
                default -> {
                    // Host, Infohash, and what others may add, say nothing about where the node is.
                }
            }
        }
        return port == 0 ? Optional.empty() : Optional.of(new SearchMessage(port, cookie));
    }

    /** The port, or 0 if it is none. */
    private static int port(String value) {
        int port = PORT.matcher(value).matches() ? Integer.parseInt(value) : 0;
        return port <= HIGHEST_PORT ? port : 0;
    }

    /** The datagram for a group. */
    byte[] encode(Group group) {
        String last = cookie.map(text -> "cookie: " + text + "\r\n").orElse("");
        return "BT-SEARCH * HTTP/1.0\r\nHost: %s\r\nPort: %d\r\nInfohash: %s\r\n%s\r\n\r\n"
                .formatted(group, port, "0".repeat(INFOHASH_DIGITS), last)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
