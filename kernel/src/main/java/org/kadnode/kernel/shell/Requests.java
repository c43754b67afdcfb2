package org.kadnode.kernel.shell;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kadnode.kernel.core.AnnouncementView;
import org.kadnode.kernel.core.Input;
import org.kadnode.kernel.core.Output;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.NodeEvent;
import org.kadnode.plugins.ResolvedAddress;

/** Who asked for what, and so who gets which output of the node. Loop thread only. */
final class Requests implements Loop.Audience {

    /** What the loop does beside telling those who asked. */
    interface JoinWatch {
        /** A family got its first node, or lost its last. */
        void changed(Family family, boolean joined);
    }

    private record Open(String name, LiveResolution resolution) {}

    private final Map<Long, Open> resolutions = new HashMap<>();
    private final Subscriptions subscriptions;
    private final NodeClock clock;
    private final JoinWatch joinWatch;
    private long lastTicket;

    Requests(Subscriptions subscriptions, NodeClock clock, JoinWatch joinWatch) {
        this.subscriptions = subscriptions;
        this.clock = clock;
        this.joinWatch = joinWatch;
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
        resolutions.put(input.ticket(), new Open(asked, resolution));
        turn.handle(input);
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
            case Output.Searching searching -> {
                Open open = resolutions.get(searching.ticket());
                if (open != null) {
                    open.resolution.progress(searching.progress());
                }
            }
            case Output.Refused refused -> resolutions.remove(refused.ticket());
            case Output.AnnouncementAdded added ->
                subscriptions.publish(new NodeEvent.AnnouncementAdded(announcement(added.announcement())));
            case Output.AnnouncementStored stored ->
                subscriptions.publish(new NodeEvent.AnnouncementStored(
                        announcement(stored.announcement()), stored.family(), stored.copies()));
            case Output.AnnouncementEnded ended ->
                subscriptions.publish(new NodeEvent.AnnouncementEnded(announcement(ended.announcement())));
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

    private void found(Output.Found found) {
        Open open = resolutions.get(found.ticket());
        if (open != null) {
            ResolvedAddress address = new ResolvedAddress(found.address().toSocketAddress(), found.proof());
            open.resolution.add(address);
            subscriptions.publish(new NodeEvent.AddressFound(open.name, address));
        }
    }
}
