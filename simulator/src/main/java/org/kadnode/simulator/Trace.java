package org.kadnode.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.kadnode.kernel.core.model.Endpoint;

/**
 * Takes down every event of a run. What is kept is a digest, which is the same for two runs only if
 * they are the same event by event and byte by byte. The events themselves can be written as well, one
 * line each.
 */
final class Trace {

    /** What became of a datagram. */
    enum Fate {
        /** It left its sender. */
        SENT('>'),
        /** It reached its target. */
        ARRIVED('<'),
        /** The network lost it. */
        LOST('x'),
        /** Nobody was at its target. */
        UNREACHED('?');

        private final char mark;

        Fate(char mark) {
            this.mark = mark;
        }
    }

    private static final int BUFFER = 1 << 17;
    /** Mark, time, two endpoints and a length: more than enough for them. */
    private static final int HEAD = 64;

    private static final byte[] NOTHING = {};

    private final ByteBuffer pending = ByteBuffer.allocate(BUFFER);
    private final MessageDigest digest;
    private final Optional<Writer> lines;

    /**
     * A trace of which nothing is written.
     */
    Trace() {
        this(Optional.empty());
    }

    /**
     * A trace that is written.
     *
     * @param lines where the lines go; the caller closes it
     */
    Trace(Writer lines) {
        this(Optional.of(lines));
    }

    private Trace(Optional<Writer> lines) {
        this.lines = lines;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new AssertionError(everyPlatformHasIt);
        }
    }

    /**
     * Takes down a datagram.
     *
     * @param now the virtual time, in milliseconds
     * @param fate what became of it
     * @param from its sender
     * @param to its target
     * @param payload its bytes
     */
    void datagram(long now, Fate fate, Endpoint from, Endpoint to, byte[] payload) {
        // What arrives was sent, so its bytes are in the digest already.
        byte[] news = fate == Fate.SENT ? payload : NOTHING;
        event(now, fate.mark, news.length);
        endpoint(from);
        endpoint(to);
        pending.put(news);
        lines.ifPresent(writer -> write(writer, now, "%c %s %s %s".formatted(fate.mark, from, to, readable(payload))));
    }

    /**
     * Takes down what is no datagram.
     *
     * @param now the virtual time, in milliseconds
     * @param what one line about it
     */
    void note(long now, String what) {
        byte[] bytes = what.getBytes(StandardCharsets.UTF_8);
        event(now, '=', bytes.length);
        pending.put(bytes);
        lines.ifPresent(writer -> write(writer, now, "= " + what));
    }

    /**
     * The digest of everything so far. Ends the trace.
     *
     * @return 64 hex digits
     */
    String digest() {
        flush();
        return HexFormat.of().formatHex(digest.digest());
    }

    private void event(long now, char mark, int length) {
        if (pending.remaining() < HEAD + length) {
            flush();
        }
        pending.put((byte) mark).putLong(now).putInt(length);
    }

    private void endpoint(Endpoint endpoint) {
        pending.putLong(endpoint.address().high())
                .putLong(endpoint.address().low())
                .putShort((short) endpoint.port());
    }

    private void flush() {
        digest.update(pending.flip());
        pending.clear();
    }

    private static void write(Writer writer, long now, String line) {
        try {
            writer.write("%d.%03d %s\n".formatted(now / 1000, now % 1000, line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bencode is half text, so it can be read where its bytes are printable. */
    private static String readable(byte[] payload) {
        StringBuilder text = new StringBuilder(payload.length * 2);
        for (byte b : payload) {
            if (b > ' ' && b < 127 && b != '\\') {
                text.append((char) b);
            } else {
                text.append("\\x").append(HexFormat.of().toHexDigits(b));
            }
        }
        return text.toString();
    }
}
