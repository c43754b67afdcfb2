package org.kadnode.distribution;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The DNS packet in a signed record (RFC 1035, 4), read and written here so that it shares no mistake with the code under
 * test: an answer to no question.
 */
final class DnsPacket {
    static final int A = 1;
    static final int CNAME = 5;
    static final int TXT = 16;
    static final int SRV = 33;

    private static final int HEADER = 12;

    /**
     * One record.
     *
     * @param name without the final dot
     * @param type its number
     * @param data the RDATA, in hex
     */
    record Answer(String name, int type, String data) {
        static Answer a(String name, String address) {
            StringBuilder data = new StringBuilder();
            for (String number : address.split("\\.", -1)) {
                data.append(HexFormat.of().toHexDigits((byte) Integer.parseInt(number)));
            }
            return new Answer(name, A, data.toString());
        }

        static Answer txt(String name, String text) {
            return new Answer(name, TXT, HexFormat.of().formatHex(counted(text)));
        }

        static Answer cname(String name, String target) {
            return new Answer(name, CNAME, HexFormat.of().formatHex(wire(target)));
        }
    }

    private DnsPacket() {}

    /** A packet in hex, with names that are not compressed and a TTL of an hour. */
    static String write(List<Answer> answers) {
        HexFormat hex = HexFormat.of();
        StringBuilder packet =
                new StringBuilder("00008000" + "0000" + hex.toHexDigits((short) answers.size())).append("00000000");
        for (Answer answer : answers) {
            packet.append(hex.formatHex(wire(answer.name)))
                    .append(hex.toHexDigits((short) answer.type))
                    .append("0001" + "00000e10")
                    .append(hex.toHexDigits((short) (answer.data.length() / 2)))
                    .append(answer.data);
        }
        return packet.toString();
    }

    /** Reads a packet in hex; its header must be that of pkarr. */
    static List<Answer> read(String hex) {
        byte[] packet = HexFormat.of().parseHex(hex);
        int count = int16(packet, 6);
        String header = "00008000" + "0000" + HexFormat.of().toHexDigits((short) count) + "00000000";
        if (!hex.startsWith(header)) {
            throw new AssertionError("header of " + hex);
        }
        List<Answer> answers = new ArrayList<>();
        int at = HEADER;
        for (int i = 0; i < count; i++) {
            String name = name(packet, at);
            while (packet[at] > 0) {
                at += 1 + packet[at];
            }
            // The end of a name is a zero, or a pointer, which has two bytes.
            at += packet[at] == 0 ? 1 : 2;
            int length = int16(packet, at + 8);
            answers.add(
                    new Answer(name, int16(packet, at), HexFormat.of().formatHex(packet, at + 10, at + 10 + length)));
            at += 10 + length;
        }
        if (at != packet.length) {
            throw new AssertionError((packet.length - at) + " bytes too many in " + hex);
        }
        return answers;
    }

    private static String name(byte[] packet, int from) {
        List<String> labels = new ArrayList<>();
        int at = from;
        while (packet[at] != 0) {
            if (packet[at] < 0) {
                at = int16(packet, at) & 0x3fff;
            } else {
                labels.add(new String(packet, at + 1, packet[at], StandardCharsets.US_ASCII));
                at += 1 + packet[at];
            }
        }
        return String.join(".", labels);
    }

    private static byte[] wire(String name) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (String label : name.split("\\.", -1)) {
            wire.writeBytes(counted(label));
        }
        wire.write(0);
        return wire.toByteArray();
    }

    private static byte[] counted(String text) {
        byte[] bytes = (" " + text).getBytes(StandardCharsets.US_ASCII);
        bytes[0] = (byte) text.length();
        return bytes;
    }

    private static int int16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}
