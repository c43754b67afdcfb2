package org.kadnode.kernel.core.dht;

import java.util.List;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;

/**
 * The peers that this node stores for an identifier on behalf of others.
 *
 * @param id the identifier
 * @param peers addresses announced for it
 */
public record StoredView(Id id, List<Endpoint> peers) {}
