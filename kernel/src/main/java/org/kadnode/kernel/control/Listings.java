package org.kadnode.kernel.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.kadnode.kernel.core.AnnouncementView;
import org.kadnode.kernel.core.OwnRecordView;
import org.kadnode.kernel.core.ResultView;
import org.kadnode.kernel.core.dht.BucketView;
import org.kadnode.kernel.core.dht.LookupView;
import org.kadnode.kernel.core.dht.StoredView;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.shell.LiveNode;
import org.kadnode.plugins.Family;

/**
 * What the command {@code list} prints, in the form of KadNode 1.0. Views are taken from the node one
 * after the other, and become text on the thread of the caller: the loop has better things to do.
 */
final class Listings {

    /** What is said of a change that ends with the run. */
    static final String FORGETFUL = "This ends with the node, which has no folder to keep it in (--state-dir).";

    /** KadNode 1.0 forgets a search after 62 minutes; scripts that read its list of constants expect the line. */
    private static final int SEARCH_EXPIRY_SECONDS = 62 * 60;

    /**
     * Peers of a family that are shown. The node may store a quarter of a million, which as text would need more
     * memory than itself.
     */
    static final int MOST_PEERS = 10_000;

    private final LiveNode live;

    Listings(LiveNode live) {
        this.live = live;
    }

    List<String> buckets() {
        return perFamily((family, lines) -> {
            List<BucketView> buckets = live.ask((node, now) -> node.buckets(family, now));
            for (BucketView bucket : buckets) {
                lines.add(" Bucket: " + bucket.first());
                for (BucketView.ContactView contact : bucket.contacts()) {
                    lines.add("   Node: " + contact.id());
                    lines.add("    addr: " + contact.endpoint());
                    lines.add("    pinged: " + contact.failures());
                }
                lines.add("  Found " + bucket.contacts().size() + " nodes.");
            }
            lines.add(" Found " + buckets.size() + " buckets.");
        });
    }

    List<String> searches() {
        return perFamily((family, lines) -> {
            List<LookupView> lookups = live.ask((node, now) -> node.lookups(family));
            for (LookupView lookup : lookups) {
                lines.add(" Search: " + lookup.target());
                lines.add("  af: " + (family == Family.IPV4 ? "AF_INET" : "AF_INET6"));
                lines.add("  port: " + lookup.announcing());
                lines.add("  done: " + digit(lookup.done()));
                for (LookupView.CandidateView candidate : lookup.candidates()) {
                    lines.add("   Node: " + candidate.id());
                    lines.add("    addr: " + candidate.endpoint());
                    lines.add("    pinged: " + candidate.queries());
                    lines.add("    replied: " + digit(candidate.replied().isPresent()));
                    lines.add("    acked: " + digit(candidate.acknowledged()));
                }
                lines.add("  Found " + lookup.candidates().size() + " nodes.");
            }
            lines.add(" Found " + lookups.size() + " searches.");
        });
    }

    List<String> storage() {
        return perFamily((family, lines) -> {
            List<StoredView> stored = live.ask((node, now) -> node.stored(family));
            lines.addAll(storage(stored));
        });
    }

    static List<String> storage(List<StoredView> stored) {
        List<String> lines = new ArrayList<>();
        int room = MOST_PEERS;
        for (StoredView each : stored) {
            lines.add(" ID: " + each.id());
            int shown = Math.min(room, each.peers().size());
            room -= shown;
            each.peers().subList(0, shown).forEach(peer -> lines.add("   Peer: " + peer));
            if (shown < each.peers().size()) {
                lines.add("   (" + (each.peers().size() - shown) + " not shown)");
            }
            lines.add("  Found " + each.peers().size() + " peers.");
        }
        lines.add(" Found " + stored.size() + " stored hashes from received announcements.");
        return lines;
    }

    List<String> blacklist() {
        Set<Address> blocked = live.ask((node, now) -> Set.copyOf(node.blocked()));
        List<String> lines = new ArrayList<>();
        blocked.forEach(address -> lines.add(" " + new Endpoint(address, 0)));
        lines.add(" Found " + blocked.size() + " blacklisted addresses.");
        return lines;
    }

    static List<String> constants(Limits limits) {
        return List.of(
                "DHT_SEARCH_EXPIRE_TIME: " + SEARCH_EXPIRY_SECONDS,
                "DHT_MAX_SEARCHES: " + limits.lookups(),
                "DHT_MAX_HASHES: " + limits.storedIdentifiers(),
                "DHT_MAX_PEERS: " + limits.storedPeersPerIdentifier(),
                "DHT_MAX_BLACKLISTED: " + limits.blocked());
    }

    /** By their public halves: 1.0 showed the secret ones, to every user of the machine. */
    List<String> secretKeys() {
        return keys(
                "secret",
                live.naming().keys().entries().stream()
                        .filter(entry -> entry.secretKey().isPresent())
                        .toList());
    }

    /** Those of our own names as well: others who have the secret key are found under them, too. */
    List<String> publicKeys() {
        return keys("public", live.naming().keys().entries());
    }

    private static List<String> keys(String kind, List<KeyRing.Entry> entries) {
        List<String> lines = new ArrayList<>();
        lines.add("All " + kind + " keys:");
        for (KeyRing.Entry entry : entries) {
            lines.add("  pattern: '" + entry.pattern() + "'");
            lines.add("   public key: " + entry.publicKey());
        }
        lines.add(" Found " + entries.size() + " " + kind + " keys.");
        return lines;
    }

    List<String> values() {
        return live.ask((node, now) -> {
            List<String> lines = new ArrayList<>();
            lines.add("Announced values:");
            List<AnnouncementView> announcements = node.announcements().reversed();
            for (AnnouncementView each : announcements) {
                lines.add(" id: " + each.name().id());
                lines.add("  port: " + each.port());
                lines.add("  refresh: " + refresh(each, now));
                lines.add("  lifetime: "
                        + (each.endsAt() == Long.MAX_VALUE ? "infinite" : minutes(each.endsAt(), now) + " min left"));
                each.name().owner().ifPresent(key -> lines.add("  pkey: " + key));
                each.name().record().ifPresent(record -> lines.add("  record: " + record(node.records(), record)));
            }
            lines.add(" Found " + announcements.size() + " values.");
            return lines;
        });
    }

    private static String record(List<OwnRecordView> records, RecordName name) {
        return records.stream()
                .filter(each -> each.name().record().equals(name.record()))
                .map(each -> each.full()
                        ? "full"
                        : each.seq() < 0 ? "waiting" : each.seq() + ", " + each.copies() + " copies")
                .findFirst()
                .orElse("none");
    }

    List<String> results() {
        List<ResultView> results = live.ask((node, now) -> node.results(now));
        List<String> lines = new ArrayList<>();
        lines.add("Result buckets:");
        for (ResultView each : results) {
            lines.add(" id: " + each.id());
            lines.add("  done: " + digit(each.done()));
            each.owner().ifPresent(key -> lines.add("  pkey: " + key));
            each.signed().ifPresent(record -> lines.add("  record: " + record.seq()));
            for (ResultView.Proved address : each.addresses()) {
                lines.add("   addr: " + address.endpoint());
                if (each.owner().isPresent()) {
                    lines.add("    proof: " + address.proof().name().toLowerCase(Locale.ROOT));
                }
            }
            lines.add("  Found " + each.addresses().size() + " results.");
        }
        lines.add(" Found " + results.size() + " result buckets.");
        return lines;
    }

    /** One family after the other, with a heading only where there are two: 1.0 knew one at a time. */
    private List<String> perFamily(BiConsumer<Family, List<String>> listing) {
        List<String> lines = new ArrayList<>();
        Set<Family> families = live.families();
        for (Family family : families) {
            if (families.size() > 1) {
                lines.add(family.label() + ":");
            }
            listing.accept(family, lines);
        }
        return lines;
    }

    /** An endless announcement without a time for its next round waits for the first node. */
    private static String refresh(AnnouncementView announcement, long now) {
        long next = announcement.nextAt();
        if (next == Long.MAX_VALUE) {
            return announcement.endsAt() == Long.MAX_VALUE ? "now" : "never";
        }
        return next <= now ? "now" : "in " + minutes(next, now) + " min";
    }

    private static long minutes(long moment, long now) {
        return TimeUnit.MILLISECONDS.toMinutes(Math.max(0, moment - now));
    }

    private static int digit(boolean value) {
        return value ? 1 : 0;
    }
}
