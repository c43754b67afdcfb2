package org.kadnode.kernel.core.bencode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A bencoded value (BEP 3, "bencoding").
 *
 * <pre>
 *   integer     i42e
 *   byte string 4:spam
 *   list        l4:spami42ee
 *   dictionary  d3:bar4:spam3:fooi42ee    keys are byte strings
 * </pre>
 *
 * <p>Values from {@link BencodeDecoder} are views into the decoded array and live as long as it is not
 * overwritten. Dictionaries keep the order in which they came, so that a decoded value is written again
 * byte for byte; dictionaries that we write have sorted keys.
 */
public sealed interface Bencode {

    /**
     * The length of the value when it is written.
     *
     * @return bytes
     */
    default int encodedLength() {
        return switch (this) {
            case Int number -> 2 + Long.toString(number.value()).length();
            case Bytes bytes -> Integer.toString(bytes.length()).length() + 1 + bytes.length();
            case Items items ->
                2 + items.items().stream().mapToInt(Bencode::encodedLength).sum();
            case Dict dictionary ->
                2
                        + dictionary.entries().stream()
                                .mapToInt(entry -> entry.key().encodedLength()
                                        + entry.value().encodedLength())
                                .sum();
        };
    }

    /**
     * An integer.
     *
     * @param value any 64-bit number
     */
    record Int(long value) implements Bencode {}

    /** A byte string: a range of an array. */
    final class Bytes implements Bencode {

        private final byte[] array;
        private final int from;
        private final int length;

        Bytes(byte[] array, int from, int length) {
            this.array = array;
            this.from = from;
            this.length = length;
        }

        /**
         * Text as a byte string.
         *
         * @param text written in UTF-8
         * @return the byte string
         */
        public static Bytes of(String text) {
            return of(text.getBytes(StandardCharsets.UTF_8));
        }

        /**
         * An array as a byte string.
         *
         * @param bytes not copied
         * @return the byte string
         */
        public static Bytes of(byte[] bytes) {
            return new Bytes(bytes, 0, bytes.length);
        }

        /**
         * The length.
         *
         * @return bytes
         */
        public int length() {
            return length;
        }

        /**
         * The array behind this view.
         *
         * @return the array, shared; the string starts at {@link #from()}
         */
        public byte[] array() {
            return array;
        }

        /**
         * Where the string starts in {@link #array()}.
         *
         * @return an index
         */
        public int from() {
            return from;
        }

        /**
         * A copy that outlives the decoded array.
         *
         * @return new bytes
         */
        public byte[] copy() {
            return Arrays.copyOfRange(array, from, from + length);
        }

        /**
         * Compares with text of ASCII letters, without making a string.
         *
         * @param ascii the text
         * @return true if the bytes are the same
         */
        public boolean is(String ascii) {
            if (ascii.length() != length) {
                return false;
            }
            for (int i = 0; i < length; i++) {
                if (array[from + i] != (byte) ascii.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that
                    && Arrays.equals(array, from, from + length, that.array, that.from, that.from + that.length);
        }

        @Override
        public int hashCode() {
            int hash = 1;
            for (int i = from; i < from + length; i++) {
                hash = 31 * hash + array[i];
            }
            return hash;
        }

        /**
         * The text, for people: bytes that are not ASCII letters are not told apart.
         *
         * @return the string in ISO 8859-1
         */
        @Override
        public String toString() {
            return new String(array, from, length, StandardCharsets.ISO_8859_1);
        }
    }

    /**
     * A list.
     *
     * @param items its values
     */
    record Items(List<Bencode> items) implements Bencode, Iterable<Bencode> {

        /** Copies the list. */
        public Items {
            items = List.copyOf(items);
        }

        @Override
        public Iterator<Bencode> iterator() {
            return items.iterator();
        }
    }

    /**
     * A dictionary.
     *
     * @param entries keys and values in the order in which they stand
     */
    record Dict(List<Entry> entries) implements Bencode {

        /**
         * A key with its value.
         *
         * @param key a byte string, unlike every other key of the dictionary
         * @param value any value
         */
        public record Entry(Bytes key, Bencode value) {}

        /** Copies the list. */
        public Dict {
            entries = List.copyOf(entries);
        }

        /**
         * The value of a key.
         *
         * @param key ASCII letters
         * @return the value, if there is one
         */
        public Optional<Bencode> get(String key) {
            for (Entry entry : entries) {
                if (entry.key().is(key)) {
                    return Optional.of(entry.value());
                }
            }
            return Optional.empty();
        }

        /**
         * The byte string of a key.
         *
         * @param key ASCII letters
         * @return the string; empty also if the value is something else
         */
        public Optional<Bytes> bytes(String key) {
            return get(key).filter(Bytes.class::isInstance).map(Bytes.class::cast);
        }

        /**
         * The integer of a key.
         *
         * @param key ASCII letters
         * @return the number; empty also if the value is something else
         */
        public Optional<Long> integer(String key) {
            return get(key).filter(Int.class::isInstance).map(value -> ((Int) value).value());
        }

        /**
         * The dictionary of a key.
         *
         * @param key ASCII letters
         * @return the dictionary; empty also if the value is something else
         */
        public Optional<Dict> dict(String key) {
            return get(key).filter(Dict.class::isInstance).map(Dict.class::cast);
        }

        /**
         * The list of a key.
         *
         * @param key ASCII letters
         * @return the list; empty also if the value is something else
         */
        public Optional<Items> items(String key) {
            return get(key).filter(Items.class::isInstance).map(Items.class::cast);
        }
    }
}
