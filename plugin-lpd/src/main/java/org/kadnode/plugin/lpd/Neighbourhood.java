package org.kadnode.plugin.lpd;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.NodeStatus.FamilyStatus;
import org.kadnode.plugins.StatusLine;

/**
 * One group and all who are heard there: joins it on the interfaces that this machine has at the moment, calls when it is
 * time, and lets the node meet who calls.
 *
 * <p>Its lock guards all state; the thread that reads and the one that looks take it in turn.
 */
final class Neighbourhood {

    /** Callers are met within this time, so that a hundred nodes do not ping one at the same moment. */
    static final Duration LATEST_MEETING = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(Neighbourhood.class.getName());

    private final KadNode node;
    private final Group group;
    private final LinkSource linkSource;
    private final String cookie;
    private final RandomGenerator random;
    private final Counters counters;
    private final Rhythm rhythm;
    private final Reception reception;

    /** When each of our addresses called; those that are gone stay for as long as they must not call again. */
    private final Map<InetAddress, Duration> called = new HashMap<>();

    private List<Link> links = List.of();
    private Optional<Membership> membership = Optional.empty();
    private int ownPort;
    private boolean lonely;
    private boolean closed;

    /** Tells what interfaces there are. */
    @FunctionalInterface
    interface LinkSource {
        List<Link> links() throws IOException;
    }

    Neighbourhood(
            KadNode node,
            Group group,
            LinkSource linkSource,
            String cookie,
            RandomGenerator random,
            Counters counters) {
        this.node = node;
        this.group = group;
        this.linkSource = linkSource;
        this.cookie = cookie;
        this.random = random;
        this.counters = counters;
        this.rhythm = new Rhythm(random);
        this.reception = new Reception(cookie);
    }

    /**
     * Follows changes of the interfaces, and calls if it is time. To be called at the start and every few seconds.
     *
     * @throws IOException if the group's port is taken by a program that does not share it
     */
    synchronized void look() throws IOException {
        if (closed || !learnOwnStatus()) {
            return;
        }
        links = linkSource.links().stream()
                .filter(link -> link.has(group.family()))
                .toList();
        follow();
        Duration now = node.tasks().now();
        call(now, rhythm.isDue(now, lonely));
    }

    /** False if the node takes no part in the group's family, or ends. */
    private boolean learnOwnStatus() {
        try {
            for (FamilyStatus each : node.status().families()) {
                if (each.family() == group.family()) {
                    ownPort = each.boundTo().getPort();
                    lonely = each.nodes() == 0;
                    return true;
                }
            }
            return false;
        } catch (KadNodeException ending) {
            return false;
        }
    }

    private void follow() throws IOException {
        List<Link> wanted = reception.listens(node.tasks().now()) ? links : List.of();
        if (membership.map(Membership::links).orElse(List.of()).equals(wanted)) {
            membership.ifPresent(Membership::joinWhereRefused);
            return;
        }
        leave();
        if (!wanted.isEmpty()) {
            Membership begun = Membership.join(group, wanted);
            membership = Optional.of(begun);
            node.tasks().start("lpd " + group, () -> listen(begun));
        }
    }

    private void leave() throws IOException {
        Optional<Membership> last = membership;
        membership = Optional.empty();
        if (last.isPresent()) {
            last.get().close();
        }
    }

    private void listen(Membership begun) throws IOException {
        try {
            begun.listen(this::hear);
        } catch (ClosedChannelException replaced) {
            // By follow() or close().
        }
    }

    private synchronized void hear(InetSocketAddress source, byte[] datagram, int length) {
        if (closed) {
            return;
        }
        Duration now = node.tasks().now();
        boolean listened = reception.listens(now);
        Optional<SearchMessage> message = SearchMessage.parse(datagram, length);
        Verdict verdict = reception.heard(now, source, message, links, ownPort);
        counters.heard(verdict);
        switch (verdict) {
            case MET -> {
                rhythm.relieved();
                message.ifPresent(said -> meetSoon(new InetSocketAddress(source.getAddress(), said.port())));
            }
            case REPEATED -> rhythm.relieved();
            case UNREACHABLE ->
                rhythm.invited(now).ifPresent(delay -> node.tasks().after("lpd answer", delay, this::answer));
            case FLOOD -> {
                if (listened) {
                    stopListening();
                }
            }
            case EXCESSIVE, OWN, MALFORMED, STRANGE -> {}
        }
    }

    private void stopListening() {
        LOG.log(
                Level.WARNING,
                "LPD: more than {0} messages in {1} minutes at {2}; not listening there for as long",
                Reception.MOST_MESSAGES,
                Reception.WINDOW.toMinutes(),
                group);
        try {
            leave();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "LPD: leaving {0}: {1}", group, e.getMessage());
        }
    }

    /** Whoever is alone himself does not wait. */
    private void meetSoon(InetSocketAddress neighbour) {
        Duration delay = lonely ? Duration.ZERO : Duration.ofMillis(random.nextLong(LATEST_MEETING.toMillis()));
        node.tasks().after("lpd meet", delay, () -> {
            LOG.log(Level.DEBUG, "LPD: meeting {0}", neighbour);
            try {
                node.meet(neighbour);
            } catch (KadNodeException busyOrClosed) {
                LOG.log(Level.DEBUG, "LPD: {0} is not met: {1}", neighbour, busyOrClosed.getMessage());
            }
        });
    }

    private synchronized void answer() {
        Duration now = node.tasks().now();
        if (!closed && rhythm.answers(now)) {
            call(now, true);
        }
    }

    /** Calls from all addresses, or only from those that are new here. */
    private void call(Duration now, boolean fromAll) {
        List<Origin> origins = links.stream()
                .flatMap(link -> link.origins(group.family()).stream())
                .toList();
        called.entrySet()
                .removeIf(each -> now.compareTo(each.getValue().plus(Rhythm.SHORTEST_GAP)) >= 0
                        && origins.stream().noneMatch(origin -> origin.address().equals(each.getKey())));
        byte[] datagram = new SearchMessage(ownPort, Optional.of(cookie)).encode(group);
        for (Origin origin : origins) {
            if (fromAll || !called.containsKey(origin.address())) {
                try {
                    origin.send(datagram, group);
                    counters.sent.increment();
                    called.put(origin.address(), now);
                } catch (IOException notReady) {
                    // A new address cannot be used yet; an interface is just going. The next look tries again.
                    LOG.log(Level.DEBUG, "LPD: cannot call {0} from {1}: {2}", group, origin, notReady.getMessage());
                }
            }
        }
    }

    synchronized StatusLine statusLine() {
        String where = membership.map(Membership::joined).orElse(List.of()).stream()
                .map(Link::name)
                .collect(Collectors.joining(", "));
        String silent = reception.listens(node.tasks().now()) ? "no interface" : "too many messages, not listening";
        return new StatusLine("LPD " + group, where.isEmpty() ? silent : where);
    }

    synchronized void close() throws IOException {
        closed = true;
        leave();
    }
}
