package org.kadnode.kernel.core.record;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.xbill.DNS.Name;
import org.xbill.DNS.TTL;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Reads master files (RFC 1035, 5.1). What may be anywhere in an entry, comments, quotes and parentheses, is understood
 * here, and so is all that comes before the RDATA; the RDATA of each type is left to dnsjava.
 */
final class ZoneReader {

    /** The TTL of records before any {@code $TTL}, in seconds; a shorter one would mean nothing to pkarr. */
    private static final long DEFAULT_TTL = 300;

    private final String text;
    private final List<ZoneEntry> entries = new ArrayList<>();
    private int at;
    private int line = 1;

    private String origin;
    private long ttl = DEFAULT_TTL;
    private Optional<String> lastOwner = Optional.empty();

    private ZoneReader(String text, String origin) {
        this.text = text;
        this.origin = origin;
    }

    static List<ZoneEntry> read(String text, String origin) throws ZoneException {
        if (text.length() > Zone.LONGEST) {
            throw new ZoneException(1, "the file has more than " + Zone.LONGEST + " characters");
        }
        ZoneReader reader = new ZoneReader(text, origin);
        while (reader.at < text.length()) {
            reader.entry();
        }
        checkAliases(reader.entries);
        return reader.entries;
    }

    /** An alias is alone at its name (RFC 1034, 3.6.2). */
    private static void checkAliases(List<ZoneEntry> entries) throws ZoneException {
        Map<String, ZoneEntry> byName = new HashMap<>();
        for (ZoneEntry entry : entries) {
            ZoneEntry first = byName.putIfAbsent(entry.owner(), entry);
            if (first != null && (first.type() == Resource.CNAME || entry.type() == Resource.CNAME)) {
                throw new ZoneException(
                        entry.line(), entry.owner() + " has a CNAME and something else, see line " + first.line());
            }
        }
    }

    private void entry() throws ZoneException {
        int begin = line;
        boolean continued = text.charAt(at) == ' ' || text.charAt(at) == '\t';
        Words words = new Words(flat());
        if (words.rest().isEmpty()) {
            return;
        }
        if (!continued && words.rest().startsWith("$")) {
            directive(begin, words);
            return;
        }
        record(begin, continued, words);
    }

    /** One entry on one line, without comments and parentheses. */
    private String flat() throws ZoneException {
        int begin = line;
        StringBuilder flat = new StringBuilder();
        int open = 0;
        boolean quoted = false;
        while (at < text.length()) {
            char character = text.charAt(at++);
            boolean newLine = character == '\n';
            line += newLine ? 1 : 0;
            if (newLine && quoted) {
                throw new ZoneException(begin, "a quote does not end on its line");
            } else if (newLine && open == 0) {
                return flat.toString();
            } else if (character == '\\' && at < text.length() && text.charAt(at) != '\n') {
                flat.append(character).append(text.charAt(at++));
            } else if (character == '"') {
                quoted = !quoted;
                flat.append(character);
            } else if (quoted) {
                flat.append(character);
            } else if (character == ';') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (character == '(' || character == ')') {
                open += character == '(' ? 1 : -1;
                if (open < 0) {
                    throw new ZoneException(begin, "a parenthesis is closed that is not open");
                }
                flat.append(' ');
            } else {
                flat.append(character <= ' ' ? ' ' : character);
            }
        }
        if (open > 0 || quoted) {
            throw new ZoneException(begin, quoted ? "a quote does not end" : "a parenthesis is not closed");
        }
        return flat.toString();
    }

    private void directive(int begin, Words words) throws ZoneException {
        String directive = words.next();
        String value = words.next();
        switch (directive.toUpperCase(Locale.ROOT)) {
            case "$ORIGIN" -> origin = absolute(begin, value);
            case "$TTL" -> ttl = ttl(begin, value);
            default -> throw new ZoneException(begin, directive + " is not supported");
        }
        if (!words.rest().isEmpty()) {
            throw new ZoneException(begin, "unexpected: " + words.rest());
        }
    }

    /** {@code [name] [TTL] [class] type RDATA}, TTL and class in any order. */
    private void record(int begin, boolean continued, Words words) throws ZoneException {
        String owner = continued
                ? lastOwner.orElseThrow(() -> new ZoneException(begin, "there is no name before this line"))
                : absolute(begin, words.next());
        lastOwner = Optional.of(owner);

        long ownTtl = ttl;
        String word = words.next();
        while (isNumber(word) || isClass(word)) {
            if (isNumber(word)) {
                ownTtl = ttl(begin, word);
            } else if (!word.equalsIgnoreCase("IN")) {
                throw new ZoneException(begin, "records are of class IN, not " + word);
            }
            word = words.next();
        }
        int type = Type.value(word, false);
        if (type < 0 || !Packet.isData(type)) {
            throw new ZoneException(begin, word.isEmpty() ? "there is no type" : "unknown type " + word);
        }
        try {
            ZoneEntry entry =
                    new ZoneEntry(begin, owner, type, ownTtl, words.rest(), Name.fromString(origin + "."), List.of());
            entry.check();
            entries.add(entry);
        } catch (ZoneEntry.MalformedException | TextParseException malformed) {
            throw new ZoneException(begin, Type.string(type) + ": " + malformed.getMessage());
        }
    }

    private String absolute(int begin, String name) throws ZoneException {
        if (ZoneEntry.hasPlaceHolder(name)) {
            throw new ZoneException(begin, "a place-holder cannot stand in the name of a record");
        }
        String absolute = name.equals("@") ? origin : isAbsolute(name) ? name : name + "." + origin;
        return DomainName.parse(absolute)
                .filter(parsed -> !name.isEmpty())
                .map(parsed -> parsed.lowerCase().text())
                .orElseThrow(() -> new ZoneException(begin, "no domain name: " + name));
    }

    /** Whether a name ends with a dot, one that no backslash makes part of a label. */
    private static boolean isAbsolute(String name) {
        int last = name.length() - 1;
        int backslashes = 0;
        while (last - backslashes > 0 && name.charAt(last - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return name.endsWith(".") && backslashes % 2 == 0;
    }

    private static long ttl(int begin, String text) throws ZoneException {
        try {
            return TTL.parse(text, true);
        } catch (NumberFormatException malformed) {
            throw new ZoneException(begin, "no TTL: " + text);
        }
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.charAt(0) >= '0' && word.charAt(0) <= '9';
    }

    private static boolean isClass(String word) {
        return switch (word.toUpperCase(Locale.ROOT)) {
            case "IN", "CH", "HS", "CS", "ANY" -> true;
            default -> false;
        };
    }

    /** Words of an entry, from the front. */
    private static final class Words {

        private String rest;

        Words(String entry) {
            rest = entry.strip();
        }

        /** The next word; empty at the end. */
        String next() {
            int end = rest.indexOf(' ');
            String word = end < 0 ? rest : rest.substring(0, end);
            rest = rest.substring(word.length()).strip();
            return word;
        }

        String rest() {
            return rest;
        }
    }
}
