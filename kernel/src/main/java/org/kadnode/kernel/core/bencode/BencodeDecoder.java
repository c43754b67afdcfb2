package org.kadnode.kernel.core.bencode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads bencode from hostile hands: a value is either well-formed to its last byte, or there is none.
 * Work and memory grow with the length of the input only; nesting is bounded.
 */
public final class BencodeDecoder {

    /**
     * Nested lists and dictionaries. KRPC itself needs 4 at most (BEP 5: message, {@code r}, {@code
     * values}); the rest is for what others store in items (BEP 44).
     */
    public static final int DEEPEST = 16;

    private final byte[] input;
    private final int end;
    private int at;

    private BencodeDecoder(byte[] input, int length) {
        this.input = input;
        this.end = length;
    }

    /**
     * Reads one value that fills the input.
     *
     * @param input the bytes; the value is a view into them
     * @param length how many of them count
     * @return the value; empty if the input is malformed, nests too deep, repeats a key, or goes on
     *     after the value
     */
    public static Optional<Bencode> decode(byte[] input, int length) {
        BencodeDecoder decoder = new BencodeDecoder(input, length);
        try {
            Bencode value = decoder.value(0);
            return decoder.at == length ? Optional.of(value) : Optional.empty();
        } catch (Malformed malformed) {
            return Optional.empty();
        }
    }

    private Bencode value(int depth) throws Malformed {
        byte first = peek();
        return switch (first) {
            case 'i' -> integer();
            case 'l' -> list(depth + 1);
            case 'd' -> dictionary(depth + 1);
            default -> bytes();
        };
    }

    private Bencode.Int integer() throws Malformed {
        at++;
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        long value = digits('e', negative);
        if (negative && value == 0) {
            throw new Malformed();
        }
        return new Bencode.Int(value);
    }

    private Bencode.Bytes bytes() throws Malformed {
        long length = digits(':', false);
        if (length > end - at) {
            throw new Malformed();
        }
        Bencode.Bytes bytes = new Bencode.Bytes(input, at, (int) length);
        at += (int) length;
        return bytes;
    }

    private Bencode.Items list(int depth) throws Malformed {
        checkDepth(depth);
        List<Bencode> items = new ArrayList<>();
        for (at++; peek() != 'e'; ) {
            items.add(value(depth));
        }
        at++;
        return new Bencode.Items(items);
    }

    private Bencode.Dict dictionary(int depth) throws Malformed {
        checkDepth(depth);
        List<Bencode.Dict.Entry> entries = new ArrayList<>();
        Set<Bencode.Bytes> keys = new HashSet<>();
        for (at++; peek() != 'e'; ) {
            Bencode.Bytes key = bytes();
            if (!keys.add(key)) {
                throw new Malformed();
            }
            entries.add(new Bencode.Dict.Entry(key, value(depth)));
        }
        at++;
        return new Bencode.Dict(entries);
    }

    /** Decimal digits without leading zeros, then the terminator. Overflow is malformed. */
    private long digits(char terminator, boolean negative) throws Malformed {
        int start = at;
        long value = 0;
        for (; peek() != terminator; at++) {
            int digit = input[at] - '0';
            boolean leadingZero = at > start && input[start] == '0';
            boolean overflow = negative ? value < (Long.MIN_VALUE + digit) / 10 : value > (Long.MAX_VALUE - digit) / 10;
            if (digit < 0 || digit > 9 || leadingZero || overflow) {
                throw new Malformed();
            }
            value = value * 10 + (negative ? -digit : digit);
        }
        if (at == start) {
            throw new Malformed();
        }
        at++;
        return value;
    }

    private byte peek() throws Malformed {
        if (at >= end) {
            throw new Malformed();
        }
        return input[at];
    }

    private static void checkDepth(int depth) throws Malformed {
        if (depth > DEEPEST) {
            throw new Malformed();
        }
    }

    /** Leaves the recursion; never leaves this class. Without a stack trace, since floods cause it. */
    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private Malformed() {
            super("malformed bencode", null, false, false);
        }
    }
}
