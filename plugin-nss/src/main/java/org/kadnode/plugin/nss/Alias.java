package org.kadnode.plugin.nss;

import java.io.IOException;
import java.util.Optional;
import org.kadnode.plugins.ResourceRecord;
import org.kadnode.plugins.SignedData;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Reads what an owner has signed: that a name stands for another one (CNAME, RFC 1034, section 3.6.2). */
final class Alias {

    private Alias() {}

    /** The name for which it stands, without a dot at its end; empty if it stands for itself. */
    static Optional<String> target(SignedData data) {
        return data.records().stream()
                .filter(each -> each.type() == Type.CNAME)
                .findFirst()
                .flatMap(Alias::name);
    }

    private static Optional<String> name(ResourceRecord record) {
        try {
            return Optional.of(new Name(record.data()).toString(true));
        } catch (IOException | RuntimeException malformed) {
            // Owners can sign anything.
            return Optional.empty();
        }
    }
}
