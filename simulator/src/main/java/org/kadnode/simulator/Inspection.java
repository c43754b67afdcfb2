package org.kadnode.simulator;

import java.util.List;
import org.kadnode.kernel.core.Counters;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.ResultView;
import org.kadnode.kernel.core.dht.BucketView;
import org.kadnode.kernel.core.dht.BucketView.ContactView;
import org.kadnode.kernel.core.dht.DhtView;
import org.kadnode.kernel.core.dht.LookupView;
import org.kadnode.kernel.core.dht.StoredView;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.plugins.Family;
import org.kadnode.simulator.Swarm.Resident;

/** Looks into every node at its end: whether its tables keep their {@link Limits}, and how full they are. */
final class Inspection {

    private final World world;
    private final Sample contacts = new Sample();
    private final Sample goodContacts = new Sample();
    private final Sample storedPeers = new Sample();
    private final Sample lookups = new Sample();
    private long nodes;
    private long limited;
    private long unasked;

    /**
     * An inspection that has seen nothing.
     *
     * @param world takes what is wrong
     */
    Inspection(World world) {
        this.world = world;
    }

    /**
     * Looks at a node that leaves before the end of the run.
     *
     * @param now the virtual time, in milliseconds
     * @param resident the node
     */
    void leaving(long now, Resident resident) {
        Node node = resident.node();
        for (Family family : node.config().families()) {
            checkTables(now, resident, family);
        }
        checkNames(now, resident);
        checkCounters(now, resident);
    }

    /**
     * Looks at a node at the end of the run; only these are in the {@link Tables}.
     *
     * @param now the virtual time, in milliseconds
     * @param resident the node
     */
    void staying(long now, Resident resident) {
        leaving(now, resident);
        for (Family family : resident.node().config().families()) {
            DhtView dht = resident.node().dht(family, now);
            contacts.add(dht.nodes());
            goodContacts.add(dht.goodNodes());
            storedPeers.add(dht.storedPeers());
            lookups.add(dht.completedLookups());
        }
    }

    /**
     * How full the tables are.
     *
     * @return what was seen so far
     */
    Tables tables() {
        return new Tables(contacts, goodContacts, storedPeers, lookups, nodes, limited, unasked);
    }

    private void checkTables(long now, Resident resident, Family family) {
        Node node = resident.node();
        Limits limits = world.limits();
        int inBuckets = 0;
        for (BucketView bucket : node.buckets(family, now)) {
            inBuckets += bucket.contacts().size();
            atMost(now, resident, "contacts in a bucket", bucket.contacts().size(), limits.bucketSize());
            for (ContactView contact : bucket.contacts()) {
                if (contact.endpoint().family() != family
                        || contact.id().equals(node.dht(family, now).id())) {
                    world.checks().violated(now, "%s has a wrong contact: %s".formatted(resident.host(), contact));
                }
            }
        }
        DhtView dht = node.dht(family, now);
        atMost(now, resident, "contacts", dht.nodes(), Math.min(inBuckets, limits.bucketSize() * Id.BITS));
        atMost(now, resident, "good contacts", dht.goodNodes(), dht.nodes());
        atMost(now, resident, "look-ups", dht.activeLookups(), limits.lookups());
        for (LookupView lookup : node.lookups(family)) {
            atMost(now, resident, "candidates", lookup.candidates().size(), limits.lookupCandidates());
        }
        List<StoredView> stored = node.stored(family);
        atMost(now, resident, "stored identifiers", stored.size(), limits.storedIdentifiers());
        atMost(now, resident, "stored peers", dht.storedPeers(), limits.storedPeers());
        atMost(now, resident, "stored items", dht.storedItems(), limits.storedItems());
        atMost(now, resident, "bytes of stored items", dht.storedItemBytes(), limits.storedItemBytes());
        for (StoredView identifier : stored) {
            atMost(
                    now,
                    resident,
                    "peers of an identifier",
                    identifier.peers().size(),
                    limits.storedPeersPerIdentifier());
        }
    }

    private void checkNames(long now, Resident resident) {
        Node node = resident.node();
        Limits limits = world.limits();
        atMost(now, resident, "announcements", node.announcements().size(), limits.announcements());
        atMost(now, resident, "blocked addresses", node.blocked().size(), limits.blocked());
        List<ResultView> results = node.results(now);
        atMost(now, resident, "results", results.size(), limits.results());
        for (ResultView result : results) {
            atMost(now, resident, "addresses of a name", result.addresses().size(), limits.resultAddresses());
        }
    }

    private void checkCounters(long now, Resident resident) {
        Counters counters = resident.node().counters();
        nodes++;
        limited += counters.limited();
        unasked += counters.unasked();
        // Nobody here sends anything else than what the core itself wrote, from addresses like any other.
        atMost(now, resident, "garbage received", counters.garbage(), 0);
        atMost(now, resident, "packets from blocked addresses", counters.blocked(), 0);
    }

    private void atMost(long now, Resident resident, String what, long size, long limit) {
        if (size > limit) {
            world.checks().violated(now, "%s: %s: %d of at most %d".formatted(resident.host(), what, size, limit));
        }
    }

    /**
     * How full the tables of all nodes are.
     *
     * @param contacts contacts in each routing table at the end of the run
     * @param goodContacts those that are good
     * @param storedPeers peers in each store at the end of the run
     * @param lookups look-ups that each node ended, in each family
     * @param nodes nodes that were there at all
     * @param limited requests that nodes dropped because one source sent too many
     * @param unasked replies that came too late, or twice
     */
    record Tables(
            Sample contacts,
            Sample goodContacts,
            Sample storedPeers,
            Sample lookups,
            long nodes,
            long limited,
            long unasked) {}
}
