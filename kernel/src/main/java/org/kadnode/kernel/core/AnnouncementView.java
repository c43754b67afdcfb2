package org.kadnode.kernel.core;

import org.kadnode.kernel.core.naming.Name;

/**
 * How an announcement stands.
 *
 * @param name what is announced
 * @param port the port that is published
 * @param wish the port that was asked for; 0 if none was
 * @param copies nodes that acknowledged the last round, all families together
 * @param nextAt when the next round starts, on the clock of {@link Node#handle}; {@link Long#MAX_VALUE}
 *     if none will
 * @param endsAt when it ends, likewise
 */
public record AnnouncementView(Name name, int port, int wish, int copies, long nextAt, long endsAt) {}
