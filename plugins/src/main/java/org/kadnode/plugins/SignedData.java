package org.kadnode.plugins;

import java.util.List;

/**
 * What the owner of a name has signed about it: the part for this name of the record under its key (BEP 44, pkarr).
 *
 * @param owner the public key, in z-base-32
 * @param seq the number of the record; of two the larger is newer, usually microseconds since 1970
 * @param exists whether the record has anything for the name or below it; if not, the owner says that there is no such
 *     name
 * @param records the resource records of the name itself; addresses that are handed out with {@link
 *     ResolvedAddress.Proof#RECORD} are among them
 */
public record SignedData(String owner, long seq, boolean exists, List<ResourceRecord> records) {

    /** Copies the list. */
    public SignedData {
        records = List.copyOf(records);
    }
}
