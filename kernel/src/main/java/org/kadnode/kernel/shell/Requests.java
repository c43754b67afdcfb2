package org.kadnode.kernel.shell;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.kadnode.kernel.core.AnnouncementView;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Output;
import org.kadnode.kernel.core.OwnRecordView;
import org.kadnode.kernel.core.RecordView;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.NodeEvent;
import org.kadnode.plugins.ResolvedAddress;
import org.kadnode.plugins.ResourceRecord;
import org.kadnode.plugins.SignedData;

/** Who asked for what, and so who gets which output of the node. Loop thread only. */
final class Requests implements Loop.Audience {

    /** What the loop does beside telling those who asked. */
    interface JoinWatch {
        /** A family got its first node, or lost its last. */
        void changed(Family family, boolean joined);
    }

    private static final Logger LOG = System.getLogger(Requests.class.getName());

    /** A request, and whether it has to wait for its first address. */
    private static final class Open {
        private final String name;
        private final LiveResolution resolution;
        private OptionalLong searchingSince = OptionalLong.empty();

        Open(String name, LiveResolution resolution) {
            this.name = name;
            this.resolution = resolution;
        }
    }

    private final Map<Long, Open> resolutions = new HashMap<>();
    private final Subscriptions subscriptions;
    private final NodeClock clock;
    private final JoinWatch joinWatch;
    private final Tally tally;

    /** What the outputs for one input change, until all of them are there. */
    private final Map<LiveResolution, List<Runnable>> changes = new LinkedHashMap<>();

    /** Names whose records have no room for us, as the log was told. */
    private final Set<String> full = new HashSet<>();

    private long lastTicket;

    Requests(Subscriptions subscriptions, NodeClock clock, JoinWatch joinWatch, Tally tally) {
        this.subscriptions = subscriptions;
        this.clock = clock;
        this.joinWatch = joinWatch;
        this.tally = tally;
    }

    /** A number that no earlier request has. */
    long newTicket() {
        return ++lastTicket;
    }

    /**
     * Hands a resolve request to the node.
     *
     * @param asked the name as the caller wrote it; for a secret key, the public one
     * @return false if the node refused it
     */
    boolean resolve(Turn turn, String asked, Input.Resolve input, LiveResolution resolution) {
        Open open = new Open(asked, resolution);
        resolutions.put(input.ticket(), open);
        turn.handle(input);
        if (resolution.isEmpty()) {
            open.searchingSince = OptionalLong.of(clock.now());
        }
        return resolutions.containsKey(input.ticket());
    }

    /** Takes a request back. */
    void release(Turn turn, long ticket) {
        if (resolutions.remove(ticket) != null) {
            turn.handle(new Input.Release(ticket));
        }
    }

    /**
     * Hands an announcement to the node.
     *
     * @return the announcement as it begins; empty if the node refused it
     */
    Optional<Announcement> announce(Turn turn, Input.Announce input) {
        List<AnnouncementView> begun = new ArrayList<>(1);
        turn.handle(input, output -> {
            if (output instanceof Output.AnnouncementAdded added && added.ticket() == input.ticket()) {
                begun.add(added.announcement());
            }
        });
        return begun.stream().findFirst().map(this::announcement);
    }

    /** An announcement with times of day. */
    Announcement announcement(AnnouncementView view) {
        return new Announcement(
                view.name().text(),
                view.name().id().toString(),
                view.port(),
                view.asked(),
                view.copies(),
                clock.timeOfDay(view.nextAt()),
                clock.timeOfDay(view.endsAt()));
    }

    /** Ends all requests. */
    @Override
    public void end() {
        resolutions.values().forEach(open -> open.resolution.progress(Output.Progress.ENDED));
        resolutions.clear();
    }

    @Override
    public void accept(Output output) {
        switch (output) {
            case Output.Send send -> throw new IllegalArgumentException("the loop sends by itself: " + send);
            case Output.Found found -> found(found);
            case Output.Signed signed -> {
                Open open = resolutions.get(signed.ticket());
                if (open != null) {
                    later(open, () -> open.resolution.signed(signedData(signed.record())));
                }
            }
            case Output.Searching searching -> {
                Open open = resolutions.get(searching.ticket());
                if (open != null) {
                    later(open, () -> open.resolution.progress(searching.progress()));
                }
            }
            case Output.Unverified unverified -> {
                Open open = resolutions.get(unverified.ticket());
                if (open != null) {
                    later(open, () -> open.resolution.unverified(unverified.unverified()));
                }
            }
            case Output.Refused refused -> resolutions.remove(refused.ticket());
            case Output.AnnouncementAdded added ->
                subscriptions.publish(new NodeEvent.AnnouncementAdded(announcement(added.announcement())));
            case Output.AnnouncementStored stored -> {
                if (stored.copies() > 0) {
                    tally.announced(stored.family(), Instant.now());
                }
                subscriptions.publish(new NodeEvent.AnnouncementStored(
                        announcement(stored.announcement()), stored.family(), stored.copies()));
            }
            case Output.AnnouncementEnded ended ->
                subscriptions.publish(new NodeEvent.AnnouncementEnded(announcement(ended.announcement())));
            case Output.Forwarded forwarded ->
                subscriptions.publish(new NodeEvent.Forwarded(
                        forwarded.family(), forwarded.outside().map(Endpoint::toSocketAddress)));
            case Output.RecordStored stored -> recordStored(stored.record());
            case Output.Joined joined -> {
                joinWatch.changed(joined.family(), true);
                subscriptions.publish(new NodeEvent.Joined(joined.family()));
            }
            case Output.Lonely lonely -> {
                joinWatch.changed(lonely.family(), false);
                subscriptions.publish(new NodeEvent.Lonely(lonely.family()));
            }
        }
    }

    /** Whoever waits for the first address shall see all that came with it. */
    @Override
    public void handled() {
        if (!changes.isEmpty()) {
            changes.forEach(LiveResolution::together);
            changes.clear();
        }
    }

    private void later(Open open, Runnable change) {
        changes.computeIfAbsent(open.resolution, none -> new ArrayList<>()).add(change);
    }

    private static SignedData signedData(RecordView record) {
        return new SignedData(
                record.record().key().toZBase32(),
                record.seq(),
                record.exists(),
                record.resources().stream()
                        .map(each -> new ResourceRecord(
                                each.name(),
                                each.type(),
                                each.ttl(),
                                each.data().bytes()))
                        .toList());
    }

    /** Once each time that it begins: the next round finds it full again. */
    private void recordStored(OwnRecordView record) {
        String name = record.name().domain();
        if (record.full() && full.add(name)) {
            LOG.log(
                    Level.WARNING,
                    "The record of {0} has no room for this node: too many machines share it, or their zone is large",
                    name);
        } else if (!record.full()) {
            full.remove(name);
        }
        LOG.log(
                Level.DEBUG,
                "The record of {0} has number {1,number,#} and {2} copies",
                name,
                record.seq(),
                record.copies());
    }

    private void found(Output.Found found) {
        Open open = resolutions.get(found.ticket());
        if (open != null) {
            ResolvedAddress address = new ResolvedAddress(
                    found.address().toSocketAddress(), found.proof(), Duration.ofMillis(found.trust()));
            later(open, () -> open.resolution.add(address));
            open.searchingSince.ifPresent(since -> tally.found(clock.now() - since));
            open.searchingSince = OptionalLong.empty();
            subscriptions.publish(new NodeEvent.AddressFound(open.name, address));
        }
    }
}
