package org.kadnode.kernel.core.record;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kadnode.kernel.core.model.Opaque;

/**
 * RDATA, of which only the names matter here. In every type that has any, they stand alike:
 *
 * <pre>
 *   | fixed bytes | strings, each behind its length | names | anything |
 * </pre>
 *
 * @param head what stands before the names
 * @param names the names
 * @param tail what stands behind them
 */
record Rdata(Opaque head, List<DomainName> names, Opaque tail) {

    /**
     * Where the names are.
     *
     * @param fixed bytes before them
     * @param strings strings (RFC 1035, 3.3) between those bytes and them
     * @param names how many there are
     * @param compressed whether a packet may have them compressed
     */
    private record Form(int fixed, int strings, int names, boolean compressed) {}

    private static final Form PLAIN = new Form(0, 0, 0, false);
    private static final Form NAME = new Form(0, 0, 1, true);

    /**
     * The types with names (RFC 3597, 4, and later ones). Only those of RFC 1035 are compressed when written, and SRV,
     * which RFC 3597 has everybody read so: three names of a key would fill a fifth of a record.
     */
    private static final Map<Integer, Form> FORMS = Map.ofEntries(
            Map.entry(2, NAME), // NS
            Map.entry(3, NAME), // MD
            Map.entry(4, NAME), // MF
            Map.entry(Resource.CNAME, NAME),
            Map.entry(6, new Form(0, 0, 2, true)), // SOA
            Map.entry(7, NAME), // MB
            Map.entry(8, NAME), // MG
            Map.entry(9, NAME), // MR
            Map.entry(12, NAME), // PTR
            Map.entry(14, new Form(0, 0, 2, true)), // MINFO
            Map.entry(15, new Form(2, 0, 1, true)), // MX
            Map.entry(17, new Form(0, 0, 2, false)), // RP
            Map.entry(18, new Form(2, 0, 1, false)), // AFSDB
            Map.entry(21, new Form(2, 0, 1, false)), // RT
            Map.entry(23, new Form(0, 0, 1, false)), // NSAP-PTR
            Map.entry(24, new Form(18, 0, 1, false)), // SIG
            Map.entry(26, new Form(2, 0, 2, false)), // PX
            Map.entry(30, new Form(0, 0, 1, false)), // NXT
            Map.entry(Resource.SRV, new Form(6, 0, 1, true)),
            Map.entry(35, new Form(4, 3, 1, false)), // NAPTR
            Map.entry(36, new Form(2, 0, 1, false)), // KX
            Map.entry(39, new Form(0, 0, 1, false)), // DNAME
            Map.entry(46, new Form(18, 0, 1, false)), // RRSIG
            Map.entry(47, new Form(0, 0, 1, false)), // NSEC
            Map.entry(58, new Form(0, 0, 2, false)), // TALINK
            Map.entry(64, new Form(2, 0, 1, false)), // SVCB
            Map.entry(65, new Form(2, 0, 1, false)), // HTTPS
            Map.entry(107, new Form(2, 0, 1, false))); // LP

    /**
     * Reads RDATA; names may be compressed.
     *
     * @return the parts; empty if they are not all there, or an address has a wrong length
     */
    static Optional<Rdata> read(int type, byte[] packet, int from, int to) {
        if ((type == Resource.A && to - from != 4) || (type == Resource.AAAA && to - from != 16)) {
            return Optional.empty();
        }
        Form form = FORMS.getOrDefault(type, PLAIN);
        int at = from + form.fixed;
        for (int i = 0; i < form.strings && at < to; i++) {
            at += 1 + (packet[at] & 0xff);
        }
        if (at > to) {
            return Optional.empty();
        }
        int headEnd = at;
        List<DomainName> names = new ArrayList<>();
        for (int i = 0; i < form.names; i++) {
            Optional<DomainName.Read> read = DomainName.read(packet, at, to);
            if (read.isEmpty()) {
                return Optional.empty();
            }
            names.add(read.get().name());
            at = read.get().end();
        }
        return Optional.of(new Rdata(slice(packet, from, headEnd), names, slice(packet, at, to)));
    }

    /** Takes RDATA without compressed names apart. */
    static Optional<Rdata> of(Resource resource) {
        byte[] data = resource.data().bytes();
        return read(resource.type(), data, 0, data.length);
    }

    /** Whether a packet may have the names of a type compressed. */
    static boolean isCompressed(int type) {
        return FORMS.getOrDefault(type, PLAIN).compressed;
    }

    Rdata renamed(DomainName from, DomainName to) {
        return new Rdata(
                head, names.stream().map(name -> name.renamed(from, to)).toList(), tail);
    }

    /** All of it, names uncompressed. */
    Opaque bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.bytes());
        names.forEach(name -> bytes.writeBytes(name.wire()));
        bytes.writeBytes(tail.bytes());
        return Opaque.of(bytes.toByteArray());
    }

    private static Opaque slice(byte[] bytes, int from, int to) {
        return Opaque.of(Arrays.copyOfRange(bytes, from, to));
    }
}
