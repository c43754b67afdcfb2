package org.kadnode.kernel.core;

import org.kadnode.kernel.core.model.Limits;

/** {@link Limits} small enough to be reached in a test. */
public final class TestLimits {

    private static final Limits D = Limits.DEFAULT;

    private TestLimits() {}

    /** A store for few. */
    public static Limits smallStore(int identifiers, int peersPerIdentifier, int peers, int perSource) {
        return new Limits(
                D.bucketSize(),
                D.bucketReplacements(),
                D.transactions(),
                D.lookups(),
                D.lookupCandidates(),
                D.lookupQueries(),
                D.lookupParallel(),
                identifiers,
                peersPerIdentifier,
                peers,
                perSource,
                D.storedItems(),
                D.storedItemBytes(),
                D.storedItemsPerSource(),
                D.peersPerAnswer(),
                D.packetBytes(),
                D.announcements(),
                D.results(),
                D.resultAddresses(),
                D.watchers(),
                D.challenges(),
                D.challengesPerName(),
                D.blocked(),
                D.rateSources(),
                D.requestsPerSecond(),
                D.requestBurst());
    }

    /** A store for few items. */
    public static Limits smallItemStore(int items, int bytes, int perSource) {
        return new Limits(
                D.bucketSize(),
                D.bucketReplacements(),
                D.transactions(),
                D.lookups(),
                D.lookupCandidates(),
                D.lookupQueries(),
                D.lookupParallel(),
                D.storedIdentifiers(),
                D.storedPeersPerIdentifier(),
                D.storedPeers(),
                D.storedPeersPerSource(),
                items,
                bytes,
                perSource,
                D.peersPerAnswer(),
                D.packetBytes(),
                D.announcements(),
                D.results(),
                D.resultAddresses(),
                D.watchers(),
                D.challenges(),
                D.challengesPerName(),
                D.blocked(),
                D.rateSources(),
                D.requestsPerSecond(),
                D.requestBurst());
    }

    /** A node that few may ask and that remembers few names. */
    public static Limits smallNode(int announcements, int results, int resultAddresses, int watchers, int burst) {
        return new Limits(
                D.bucketSize(),
                D.bucketReplacements(),
                D.transactions(),
                D.lookups(),
                D.lookupCandidates(),
                D.lookupQueries(),
                D.lookupParallel(),
                D.storedIdentifiers(),
                D.storedPeersPerIdentifier(),
                D.storedPeers(),
                D.storedPeersPerSource(),
                D.storedItems(),
                D.storedItemBytes(),
                D.storedItemsPerSource(),
                D.peersPerAnswer(),
                D.packetBytes(),
                announcements,
                results,
                resultAddresses,
                watchers,
                D.challenges(),
                D.challengesPerName(),
                D.blocked(),
                D.rateSources(),
                D.requestsPerSecond(),
                burst);
    }
}
