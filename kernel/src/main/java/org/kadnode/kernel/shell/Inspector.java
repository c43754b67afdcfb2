package org.kadnode.kernel.shell;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kadnode.kernel.core.Node;
import org.kadnode.kernel.core.dht.BucketView;
import org.kadnode.kernel.core.dht.LookupView;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;

/** Shows plugins what the node knows. Views are taken on the loop, one after the other, and turned into the contract's elsewhere. */
final class Inspector {

    /** Identifiers of one family that are told of. */
    private static final int MOST_STORED = 1000;

    private final LiveNode live;

    Inspector(LiveNode live) {
        this.live = live;
    }

    Inspection look() {
        List<Inspection.Contact> contacts = new ArrayList<>();
        List<Inspection.Search> searches = new ArrayList<>();
        for (Family family : live.families()) {
            List<BucketView> buckets = live.ask((node, now) -> node.buckets(family, now));
            for (int number = 0; number < buckets.size(); number++) {
                for (BucketView.ContactView each : buckets.get(number).contacts()) {
                    contacts.add(new Inspection.Contact(
                            family,
                            each.id().toString(),
                            each.endpoint().toSocketAddress(),
                            number,
                            standing(each.standing())));
                }
            }
            live.ask((node, now) -> node.lookups(family)).forEach(each -> searches.add(search(family, each)));
        }
        List<Address> blocked = live.ask((node, now) -> List.copyOf(node.blocked()));
        return new Inspection(
                contacts, searches, blocked.stream().map(Address::toInetAddress).toList());
    }

    List<Inspection.Stored> stored() {
        return live.families().stream()
                .flatMap(family -> live.ask((node, now) -> stored(node, family)).stream())
                .toList();
    }

    private static List<Inspection.Stored> stored(Node node, Family family) {
        return node.stored(family).stream()
                .limit(MOST_STORED)
                .map(each -> new Inspection.Stored(
                        family, each.id().toString(), each.peers().size()))
                .toList();
    }

    /** A search in the words of the contract. */
    static Inspection.Search search(Family family, LookupView view) {
        return new Inspection.Search(
                family,
                view.target().toString(),
                kind(view.kind()),
                view.announcing() != 0,
                view.done(),
                view.candidates().stream()
                        .map(each -> new Inspection.Candidate(
                                each.id().toString(),
                                each.endpoint().toSocketAddress(),
                                each.hops(),
                                each.queries(),
                                duration(each.asked()),
                                duration(each.replied()),
                                each.acknowledged()))
                        .toList());
    }

    private static Inspection.Kind kind(LookupView.Kind kind) {
        return switch (kind) {
            case NODES -> Inspection.Kind.NODES;
            case PEERS -> Inspection.Kind.PEERS;
            case ITEM -> Inspection.Kind.RECORD;
        };
    }

    private static Optional<Duration> duration(OptionalLong milliseconds) {
        return milliseconds.isPresent() ? Optional.of(Duration.ofMillis(milliseconds.getAsLong())) : Optional.empty();
    }

    private static Inspection.Standing standing(BucketView.Standing standing) {
        return switch (standing) {
            case GOOD -> Inspection.Standing.GOOD;
            case DUBIOUS -> Inspection.Standing.DUBIOUS;
            case BAD -> Inspection.Standing.BAD;
        };
    }
}
