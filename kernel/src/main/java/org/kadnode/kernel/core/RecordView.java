package org.kadnode.kernel.core;

import java.util.List;
import org.kadnode.kernel.core.model.RecordKey;
import org.kadnode.kernel.core.record.Resource;

/**
 * What the owner of a name has signed about it.
 *
 * @param record key and salt of the record
 * @param seq the number of the record; the larger of two is newer
 * @param exists whether the record has anything for the name or below it
 * @param resources the resource records of the name, whose names are those that people type
 */
public record RecordView(RecordKey record, long seq, boolean exists, List<Resource> resources) {}
