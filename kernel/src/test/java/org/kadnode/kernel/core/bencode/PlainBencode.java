package org.kadnode.kernel.core.bencode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bencode read in the plainest way, as a measure for the index: numbers become {@link Long}, byte strings {@link String} in ISO
 * 8859-1, lists {@link List}, dictionaries {@link Map}.
 */
final class PlainBencode {

    private final String input;
    private int at;

    private PlainBencode(String input) {
        this.input = input;
    }

    /** The value that fills the input; empty if there is none. */
    static Optional<Object> decode(byte[] bytes) {
        PlainBencode plain = new PlainBencode(new String(bytes, ISO_8859_1));
        try {
            Object value = plain.value(0);
            return plain.at == bytes.length ? Optional.of(value) : Optional.empty();
        } catch (IllegalArgumentException | StringIndexOutOfBoundsException malformed) {
            return Optional.empty();
        }
    }

    private Object value(int depth) {
        return switch (input.charAt(at)) {
            case 'i' -> number();
            case 'l' -> list(depth + 1);
            case 'd' -> dictionary(depth + 1);
            default -> bytes();
        };
    }

    private Long number() {
        String digits = input.substring(at + 1, input.indexOf('e', at));
        must(digits.matches("0|-?[1-9][0-9]*"));
        at += digits.length() + 2;
        return Long.valueOf(digits);
    }

    private String bytes() {
        String digits = input.substring(at, input.indexOf(':', at));
        must(digits.matches("0|[1-9][0-9]*"));
        int from = at + digits.length() + 1;
        at = Math.addExact(from, Integer.parseInt(digits));
        return input.substring(from, at);
    }

    private List<Object> list(int depth) {
        must(depth <= BencodeIndex.DEEPEST);
        List<Object> items = new ArrayList<>();
        for (at++; input.charAt(at) != 'e'; ) {
            items.add(value(depth));
        }
        at++;
        return items;
    }

    private Map<String, Object> dictionary(int depth) {
        must(depth <= BencodeIndex.DEEPEST);
        Map<String, Object> entries = new LinkedHashMap<>();
        for (at++; input.charAt(at) != 'e'; ) {
            String key = bytes();
            must(!entries.containsKey(key));
            entries.put(key, value(depth));
        }
        at++;
        return entries;
    }

    private static void must(boolean sound) {
        if (!sound) {
            throw new IllegalArgumentException();
        }
    }
}
