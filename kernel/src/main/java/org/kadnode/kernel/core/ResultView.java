package org.kadnode.kernel.core;

import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.PublicKey;

/**
 * The kept addresses of a name, for people to look at.
 *
 * @param id the identifier of the name
 * @param done whether no search for it is under way
 * @param owner the key that must have proved the addresses; empty for a name that belongs to nobody
 * @param addresses the addresses, in the order found
 */
public record ResultView(Id id, boolean done, Optional<PublicKey> owner, List<Endpoint> addresses) {}
