package org.kadnode.plugin.portfwd;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * What one gateway is asked, and when: from the search for a protocol that it speaks to the renewal of each port. It is told
 * the time, which ports are wanted and what came of each request, and touches nothing. One request is under way at a time.
 *
 * <pre>
 *             next protocol answers            3 requests without an answer
 *   SEARCHING ---------------------> SPEAKING ------------------------------> SEARCHING
 *      |   ^                            |
 *      |   `--- it grants no port ------'
 *      `--- after the last one: rests for 30 s, 1 min, ... 30 min, then searches again
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class Course {

    /** Ports that are forwarded at most. */
    static final int MOST_PORTS = 64;

    /** Before a request without an answer, or a search in vain, is repeated; after a search each time twice as long. */
    static final Duration RETRY = Duration.ofSeconds(30);

    static final Duration LONGEST_REST = Duration.ofMinutes(30);

    /** Requests in a row without an answer until it is asked which protocols there are. */
    static final int MOST_MISSED = 3;

    /** How long a port that the gateway has lost counts as forwarded while it is asked for again. */
    private static final Duration MOMENT = Duration.ofSeconds(15);

    /** Between two requests for a port that was refused, at least. */
    private static final Duration REFUSED_AGAIN = Duration.ofMinutes(2);

    private static final Duration SHORTEST_RENEWAL = Duration.ofSeconds(5);

    /** What gateways promise beyond is not relied upon (RFC 6887, section 15). */
    private static final Duration LONGEST_LIFETIME = Duration.ofHours(24);

    /**
     * How to go about it.
     *
     * @param protocols what to try, in this order
     * @param lifetime for how long to ask
     * @param renewal after what time to ask again, shorter than the lifetime
     * @param check how often to look whether the gateway still knows
     */
    record Habits(List<Protocol> protocols, Duration lifetime, Duration renewal, Duration check) {}

    private final Habits habits;
    private final RandomGenerator random;
    private final Map<InsidePort, Mapping> mappings = new LinkedHashMap<>();
    private final Deque<Request.Close> closing = new ArrayDeque<>();
    private Epoch epoch = new Epoch();

    // The search.
    private Optional<Protocol> speaking = Optional.empty();
    private int candidate;
    private final List<String> reasons = new ArrayList<>();
    private Optional<String> failure = Optional.empty();
    private Duration searchAt;
    private Duration rest;

    // What the gateway has told.
    private Duration checkAt = Duration.ZERO;
    /** Until then the loss of all ports is not believed again: for gateways whose clock tells nonsense. */
    private Duration lossesFrom = Duration.ZERO;

    private int missed;
    private boolean granted;
    private Optional<InetAddress> outside = Optional.empty();
    private Optional<Request.Open> underWay = Optional.empty();

    /**
     * Nothing is wanted yet.
     *
     * @param random for nonces, so a secure one
     */
    Course(Duration now, Habits habits, RandomGenerator random) {
        this.habits = habits;
        this.random = random;
        searchAt = now;
        rest = retry();
    }

    /**
     * Says which ports are to be forwarded from now on, the most important first; more than {@link #MOST_PORTS} are not.
     */
    void want(Duration now, List<InsidePort> ports) {
        List<InsidePort> wanted = ports.stream().distinct().limit(MOST_PORTS).toList();
        Map<InsidePort, Mapping> before = new LinkedHashMap<>(mappings);
        mappings.clear();
        for (InsidePort port : wanted) {
            Mapping old = before.remove(port);
            mappings.put(port, old == null ? Mapping.wanted(now, port, Nonce.random(random)) : old);
        }
        before.values().forEach(old -> close(old).ifPresent(closing::add));
    }

    private Optional<Request.Close> close(Mapping mapping) {
        return speaking.isPresent() && mapping.outside().isPresent()
                ? Optional.of(new Request.Close(
                        speaking.get(), mapping.inside(), mapping.outside().getAsInt(), mapping.nonce()))
                : Optional.empty();
    }

    /** What to ask now, if anything. The answer, of whatever kind, must be told before the next request. */
    Optional<Request> next(Duration now) {
        mappings.replaceAll((port, mapping) -> mapping.expiresAt().compareTo(now) <= 0 ? mapping.closed() : mapping);
        if (habits.protocols().isEmpty() || (mappings.isEmpty() && closing.isEmpty())) {
            return Optional.empty();
        }
        if (speaking.isEmpty()) {
            return searchAt.compareTo(now) <= 0
                    ? Optional.of(new Request.Probe(habits.protocols().get(candidate)))
                    : Optional.empty();
        }
        Protocol protocol = speaking.get();
        if (!closing.isEmpty()) {
            return Optional.of(closing.remove());
        }
        underWay = mappings.values().stream()
                .filter(mapping -> mapping.dueAt().compareTo(now) <= 0)
                .findFirst()
                .map(mapping -> new Request.Open(
                        protocol, mapping.inside(), mapping.wish(), mapping.nonce(), habits.lifetime()));
        if (underWay.isPresent()) {
            return Optional.of(underWay.get());
        }
        return checkAt.compareTo(now) <= 0 ? Optional.of(new Request.Probe(protocol)) : Optional.empty();
    }

    /** What came of the latest request. */
    void answered(Duration now, Request request, Answer answer) {
        underWay = Optional.empty();
        switch (answer) {
            case Answer.Unusable unusable -> unusable(now, request, unusable.reason());
            case Answer.Alive alive -> {
                heard(now, request, alive.epoch(), alive.forgetful());
                alive.outside().ifPresent(address -> outside = Optional.of(address));
            }
            case Answer.Opened opened -> {
                heard(now, request, opened.epoch(), false);
                opened.outside().ifPresent(address -> outside = Optional.of(address));
                opened(now, request, opened);
            }
            case Answer.Refused refused -> {
                heard(now, request, refused.epoch(), false);
                if (request instanceof Request.Open open) {
                    refused(now, open, refused);
                }
            }
            case Answer.Closed closed -> missed = 0;
        }
        if (request instanceof Request.Probe && speaking.isPresent()) {
            checkAt = now.plus(missed == 0 ? habits.check() : retry());
        }
    }

    /** The gateway speaks the protocol. */
    private void heard(Duration now, Request request, OptionalLong reading, boolean forgetful) {
        missed = 0;
        if (speaking.isEmpty()) {
            speaking = Optional.of(request.protocol());
            epoch = new Epoch();
            granted = false;
            mappings.replaceAll((port, mapping) -> mapping.anew(now));
            checkAt = now.plus(habits.check());
        }
        boolean goesOn = reading.isEmpty() || epoch.goesOn(now, reading.getAsLong());
        if ((forgetful || !goesOn) && lossesFrom.compareTo(now) <= 0) {
            lossesFrom = now.plus(retry());
            mappings.replaceAll((port, mapping) -> mapping.lost(now, MOMENT));
        }
    }

    private void opened(Duration now, Request request, Answer.Opened opened) {
        granted = true;
        failure = Optional.empty();
        reasons.clear();
        rest = retry();
        Duration lifetime = opened.lifetime().compareTo(LONGEST_LIFETIME) < 0 ? opened.lifetime() : LONGEST_LIFETIME;
        if (request instanceof Request.Open open) {
            mappings.computeIfPresent(
                    open.inside(),
                    (port, mapping) ->
                            mapping.opened(now, opened.port(), lifetime, renewal(open.protocol(), lifetime)));
        }
    }

    /** How long to rely on a port before it is asked for again, however short the gateway wants it. */
    private Duration renewal(Protocol protocol, Duration lifetime) {
        Duration wish = wishedRenewal(protocol, lifetime);
        return wish.compareTo(SHORTEST_RENEWAL) < 0 ? SHORTEST_RENEWAL : wish;
    }

    /** PCP wants a random moment after half of the lifetime (RFC 6887, section 11.2.1), KadNode 1.0 asked every 30 minutes. */
    private Duration wishedRenewal(Protocol protocol, Duration lifetime) {
        if (protocol == Protocol.PCP) {
            return lifetime.dividedBy(2).plusMillis(random.nextLong(lifetime.toMillis() / 8 + 1));
        }
        return lifetime.compareTo(habits.lifetime()) < 0 ? lifetime.dividedBy(2) : habits.renewal();
    }

    private void refused(Duration now, Request.Open open, Answer.Refused refused) {
        Duration wait = refused.retry().compareTo(LONGEST_REST) < 0 ? refused.retry() : LONGEST_REST;
        Duration next = now.plus(wait.compareTo(REFUSED_AGAIN) > 0 ? wait : REFUSED_AGAIN);
        mappings.computeIfPresent(open.inside(), (port, mapping) -> mapping.refused(next, refused.reason()));
        if (!granted
                && mappings.values().stream().allMatch(each -> each.trouble().isPresent())) {
            nextProtocol(now, open.protocol(), refused.reason());
        }
    }

    private void unusable(Duration now, Request request, String reason) {
        // What it has never granted a port by, it may not speak at all.
        if (speaking.isEmpty() || !granted) {
            nextProtocol(now, request.protocol(), reason);
            return;
        }
        missed++;
        if (request instanceof Request.Open open) {
            mappings.computeIfPresent(open.inside(), (port, mapping) -> mapping.due(now.plus(retry())));
        }
        if (missed >= MOST_MISSED) {
            // Whatever was forwarded may still be, until it expires.
            candidate = habits.protocols().size() - 1;
            nextProtocol(now, request.protocol(), reason);
        }
    }

    private void nextProtocol(Duration now, Protocol protocol, String reason) {
        speaking = Optional.empty();
        missed = 0;
        closing.clear();
        reasons.add(protocol.label() + ": " + reason);
        candidate++;
        searchAt = now;
        if (candidate >= habits.protocols().size()) {
            candidate = 0;
            failure = Optional.of(String.join(", ", reasons));
            reasons.clear();
            searchAt = now.plus(rest);
            rest = rest.multipliedBy(2).compareTo(LONGEST_REST) < 0 ? rest.multipliedBy(2) : LONGEST_REST;
        }
    }

    /** Who is checked often is also asked again soon. */
    private Duration retry() {
        return habits.check().compareTo(RETRY) < 0 ? habits.check() : RETRY;
    }

    /** The protocol that the gateway speaks, if one was found. */
    Optional<Protocol> speaking() {
        return speaking;
    }

    /** Why no protocol is spoken, once all have been tried. */
    Optional<String> failure() {
        return failure;
    }

    /** The gateway's address outside, as far as it has told. */
    Optional<InetAddress> outside() {
        return outside;
    }

    /** The ports, the most important first. */
    List<Mapping> mappings() {
        return List.copyOf(mappings.values());
    }

    /** The port outside that leads to a port now, if one does. */
    OptionalInt outsidePort(InsidePort inside) {
        Mapping mapping = mappings.get(inside);
        return mapping == null ? OptionalInt.empty() : mapping.outside();
    }

    /** What is to be closed at the end: what is open, and what may be by now. */
    List<Request.Close> open() {
        List<Request.Close> open = new ArrayList<>(closing);
        mappings.values().forEach(mapping -> close(mapping).ifPresent(open::add));
        underWay.filter(request -> open.stream().noneMatch(each -> each.inside().equals(request.inside())))
                .ifPresent(request -> open.add(
                        new Request.Close(request.protocol(), request.inside(), request.wish(), request.nonce())));
        return open;
    }
}
