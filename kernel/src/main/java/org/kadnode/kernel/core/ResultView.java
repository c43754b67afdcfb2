package org.kadnode.kernel.core;

import java.util.List;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;

/**
 * The kept addresses of a name, for people to look at.
 *
 * @param id the identifier of the name
 * @param done whether no search for it is under way
 * @param addresses the addresses, in the order found
 */
public record ResultView(Id id, boolean done, List<Endpoint> addresses) {}
