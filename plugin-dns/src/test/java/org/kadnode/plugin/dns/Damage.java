package org.kadnode.plugin.dns;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.xbill.DNS.DClass;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Queries that are almost sound. */
final class Damage {

    private Damage() {}

    static List<byte[]> seeds() {
        Message edns = Desk.query("foo.p2p", Type.AAAA);
        edns.addRecord(new OPTRecord(1232, 0, 0, 0, new GenericEDNSOption(10, new byte[8])), Section.ADDITIONAL);
        Message stuffed = Desk.query("foo.p2p", Type.TXT);
        Name name = Name.fromConstantString("foo.p2p.");
        stuffed.addRecord(new TXTRecord(name, DClass.IN, 1, "text"), Section.ANSWER);
        stuffed.addRecord(new TXTRecord(name, DClass.IN, 1, "text"), Section.AUTHORITY);
        return List.of(
                Desk.query("foo.p2p", Type.A).toWire(),
                Desk.query("p2p", Type.SOA).toWire(),
                Desk.query("a.very.long.name.with.many.labels.example.org", Type.ANY)
                        .toWire(),
                edns.toWire(),
                stuffed.toWire());
    }

    /** One to four changes: a bit flipped, a byte set, a piece cut off, doubled or overwritten by a compression pointer. */
    static byte[] damaged(byte[] whole, Random random) {
        byte[] query = whole.clone();
        for (int changes = 1 + random.nextInt(4); changes > 0 && query.length > 2; changes--) {
            int at = random.nextInt(query.length);
            switch (random.nextInt(5)) {
                case 0 -> query[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> query[at] = (byte) random.nextInt(256);
                case 2 -> query = Arrays.copyOf(query, at);
                case 3 -> {
                    byte[] longer = Arrays.copyOf(query, query.length + at);
                    System.arraycopy(query, 0, longer, query.length, at);
                    query = longer;
                }
                default -> {
                    query[at] = (byte) 0xc0;
                    query[(at + 1) % query.length] = (byte) random.nextInt(query.length);
                }
            }
        }
        return query;
    }
}
