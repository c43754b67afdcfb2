package org.kadnode.kernel.core.bencode;

import java.nio.ByteBuffer;

/**
 * Writes bencode into one array that is used again and again. The caller opens and closes dictionaries
 * and lists and gives keys in ascending order of their bytes, as the format asks.
 */
public final class BencodeWriter {

    private final byte[] buffer;
    private final ByteBuffer view;
    private int length;

    /**
     * A writer.
     *
     * @param capacity bytes; writing more is a bug and throws {@link IndexOutOfBoundsException}
     */
    public BencodeWriter(int capacity) {
        buffer = new byte[capacity];
        view = ByteBuffer.wrap(buffer);
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
     * @return a view, always the same one, valid until the next {@link #clear()}
     */
    public ByteBuffer view() {
        return view.position(0).limit(length);
    }

    private BencodeWriter raw(char c) {
        buffer[length++] = (byte) c;
        return this;
    }

    private void lengthPrefix(int count) {
        decimal(count);
        raw(':');
    }

    private void decimal(long value) {
        if (value < 0) {
            // Seldom: only numbers that others have chosen are below zero, and this form has room for the lowest one.
            String digits = Long.toString(value);
            for (int i = 0; i < digits.length(); i++) {
                raw(digits.charAt(i));
            }
            return;
        }
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int i = length + digits - 1; i >= length; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }
}
