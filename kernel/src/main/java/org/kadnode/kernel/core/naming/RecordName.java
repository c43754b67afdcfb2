package org.kadnode.kernel.core.naming;

import org.kadnode.kernel.core.model.RecordKey;

/**
 * Which record has what the owner of a name says about it, and which part of that record is for the name.
 *
 * <pre>
 *   typed            record of       origin           domain           labels
 *   KEY.p2p          KEY             KEY              KEY.p2p
 *   www.KEY.p2p      KEY             KEY              KEY.p2p          www
 *   www.KEY          KEY             KEY              KEY              www
 *   node1.p2p        KEY, "node1"    node1.KEY        node1.p2p                 with a key for node1 or *
 *   www.node1.p2p    KEY, "node1"    node1.KEY        node1.p2p        www      with a key for node1
 * </pre>
 *
 * @param record key and salt of the record
 * @param origin what all names in the record end with, without the final dot; ends with the key in z-base-32 (pkarr)
 * @param domain what people type for the origin, without the final dot
 * @param labels what stands before it, e.g. {@code www}; empty for the name that the record is named after
 */
public record RecordName(RecordKey record, String origin, String domain, String labels) {

    /**
     * The name as people type it.
     *
     * @return a host name with the top level domain, without the final dot; never the secret key
     */
    public String hostName() {
        return labels.isEmpty() ? domain : labels + "." + domain;
    }

    /**
     * The name as it stands in the record.
     *
     * @return an absolute name without the final dot
     */
    public String inRecord() {
        return labels.isEmpty() ? origin : labels + "." + origin;
    }
}
