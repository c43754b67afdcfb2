package org.kadnode.kernel.core;

import org.kadnode.kernel.core.naming.RecordName;

/**
 * How a record of ours stands.
 *
 * @param name which record
 * @param seq the number of what was published last; -1 for nothing yet
 * @param copies nodes that hold it, all families together
 * @param full whether there is no room for our entry beside those of other machines
 * @param nextAt when it is looked after again, on the clock of {@link Node#handle}; {@link Long#MAX_VALUE} while it waits
 *     for nodes, an address or the time of day
 */
public record OwnRecordView(RecordName name, long seq, int copies, boolean full, long nextAt) {}
