package org.kadnode.kernel.core;

import org.kadnode.kernel.core.dht.LookupView;
import org.kadnode.plugins.Family;

/**
 * One of the searches for a name, for people to look at.
 *
 * @param family in which of the DHTs
 * @param lookup how it stands, or stood when it ended
 */
public record SearchView(Family family, LookupView lookup) {}
