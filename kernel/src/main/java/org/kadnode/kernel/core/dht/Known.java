package org.kadnode.kernel.core.dht;

import org.kadnode.kernel.core.krpc.NodeInfo;

/**
 * A node that a look-up can begin with.
 *
 * @param node the node
 * @param roundTrip how long its last answer took, in milliseconds; {@link Transactions#UNKNOWN} if it was only named by
 *     others
 */
record Known(NodeInfo node, long roundTrip) {}
