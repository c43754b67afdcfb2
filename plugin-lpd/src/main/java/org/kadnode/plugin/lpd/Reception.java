package org.kadnode.plugin.lpd;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who of those who call in one group is met. Everything received is hostile, so that all here is bounded: a node is met
 * twice a minute, an address at a few ports, and when more than 100 messages come within 5 minutes we stop to listen, as
 * KadNode 1.0 does; but only for 5 minutes.
 *
 * <p>Times are those of {@link org.kadnode.plugins.Tasks#now}. One thread at a time.
 */
final class Reception {

    /** Messages that are heard within one {@link #WINDOW}. It also bounds what is remembered. */
    static final int MOST_MESSAGES = 100;

    static final Duration WINDOW = Duration.ofMinutes(5);

    /** Meetings with one address within one {@link #WINDOW}. More nodes than that on one machine find each other by one. */
    static final int MOST_MEETINGS = 8;

    /** For how long a node that was met is not met again. Below the {@link Rhythm#SHORTEST_GAP} between two calls. */
    static final Duration REST = Duration.ofSeconds(30);

    private final String cookie;
    private final Map<InetSocketAddress, Duration> met = new HashMap<>();
    private final Map<InetAddress, Integer> meetings = new HashMap<>();
    private Duration windowEnd = Duration.ZERO;
    private int messages;
    private Optional<Duration> deafUntil = Optional.empty();

    /**
     * One that has heard nothing.
     *
     * @param cookie that of our own messages
     */
    Reception(String cookie) {
        this.cookie = cookie;
    }

    /**
     * Decides about a datagram.
     *
     * @param source whence it came
     * @param message what it says; empty if it is malformed
     * @param links our interfaces
     * @param ownPort the port of our DHT
     */
    Verdict heard(
            Duration now, InetSocketAddress source, Optional<SearchMessage> message, List<Link> links, int ownPort) {
        InetAddress address = source.getAddress();
        if (!Link.needsInterface(address)
                && links.stream()
                        .flatMap(link -> link.addresses().stream())
                        .noneMatch(each -> each.contains(address))) {
            return Verdict.STRANGE;
        }
        if (message.filter(said -> isOwn(address, said, links, ownPort)).isPresent()) {
            return Verdict.OWN;
        }
        if (!listens(now) || !isWithinBudget(now)) {
            return Verdict.FLOOD;
        }
        if (message.isEmpty()) {
            return Verdict.MALFORMED;
        }
        return Link.needsInterface(address)
                ? Verdict.UNREACHABLE
                : meeting(now, new InetSocketAddress(address, message.get().port()));
    }

    private boolean isOwn(InetAddress source, SearchMessage message, List<Link> links, int ownPort) {
        boolean hasOurCookie = message.cookie().filter(cookie::equals).isPresent();
        boolean isOurAddress = links.stream()
                .flatMap(link -> link.addresses().stream())
                .anyMatch(each -> each.own().equals(source));
        return hasOurCookie || (isOurAddress && message.port() == ownPort);
    }

    private boolean isWithinBudget(Duration now) {
        if (now.compareTo(windowEnd) >= 0) {
            windowEnd = now.plus(WINDOW);
            messages = 0;
            meetings.clear();
            met.values().removeIf(at -> now.compareTo(at.plus(REST)) >= 0);
        }
        messages++;
        if (messages > MOST_MESSAGES) {
            deafUntil = Optional.of(now.plus(WINDOW));
        }
        return messages <= MOST_MESSAGES;
    }

    private Verdict meeting(Duration now, InetSocketAddress node) {
        Optional<Duration> before = Optional.ofNullable(met.get(node));
        if (before.filter(at -> now.compareTo(at.plus(REST)) < 0).isPresent()) {
            return Verdict.REPEATED;
        }
        if (meetings.merge(node.getAddress(), 1, Integer::sum) > MOST_MEETINGS) {
            return Verdict.EXCESSIVE;
        }
        met.put(node, now);
        return Verdict.MET;
    }

    /** Whether we listen: false from the first message that is too many until 5 minutes later. */
    boolean listens(Duration now) {
        return deafUntil.filter(until -> now.compareTo(until) < 0).isEmpty();
    }
}
