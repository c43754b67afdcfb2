package org.kadnode.kernel.core.krpc;

import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.plugins.Family;

/**
 * A node as an answer names it (BEP 5 "compact node info", BEP 32 {@code nodes6}).
 *
 * <pre>
 *   | id: 20 bytes | address: 4 or 16 bytes | port: 2 bytes |
 * </pre>
 *
 * @param id the node's id, as claimed
 * @param endpoint where it is, as claimed
 */
public record NodeInfo(Id id, Endpoint endpoint) {

    /**
     * The length of the compact form.
     *
     * @param family the family
     * @return 26 or 38 bytes
     */
    static int compactLength(Family family) {
        return Id.LENGTH + Endpoint.compactLength(family);
    }
}
