package org.kadnode.kernel.core.record;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kadnode.kernel.core.model.Opaque;

/**
 * The DNS packet of a record (RFC 1035, 4): an answer to no question.
 *
 * <pre>
 *   | id: 2 | flags: 2 | questions: 2 | answers: 2 | 0: 4 |        12 bytes; we write id 0, flags 8000, no questions
 *   | name | type: 2 | class: 2 | TTL: 4 | length: 2 | RDATA |     each answer
 * </pre>
 */
final class Packet {

    private static final int HEADER = 12;
    private static final int AROUND_QUESTION = 4;
    private static final int BEFORE_RDATA = 10;
    private static final int REPLY = 0x8000;
    private static final int IN = 1;
    /** A pointer has 14 bits. */
    private static final int FARTHEST_POINTER = 0x3fff;

    private Packet() {}

    /**
     * Reads the answers. Those of another class, of types that are questions or belong to a message (RFC 6895, 3.1), and
     * those with malformed RDATA are left out.
     *
     * @param packet any bytes; work and memory are bounded by their length
     * @return the answers; empty if the packet ends too early or a name in front of an answer is malformed
     */
    static Optional<List<Resource>> decode(byte[] packet) {
        if (packet.length < HEADER) {
            return Optional.empty();
        }
        int at = HEADER;
        for (int questions = int16(packet, 4); questions > 0; questions--) {
            Optional<DomainName.Read> name = DomainName.read(packet, at, packet.length);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            at = name.get().end() + AROUND_QUESTION;
        }
        List<Resource> resources = new ArrayList<>();
        for (int answers = int16(packet, 6); answers > 0; answers--) {
            Optional<DomainName.Read> name = DomainName.read(packet, at, packet.length);
            if (name.isEmpty() || packet.length - name.get().end() < BEFORE_RDATA) {
                return Optional.empty();
            }
            int fields = name.get().end();
            int from = fields + BEFORE_RDATA;
            int to = from + int16(packet, fields + 8);
            if (to > packet.length) {
                return Optional.empty();
            }
            int type = int16(packet, fields);
            if (int16(packet, fields + 2) == IN && isData(type)) {
                String owner = name.get().name().lowerCase().text();
                long ttl = (long) int16(packet, fields + 4) << 16 | int16(packet, fields + 6);
                // A TTL with the first bit set is 0 (RFC 2181, 8).
                long kept = ttl > Integer.MAX_VALUE ? 0 : ttl;
                Rdata.read(type, packet, from, to)
                        .ifPresent(data -> resources.add(new Resource(owner, type, kept, data.bytes())));
            }
            at = to;
        }
        return Optional.of(resources);
    }

    /** Neither no type, nor that of a question, nor one of the message itself (OPT). */
    static boolean isData(int type) {
        return type != 0 && type != 41 && (type < 128 || type > 255);
    }

    private static int int16(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    /**
     * Writes a packet.
     *
     * @param answers in the order in which they shall stand
     * @param longest how many bytes there are for it
     * @return the packet; empty if it would be longer, or a record has no proper name or RDATA
     */
    static Optional<byte[]> encode(List<Resource> answers, int longest) {
        Writer writer = new Writer();
        writer.int16(0).int16(REPLY).int16(0).int16(answers.size()).int16(0).int16(0);
        for (Resource answer : answers) {
            Optional<DomainName> name = DomainName.parse(answer.name());
            Optional<Rdata> data = Rdata.of(answer);
            if (name.isEmpty() || data.isEmpty() || writer.out.size() > longest) {
                return Optional.empty();
            }
            writer.name(name.get(), true);
            writer.int16(answer.type()).int16(IN);
            writer.int16((int) (answer.ttl() >>> 16)).int16((int) answer.ttl());
            writer.rdata(answer.type(), data.get());
        }
        return writer.out.size() <= longest ? Optional.of(writer.out.toByteArray()) : Optional.empty();
    }

    /** Bytes so far, and where in them which name begins. */
    private static final class Writer {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final Map<Opaque, Integer> names = new HashMap<>();

        Writer int16(int value) {
            out.write(value >>> 8);
            out.write(value);
            return this;
        }

        void name(DomainName name, boolean compressed) {
            writeName(out, name, compressed, out.size());
        }

        void rdata(int type, Rdata data) {
            ByteArrayOutputStream written = new ByteArrayOutputStream();
            written.writeBytes(data.head().bytes());
            for (DomainName name : data.names()) {
                writeName(written, name, Rdata.isCompressed(type), out.size() + 2 + written.size());
            }
            written.writeBytes(data.tail().bytes());
            int16(written.size());
            out.writeBytes(written.toByteArray());
        }

        /** Writes to {@code to} what will stand at {@code position} of the packet. */
        private void writeName(ByteArrayOutputStream to, DomainName name, boolean compressed, int position) {
            byte[] wire = name.wire();
            int at = 0;
            while (wire[at] != 0) {
                Opaque rest = Opaque.of(Arrays.copyOfRange(wire, at, wire.length));
                Integer known = names.get(rest);
                if (known != null && compressed) {
                    to.write(0xc0 | known >>> 8);
                    to.write(known);
                    return;
                }
                if (position + at <= FARTHEST_POINTER) {
                    names.putIfAbsent(rest, position + at);
                }
                to.write(wire, at, 1 + wire[at]);
                at += 1 + wire[at];
            }
            to.write(0);
        }
    }
}
