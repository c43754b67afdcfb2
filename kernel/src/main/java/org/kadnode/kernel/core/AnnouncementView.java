package org.kadnode.kernel.core;

import java.util.List;
import org.kadnode.kernel.core.naming.Name;

/**
 * How an announcement stands.
 *
 * @param name what is announced
 * @param port the port that is published
 * @param asked the ports that were asked for, perhaps none. Under a name with a key there may be several: they stand in its
 *     record
 * @param copies nodes that acknowledged the last round, all families together
 * @param nextAt when the next round starts, on the clock of {@link Node#handle}; {@link Long#MAX_VALUE}
 *     if none will
 * @param endsAt when it ends, likewise
 */
public record AnnouncementView(Name name, int port, List<Integer> asked, int copies, long nextAt, long endsAt) {}
