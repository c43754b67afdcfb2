package org.kadnode.kernel.core.bencode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the values of one bencoded input stand (BEP 3, "bencoding"), read from hostile hands: an input is either well-formed
 * to its last byte, or nothing is said about it. Work and memory grow with the length of the input only; nesting is bounded.
 *
 * <p>An index reads one input after the other and makes no object for a value, so that a node answers a question without
 * leaving garbage behind. A value is a number: the first is {@link #ROOT}, and those inside a list or dictionary follow
 * it in the order in which they stand.
 *
 * <pre>
 *   d  1:a  l  i1e  i2e  e  1:b  0:  e
 *   0  1    2  3    4       5    6
 * </pre>
 */
public final class BencodeIndex {

    /** The value that fills the input. */
    public static final int ROOT = 0;

    /** No value: what is asked about it is answered as for a value of another kind. */
    public static final int NONE = -1;

    /**
     * Nested lists and dictionaries. KRPC itself needs 4 at most (BEP 5: message, {@code r}, {@code
     * values}); the rest is for what others store in items (BEP 44).
     */
    public static final int DEEPEST = 16;

    /** What is known of a value: where it begins, where its content begins, where it ends, and which value is behind it. */
    private static final int FROM = 0;

    private static final int CONTENT = 1;
    private static final int TO = 2;
    private static final int NEXT = 3;
    private static final int WORDS = 4;

    /** A question of the DHT has about a dozen values. */
    private static final int USUAL_VALUES = 32;

    /** Instead of a number that is not above zero. */
    private static final long MALFORMED = 1;

    private byte[] input = {};
    private int end;
    private int at;
    private int count;
    private int[] places = new int[USUAL_VALUES * WORDS];

    /**
     * Reads one value that fills the input.
     *
     * @param bytes the input, which must stay as it is for as long as the index is asked about it
     * @param length how many of the bytes count
     * @return false if the input is malformed, nests too deep, repeats a key, or goes on after the value
     */
    public boolean read(byte[] bytes, int length) {
        input = bytes;
        end = length;
        at = 0;
        count = 0;
        if (value(0) && at == end) {
            return true;
        }
        count = 0;
        return false;
    }

    /**
     * Whether a value is a byte string.
     *
     * @param value a value, or {@link #NONE}
     * @return true if it is
     */
    public boolean isBytes(int value) {
        return isKnown(value) && isDigit(first(value));
    }

    /**
     * Whether a value is an integer.
     *
     * @param value a value, or {@link #NONE}
     * @return true if it is
     */
    public boolean isInteger(int value) {
        return isKnown(value) && first(value) == 'i';
    }

    /**
     * Whether a value is a list.
     *
     * @param value a value, or {@link #NONE}
     * @return true if it is
     */
    public boolean isList(int value) {
        return isKnown(value) && first(value) == 'l';
    }

    /**
     * Whether a value is a dictionary.
     *
     * @param value a value, or {@link #NONE}
     * @return true if it is
     */
    public boolean isDictionary(int value) {
        return isKnown(value) && first(value) == 'd';
    }

    /**
     * Where a value begins.
     *
     * @param value a value
     * @return an index into the input
     */
    public int from(int value) {
        return place(value, FROM);
    }

    /**
     * Where a value ends.
     *
     * @param value a value
     * @return the index into the input of the byte behind it
     */
    public int to(int value) {
        return place(value, TO);
    }

    /**
     * Where the bytes of a byte string begin.
     *
     * @param value a byte string, which ends where its last byte does
     * @return an index into the input
     */
    public int content(int value) {
        return place(value, CONTENT);
    }

    /**
     * The length of a byte string without its prefix.
     *
     * @param value a byte string
     * @return bytes
     */
    public int length(int value) {
        return place(value, TO) - place(value, CONTENT);
    }

    /**
     * The value that stands behind another and all that is in it.
     *
     * @param value a value
     * @return a value, or whatever {@link #next} tells of the list or dictionary if it was the last of that
     */
    public int next(int value) {
        return place(value, NEXT);
    }

    /**
     * Compares a byte string with text of ASCII letters.
     *
     * @param value a byte string
     * @param ascii the text
     * @return true if the bytes are the same
     */
    public boolean is(int value, String ascii) {
        int length = ascii.length();
        if (length(value) != length) {
            return false;
        }
        int content = content(value);
        for (int i = 0; i < length; i++) {
            if (input[content + i] != (byte) ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The number that an integer is.
     *
     * @param value an integer
     * @return any 64-bit number
     */
    public long integer(int value) {
        int content = content(value);
        boolean negative = input[content] == '-';
        long number = 0;
        for (int i = negative ? content + 1 : content; input[i] != 'e'; i++) {
            number = number * 10 - (input[i] - '0');
        }
        return negative ? number : -number;
    }

    /**
     * The value of a key.
     *
     * @param dictionary a value, which may be no dictionary, or {@link #NONE}
     * @param key ASCII letters
     * @return the value; {@link #NONE} if there is none
     */
    public int find(int dictionary, String key) {
        if (isDictionary(dictionary)) {
            int behind = next(dictionary);
            for (int each = dictionary + 1; each < behind; each = next(each + 1)) {
                if (is(each, key)) {
                    return each + 1;
                }
            }
        }
        return NONE;
    }

    private boolean isKnown(int value) {
        return value >= 0 && value < count;
    }

    private byte first(int value) {
        return input[place(value, FROM)];
    }

    private int place(int value, int word) {
        return places[value * WORDS + word];
    }

    private boolean value(int depth) {
        if (at >= end) {
            return false;
        }
        int value = count++;
        if (count * WORDS > places.length) {
            places = Arrays.copyOf(places, places.length * 2);
        }
        places[value * WORDS + FROM] = at;
        boolean sound = switch (input[at]) {
            case 'i' -> number(value);
            case 'l' -> list(value, depth + 1);
            case 'd' -> dictionary(value, depth + 1);
            default -> bytes(value);
        };
        places[value * WORDS + TO] = at;
        places[value * WORDS + NEXT] = count;
        return sound;
    }

    private boolean number(int value) {
        at++;
        places[value * WORDS + CONTENT] = at;
        boolean negative = at < end && input[at] == '-';
        if (negative) {
            at++;
        }
        long number = digits('e', negative);
        return number != MALFORMED && !(negative && number == 0);
    }

    private boolean bytes(int value) {
        long length = digits(':', false);
        if (length == MALFORMED || -length > end - at) {
            return false;
        }
        places[value * WORDS + CONTENT] = at;
        at -= (int) length;
        return true;
    }

    private boolean list(int value, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        at++;
        places[value * WORDS + CONTENT] = at;
        while (at < end && input[at] != 'e') {
            if (!value(depth)) {
                return false;
            }
        }
        return closed();
    }

    private boolean dictionary(int value, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        at++;
        places[value * WORDS + CONTENT] = at;
        boolean ascending = true;
        int before = NONE;
        while (at < end && input[at] != 'e') {
            int key = count;
            if (!isDigit(input[at]) || !value(depth) || !value(depth)) {
                return false;
            }
            ascending &= before == NONE || compare(before, key) < 0;
            before = key;
        }
        return closed() && (ascending || isWithoutRepetition(value));
    }

    private boolean closed() {
        at++;
        return at <= end;
    }

    /** The keys should be in order (BEP 3). Where they are not, they are sorted, as long as hostile hands may make them. */
    private boolean isWithoutRepetition(int dictionary) {
        List<Integer> keys = new ArrayList<>();
        for (int key = dictionary + 1; key < count; key = next(key + 1)) {
            keys.add(key);
        }
        keys.sort(this::compare);
        for (int i = 1; i < keys.size(); i++) {
            if (compare(keys.get(i - 1), keys.get(i)) == 0) {
                return false;
            }
        }
        return true;
    }

    private int compare(int a, int b) {
        return Arrays.compareUnsigned(input, content(a), to(a), input, content(b), to(b));
    }

    /**
     * Steps over decimal digits without leading zeros, and the terminator.
     *
     * @return the number below zero, since there the lowest of all is one, too; {@link #MALFORMED} if there is none
     */
    private long digits(char terminator, boolean negative) {
        int start = at;
        long lowest = negative ? Long.MIN_VALUE : -Long.MAX_VALUE;
        long value = 0;
        for (; at < end && input[at] != terminator; at++) {
            int digit = input[at] - '0';
            boolean leadingZero = at > start && input[start] == '0';
            if (digit < 0 || digit > 9 || leadingZero || value < (lowest + digit) / 10) {
                return MALFORMED;
            }
            value = value * 10 - digit;
        }
        if (at >= end || at == start) {
            return MALFORMED;
        }
        at++;
        return value;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }
}
