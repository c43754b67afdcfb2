package org.kadnode.kernel.core.model;

/**
 * The bound of every table, queue and loop of the core, in one place. Whatever can be filled from the
 * network ends here.
 *
 * @param bucketSize contacts in a bucket, and nodes in an answer: the {@code k} of BEP 5
 * @param bucketReplacements contacts that wait for a place in a full bucket
 * @param transactions queries under way, one family
 * @param lookups look-ups under way, one family
 * @param lookupCandidates contacts that one look-up remembers
 * @param lookupQueries queries that one look-up sends, retransmissions not counted
 * @param lookupParallel queries of one look-up that are waited for at a time, late ones not counted: the alpha
 * @param atlasPages parts of all identifiers of which nodes are remembered to begin look-ups with, one family: a power of
 *     two; 0 to 4 for none
 * @param storedIdentifiers identifiers with stored peers, one family
 * @param storedPeersPerIdentifier peers stored for one identifier
 * @param storedPeers peers stored in all, one family
 * @param storedPeersPerSource peers that one source may announce, all identifiers together, one family
 * @param storedItems items stored (BEP 44), one family
 * @param storedItemBytes bytes of their values in all, one family
 * @param storedItemsPerSource items that one source may store, one family
 * @param peersPerAnswer peers in one answer, before the packet size cuts them
 * @param packetBytes payload of a packet we send (BEP 32); only the value of an item may go beyond
 * @param announcements names that the node announces
 * @param results names whose addresses are kept
 * @param resultAddresses addresses kept of one name, one per IP address
 * @param watchers resolve requests under way
 * @param challenges claims to names that are being verified
 * @param challengesPerName those of one name
 * @param blocked addresses on the blocklist
 * @param rateSources sources whose rates are kept
 * @param requestsPerSecond requests of one source answered per second, on average
 * @param requestBurst requests of one source answered at once
 */
public record Limits(
        int bucketSize,
        int bucketReplacements,
        int transactions,
        int lookups,
        int lookupCandidates,
        int lookupQueries,
        int lookupParallel,
        int atlasPages,
        int storedIdentifiers,
        int storedPeersPerIdentifier,
        int storedPeers,
        int storedPeersPerSource,
        int storedItems,
        int storedItemBytes,
        int storedItemsPerSource,
        int peersPerAnswer,
        int packetBytes,
        int announcements,
        int results,
        int resultAddresses,
        int watchers,
        int challenges,
        int challengesPerName,
        int blocked,
        int rateSources,
        int requestsPerSecond,
        int requestBurst) {

    /** What a node uses unless told otherwise. */
    public static final Limits DEFAULT = new Limits(
            /* bucketSize= */ 8,
            /* bucketReplacements= */ 8,
            /* transactions= */ 1024,
            /* lookups= */ 256,
            /* lookupCandidates= */ 128,
            /* lookupQueries= */ 200,
            /* lookupParallel= */ 10,
            /* atlasPages= */ 1024,
            /* storedIdentifiers= */ 16384,
            /* storedPeersPerIdentifier= */ 2048,
            /* storedPeers= */ 262_144,
            /* storedPeersPerSource= */ 1024,
            /* storedItems= */ 16384,
            /* storedItemBytes= */ 8_388_608,
            /* storedItemsPerSource= */ 512,
            /* peersPerAnswer= */ 50,
            /* packetBytes= */ 1024,
            /* announcements= */ 512,
            /* results= */ 2048,
            /* resultAddresses= */ 17,
            /* watchers= */ 4096,
            /* challenges= */ 1024,
            /* challengesPerName= */ 64,
            /* blocked= */ 500,
            /* rateSources= */ 4096,
            /* requestsPerSecond= */ 100,
            /* requestBurst= */ 400);

    /**
     * The same but for one bound.
     *
     * @param queries queries of one look-up that are waited for at a time, 1 or more: fewer cost less and take longer
     * @return new limits
     */
    public Limits withLookupParallel(int queries) {
        return new Limits(
                bucketSize,
                bucketReplacements,
                transactions,
                lookups,
                lookupCandidates,
                lookupQueries,
                queries,
                atlasPages,
                storedIdentifiers,
                storedPeersPerIdentifier,
                storedPeers,
                storedPeersPerSource,
                storedItems,
                storedItemBytes,
                storedItemsPerSource,
                peersPerAnswer,
                packetBytes,
                announcements,
                results,
                resultAddresses,
                watchers,
                challenges,
                challengesPerName,
                blocked,
                rateSources,
                requestsPerSecond,
                requestBurst);
    }
}
