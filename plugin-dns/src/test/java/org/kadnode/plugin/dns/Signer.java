package org.kadnode.plugin.dns;

import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.kadnode.plugins.ResourceRecord;
import org.kadnode.plugins.SignedData;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Signed data as the kernel hands it out, written in the words of a zone file. */
final class Signer {

    /** The key of 32 zero bytes as seed, from the vectors of pkarr. */
    static final String KEY = "8pinxxgqs41n4aididenw5apqp1urfmzdztr8jt4abrkdn435ewo";

    private Signer() {}

    /** A name that has records. */
    static SignedData says(ResourceRecord... records) {
        return new SignedData(KEY, 1, true, List.of(records));
    }

    /** A name that the owner does not know. */
    static SignedData nothing() {
        return new SignedData(KEY, 1, false, List.of());
    }

    /** A record as in a zone file, {@code 30 TXT bar}. */
    static ResourceRecord record(String line) {
        String[] words = line.split(" ", 3);
        int type = Type.value(words[1]);
        try {
            Record read = Record.fromString(Name.root, type, DClass.IN, 0, words[2], Name.root);
            byte[] whole = read.toWire(Section.ANSWER);
            // Behind the name of the root, type, class, lifetime and length.
            return raw(Long.parseLong(words[0]), type, Arrays.copyOfRange(whole, 11, whole.length));
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    static ResourceRecord raw(long ttl, int type, String hex) {
        return raw(ttl, type, HexFormat.of().parseHex(hex));
    }

    private static ResourceRecord raw(long ttl, int type, byte[] data) {
        return new ResourceRecord("owner." + KEY, type, ttl, data);
    }
}
