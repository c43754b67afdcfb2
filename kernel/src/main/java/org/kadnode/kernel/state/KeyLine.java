package org.kadnode.kernel.state;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.settings.Secrets;
import org.kadnode.plugins.KadNodeException;

/**
 * A key as a person writes it, on a line or behind an option: {@code [pattern:]key}. A secret key has 128 hex digits; a
 * public one 64, or 52 characters of z-base-32 or of Crockford's base 32.
 *
 * @param pattern which names it is for, as it was written: that the top level domain is not part of it only the node
 *     knows; empty for all names
 * @param publicKey the public half
 * @param secretKey the secret key; empty if only the public half is given
 */
public record KeyLine(String pattern, PublicKey publicKey, Optional<SecretKey> secretKey) {

    private static final int SECRET_DIGITS = 2 * SecretKey.LENGTH;
    private static final int SEED = SecretKey.LENGTH - PublicKey.LENGTH;

    /** Which keys may stand at a place. */
    public enum Kind {
        /** Keys of our own. */
        SECRET("a secret key has 128 hex digits"),
        /** Keys of others. */
        PUBLIC("a public key has 64 hex digits, or 52 characters of z-base-32 or Crockford's base 32"),
        /** Both. */
        ANY(
                "a key has 128 hex digits if it is secret; 64, or 52 characters of z-base-32 or Crockford's base 32, if it is"
                        + " public");

        private final String form;

        Kind(String form) {
            this.form = form;
        }
    }

    /**
     * Reads a key.
     *
     * @param where what to name in an error
     * @param text {@code [pattern:]key}
     * @param kind which keys may stand there
     * @return the key
     * @throws KadNodeException of kind {@code SETTING}; no message shows a key
     */
    public static KeyLine parse(String where, String text, Kind kind) {
        byte[] line = text.strip().getBytes(StandardCharsets.UTF_8);
        try {
            return parse(where, line, 0, line.length, kind);
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /**
     * Reads the keys in a file: one a line, {@code #} begins a comment.
     *
     * @param where what to name in an error, to which the number of the line is added
     * @param content the bytes of the file
     * @param kind which keys may stand there
     * @return the keys in their order
     * @throws KadNodeException of kind {@code SETTING} about the first line that is wrong; no message shows a key
     */
    public static List<KeyLine> parseAll(String where, byte[] content, Kind kind) {
        List<KeyLine> lines = new ArrayList<>();
        int number = 1;
        for (int begin = 0; begin < content.length; number++) {
            int end = indexOf(content, '\n', begin, content.length);
            int from = begin;
            int to = indexOf(content, '#', begin, end);
            while (from < to && isSpace(content[from])) {
                from++;
            }
            while (from < to && isSpace(content[to - 1])) {
                to--;
            }
            if (from < to) {
                lines.add(parse(where + ":" + number, content, from, to, kind));
            }
            begin = end + 1;
        }
        return List.copyOf(lines);
    }

    private static KeyLine parse(String where, byte[] text, int from, int to, Kind kind) {
        int colon = to - 1;
        while (colon >= from && text[colon] != ':') {
            colon--;
        }
        int key = colon + 1;
        while (key < to && isSpace(text[key])) {
            key++;
        }
        String pattern = colon < from ? "" : new String(text, from, colon - from, StandardCharsets.UTF_8).strip();
        if (colon >= from && pattern.isEmpty()) {
            throw refused(where, "a pattern is missing before ':'");
        }
        if (kind != Kind.PUBLIC && to - key == SECRET_DIGITS) {
            Optional<SecretKey> secret = secret(text, key);
            if (secret.isPresent() && !Ed25519.isSound(secret.get())) {
                throw refused(where, "the two halves of the secret key do not belong together");
            }
            if (secret.isPresent()) {
                return new KeyLine(pattern, secret.get().publicKey(), secret);
            }
        } else if (kind != Kind.SECRET) {
            Optional<PublicKey> publicKey = PublicKey.parse(new String(text, key, to - key, StandardCharsets.US_ASCII));
            if (publicKey.isPresent()) {
                return new KeyLine(pattern, publicKey.get(), Optional.empty());
            }
        }
        throw refused(where, kind.form);
    }

    /** Without a string on the way, since a string cannot be wiped. */
    private static Optional<SecretKey> secret(byte[] text, int at) {
        byte[] bytes = new byte[SecretKey.LENGTH];
        byte[] seed = new byte[SEED];
        try {
            for (int i = 0; i < bytes.length; i++) {
                int high = Character.digit(text[at + 2 * i], 16);
                int low = Character.digit(text[at + 2 * i + 1], 16);
                if (high < 0 || low < 0) {
                    return Optional.empty();
                }
                bytes[i] = (byte) (high << 4 | low);
            }
            System.arraycopy(bytes, 0, seed, 0, SEED);
            return Optional.of(SecretKey.of(seed, PublicKey.of(Arrays.copyOfRange(bytes, SEED, bytes.length))));
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(seed, (byte) 0);
        }
    }

    /**
     * The key as a node uses it.
     *
     * @param where what to name in an error
     * @param naming what patterns mean
     * @return the key with its pattern understood
     * @throws KadNodeException of kind {@code SETTING} if the pattern is none
     */
    public KeyRing.Entry entry(String where, Naming naming) {
        KeyPattern names = pattern.isEmpty()
                ? KeyPattern.ALL
                : naming.parsePattern(pattern)
                        .orElseThrow(() -> refused(
                                where,
                                "'" + pattern + "' is not a pattern: a name, or * followed by the end of names"));
        return new KeyRing.Entry(names, publicKey, secretKey);
    }

    /**
     * A ring with one more key.
     *
     * @param where what to name in an error
     * @param ring the keys that are there already
     * @param entry the key
     * @return the new ring
     * @throws KadNodeException of kind {@code SETTING} if a name could be for two keys then
     */
    public static KeyRing plus(String where, KeyRing ring, KeyRing.Entry entry) {
        Optional<KeyRing.Entry> conflict = ring.conflict(entry);
        if (conflict.isPresent()) {
            throw refused(
                    where,
                    "pattern '" + entry.pattern() + "' conflicts with '"
                            + conflict.get().pattern() + "': a name could be for two keys");
        }
        return ring.plus(entry);
    }

    /**
     * The line, with its end.
     *
     * @return hex digits behind the pattern; to be overwritten after use
     */
    byte[] bytes() {
        byte[] before = (pattern.isEmpty() ? "" : pattern + ":").getBytes(StandardCharsets.UTF_8);
        byte[] key = secretKey.map(SecretKey::secretBytes).orElseGet(publicKey::bytes);
        byte[] line = Arrays.copyOf(before, before.length + 2 * key.length + 1);
        int at = before.length;
        for (byte each : key) {
            line[at++] = (byte) Character.forDigit(each >> 4 & 15, 16);
            line[at++] = (byte) Character.forDigit(each & 15, 16);
        }
        line[at] = '\n';
        Arrays.fill(key, (byte) 0);
        return line;
    }

    private static int indexOf(byte[] text, char wanted, int from, int to) {
        int at = from;
        while (at < to && text[at] != wanted) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte each) {
        return each == ' ' || each == '\t' || each == '\r';
    }

    /**
     * A refusal of what a person wrote.
     *
     * @param where the option, or file and line
     * @param why one sentence
     * @return an exception of kind {@code SETTING}, in which secret keys are hidden
     */
    public static KadNodeException refused(String where, String why) {
        return new KadNodeException(KadNodeException.Kind.SETTING, Secrets.hidden(where + ": " + why));
    }
}
