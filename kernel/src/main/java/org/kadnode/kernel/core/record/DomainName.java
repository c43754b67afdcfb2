package org.kadnode.kernel.core.record;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A domain name as it stands in a packet, uncompressed (RFC 1035, 3.1).
 *
 * <pre>
 *   | 3 | w w w | 4 | n o d e | 0 |      at most 63 bytes a label, 255 in all
 * </pre>
 */
final class DomainName {

    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST = 255;

    /** Characters that mean something in a master file, beside those that cannot be seen (RFC 1035, 5.1). */
    private static final String SPECIAL = ".\\\"();@$";

    private final byte[] wire;

    private DomainName(byte[] wire) {
        this.wire = wire;
    }

    /** A name, and the index after it: after the first pointer, if it is compressed. */
    record Read(DomainName name, int end) {}

    /**
     * Reads the text form.
     *
     * @param text absolute, with or without the final dot; {@code \.} and {@code \123} are single bytes, what is not
     *     ASCII is UTF-8
     * @return the name; empty if the text is none
     */
    static Optional<DomainName> parse(String text) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        ByteArrayOutputStream label = new ByteArrayOutputStream();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '.') {
                if (!endLabel(label, wire)) {
                    return Optional.empty();
                }
                continue;
            }
            int value = bytes[i];
            if (value == '\\') {
                int escaped = escaped(bytes, i + 1);
                if (escaped < 0) {
                    return Optional.empty();
                }
                value = escaped;
                i += isDigit(bytes[i + 1]) ? 3 : 1;
            }
            label.write(value);
        }
        boolean complete = label.size() == 0 ? text.isEmpty() || wire.size() > 0 : endLabel(label, wire);
        wire.write(0);
        return complete && wire.size() <= LONGEST ? Optional.of(new DomainName(wire.toByteArray())) : Optional.empty();
    }

    private static boolean endLabel(ByteArrayOutputStream label, ByteArrayOutputStream wire) {
        if (label.size() == 0 || label.size() > LONGEST_LABEL) {
            return false;
        }
        wire.write(label.size());
        wire.writeBytes(label.toByteArray());
        label.reset();
        return true;
    }

    /** The value of what follows a backslash, -1 if there is none. */
    private static int escaped(byte[] bytes, int at) {
        if (at >= bytes.length) {
            return -1;
        }
        if (!isDigit(bytes[at])) {
            return bytes[at] & 0xff;
        }
        if (at + 2 >= bytes.length || !isDigit(bytes[at + 1]) || !isDigit(bytes[at + 2])) {
            return -1;
        }
        int value = (bytes[at] - '0') * 100 + (bytes[at + 1] - '0') * 10 + bytes[at + 2] - '0';
        return value <= 0xff ? value : -1;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    /**
     * Reads a name from a packet. Each pointer must lead farther to the front than all before it, so there are no loops
     * (RFC 1035, 4.1.4).
     *
     * @param packet the packet
     * @param from index of the first byte
     * @param to index after the last byte that belongs to the name, unless a pointer leads elsewhere
     * @return the name; empty if there is none
     */
    static Optional<Read> read(byte[] packet, int from, int to) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        int at = from;
        int limit = to;
        int lowest = from;
        int end = -1;
        while (at < limit) {
            int length = packet[at] & 0xff;
            if (length >= 0xc0) {
                int target = at + 1 < limit ? (length & 0x3f) << 8 | (packet[at + 1] & 0xff) : lowest;
                if (target >= lowest) {
                    return Optional.empty();
                }
                end = end < 0 ? at + 2 : end;
                lowest = target;
                at = target;
                limit = packet.length;
            } else if (length == 0) {
                wire.write(0);
                return Optional.of(new Read(new DomainName(wire.toByteArray()), end < 0 ? at + 1 : end));
            } else if (length > LONGEST_LABEL || at + 1 + length > limit || wire.size() + 1 + length >= LONGEST) {
                return Optional.empty();
            } else {
                wire.write(packet, at, 1 + length);
                at += 1 + length;
            }
        }
        return Optional.empty();
    }

    /** The text form, without the final dot; empty for the root. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (int at = 0; wire[at] != 0; at += 1 + wire[at]) {
            text.append(at == 0 ? "" : ".");
            for (int i = at + 1; i <= at + wire[at]; i++) {
                int value = wire[i] & 0xff;
                if (value <= ' ' || value > '~') {
                    text.append('\\').append((char) ('0' + value / 100));
                    text.append((char) ('0' + value / 10 % 10)).append((char) ('0' + value % 10));
                } else {
                    text.append(SPECIAL.indexOf(value) < 0 ? "" : "\\").append((char) value);
                }
            }
        }
        return text.toString();
    }

    /** The bytes, shared. */
    byte[] wire() {
        return wire;
    }

    DomainName lowerCase() {
        byte[] lower = wire.clone();
        for (int i = 0; i < lower.length; i++) {
            lower[i] = lower(lower[i]);
        }
        return new DomainName(lower);
    }

    /** Whether this is a name or below it, in upper or lower case. */
    boolean isWithin(DomainName zone) {
        return prefix(zone) >= 0;
    }

    /** The name with another end; this one if it does not end so, or would get too long. */
    DomainName renamed(DomainName from, DomainName to) {
        int prefix = prefix(from);
        if (prefix < 0 || prefix + to.wire.length > LONGEST) {
            return this;
        }
        byte[] renamed = Arrays.copyOf(wire, prefix + to.wire.length);
        System.arraycopy(to.wire, 0, renamed, prefix, to.wire.length);
        return new DomainName(renamed);
    }

    /** How many bytes stand before a name with which this one ends, -1 if it does not. */
    private int prefix(DomainName end) {
        int at = 0;
        while (wire.length - at > end.wire.length) {
            at += 1 + wire[at];
        }
        if (wire.length - at != end.wire.length) {
            return -1;
        }
        for (int i = 0; i < end.wire.length; i++) {
            if (lower(wire[at + i]) != lower(end.wire[i])) {
                return -1;
            }
        }
        return at;
    }

    /** Lengths of labels are below the letters, so that they can pass through here, too. */
    private static byte lower(byte value) {
        return value >= 'A' && value <= 'Z' ? (byte) (value + 'a' - 'A') : value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DomainName that && Arrays.equals(wire, that.wire);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(wire);
    }

    @Override
    public String toString() {
        return text();
    }
}
