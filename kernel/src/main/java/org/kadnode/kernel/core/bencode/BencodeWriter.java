package org.kadnode.kernel.core.bencode;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Writes bencode into one array that is used again and again. The caller opens and closes dictionaries
 * and lists and gives keys in ascending order of their bytes, as the format asks.
 */
public final class BencodeWriter {

    private final byte[] buffer;
    private int length;

    /**
     * A writer.
     *
     * @param capacity bytes; writing more is a bug and throws {@link IndexOutOfBoundsException}
     */
    public BencodeWriter(int capacity) {
        buffer = new byte[capacity];
    }

    /**
     * Starts again with nothing written.
     *
     * @return this
     */
    public BencodeWriter clear() {
        length = 0;
        return this;
    }

    /**
     * Opens a dictionary.
     *
     * @return this
     */
    public BencodeWriter dict() {
        return raw('d');
    }

    /**
     * Opens a list.
     *
     * @return this
     */
    public BencodeWriter list() {
        return raw('l');
    }

    /**
     * Closes the innermost dictionary or list.
     *
     * @return this
     */
    public BencodeWriter end() {
        return raw('e');
    }

    /**
     * Writes a byte string of ASCII letters: a key, or a value.
     *
     * @param ascii the text
     * @return this
     */
    public BencodeWriter text(String ascii) {
        lengthPrefix(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            buffer[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    /**
     * Writes a byte string.
     *
     * @param bytes the bytes
     * @return this
     */
    public BencodeWriter bytes(byte[] bytes) {
        return bytes(bytes, 0, bytes.length);
    }

    /**
     * Writes a byte string.
     *
     * @param bytes where it stands
     * @param from index of its first byte
     * @param count how many bytes
     * @return this
     */
    public BencodeWriter bytes(byte[] bytes, int from, int count) {
        System.arraycopy(bytes, from, buffer, space(count), count);
        return this;
    }

    /**
     * Writes the prefix of a byte string and leaves the bytes to the caller.
     *
     * @param count how many bytes
     * @return index in {@link #array()} of the first of them
     */
    public int space(int count) {
        lengthPrefix(count);
        int at = length;
        length += count;
        return at;
    }

    /**
     * Writes an integer.
     *
     * @param value the number
     * @return this
     */
    public BencodeWriter integer(long value) {
        raw('i');
        decimal(value);
        return raw('e');
    }

    /**
     * Writes a value of any kind, dictionaries with their keys sorted.
     *
     * @param value the value
     * @return this
     */
    public BencodeWriter canonical(Bencode value) {
        return write(value, true);
    }

    /**
     * Writes a value of any kind, dictionaries in the order in which they came.
     *
     * @param value the value
     * @return this
     */
    public BencodeWriter asDecoded(Bencode value) {
        return write(value, false);
    }

    /**
     * Writes a value that is bencoded already.
     *
     * @param value its bytes
     * @return this
     */
    public BencodeWriter encoded(byte[] value) {
        System.arraycopy(value, 0, buffer, length, value.length);
        length += value.length;
        return this;
    }

    /**
     * The array that is written to.
     *
     * @return the array, shared
     */
    public byte[] array() {
        return buffer;
    }

    /**
     * How much is written.
     *
     * @return bytes
     */
    public int length() {
        return length;
    }

    /**
     * What is written.
     *
     * @return a view, valid until the next {@link #clear()}
     */
    public ByteBuffer view() {
        return ByteBuffer.wrap(buffer, 0, length);
    }

    private BencodeWriter write(Bencode value, boolean sorted) {
        switch (value) {
            case Bencode.Int number -> integer(number.value());
            case Bencode.Bytes bytes -> bytes(bytes.array(), bytes.from(), bytes.length());
            case Bencode.Items items -> {
                list();
                items.forEach(item -> write(item, sorted));
                end();
            }
            case Bencode.Dict dictionary -> {
                dict();
                List<Bencode.Dict.Entry> entries = dictionary.entries();
                if (sorted) {
                    entries = entries.stream().sorted(BY_KEY).toList();
                }
                for (Bencode.Dict.Entry entry : entries) {
                    write(entry.key(), sorted);
                    write(entry.value(), sorted);
                }
                end();
            }
        }
        return this;
    }

    private static final Comparator<Bencode.Dict.Entry> BY_KEY = (a, b) -> {
        Bencode.Bytes left = a.key();
        Bencode.Bytes right = b.key();
        return Arrays.compareUnsigned(
                left.array(),
                left.from(),
                left.from() + left.length(),
                right.array(),
                right.from(),
                right.from() + right.length());
    };

    private BencodeWriter raw(char c) {
        buffer[length++] = (byte) c;
        return this;
    }

    private void lengthPrefix(int count) {
        decimal(count);
        raw(':');
    }

    private void decimal(long value) {
        if (value < 0 || value > 9) {
            String digits = Long.toString(value);
            for (int i = 0; i < digits.length(); i++) {
                raw(digits.charAt(i));
            }
        } else {
            raw((char) ('0' + value));
        }
    }
}
