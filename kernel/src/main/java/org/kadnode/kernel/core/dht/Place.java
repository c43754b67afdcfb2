package org.kadnode.kernel.core.dht;

import java.util.OptionalLong;
import org.kadnode.kernel.core.krpc.NodeInfo;
import org.kadnode.kernel.core.model.Opaque;

/**
 * A node at which something may be stored for a while: it has answered a look-up with a token.
 *
 * @param node the node
 * @param token what it wants to see
 * @param seq the number of the item that it stores (BEP 44); empty if it stores none
 */
public record Place(NodeInfo node, Opaque token, OptionalLong seq) {}
