package org.kadnode.plugin.portfwd;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Forwardings;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.NodeStatus.FamilyStatus;
import org.kadnode.plugins.StatusLine;

/**
 * The ports of one family: the switchboard between the node, the gateway of the moment, the protocols that it may speak, and
 * the {@link Course} that decides. Safe for use by any number of threads.
 */
final class Forwarder {

    private static final Logger LOG = System.getLogger(Forwarder.class.getName());

    /** Makes the one who asks by a protocol. */
    @FunctionalInterface
    interface Controls {
        PortControl open(Protocol protocol, Gateway gateway);
    }

    private final KadNode node;
    private final Family family;
    private final Course.Habits habits;
    private final Supplier<Optional<Gateway>> gateways;
    private final Controls controls;
    private final RandomGenerator random;
    private final Chronicle chronicle;

    /** Held by the one turn that goes on; what it asks takes time. */
    private final ReentrantLock turn = new ReentrantLock();

    /** Held for moments, by whoever looks at what is below. */
    private final ReentrantLock state = new ReentrantLock();

    private final Map<Protocol, PortControl> open = new EnumMap<>(Protocol.class);
    private Optional<Gateway> gateway = Optional.empty();
    private Course course;
    private Optional<InetSocketAddress> told = Optional.empty();
    private Optional<WantedPorts> wanted = Optional.empty();
    private boolean stopped;

    /**
     * Nothing is asked yet.
     *
     * @param habits how to go about it
     * @param gateways tells the gateway of the moment
     * @param controls makes those who ask it
     * @param random for secrets
     */
    Forwarder(
            KadNode node,
            Family family,
            Course.Habits habits,
            Supplier<Optional<Gateway>> gateways,
            Controls controls,
            RandomGenerator random) {
        this.node = node;
        this.family = family;
        this.gateways = gateways;
        this.controls = controls;
        this.random = random;
        this.habits = new Course.Habits(
                habits.protocols().stream().filter(each -> each.serves(family)).toList(),
                habits.lifetime(),
                habits.renewal(),
                habits.check());
        chronicle = new Chronicle(family);
        course = new Course(now(), this.habits, random);
    }

    Family family() {
        return family;
    }

    /** Does what there is to do now. Returns at once if another thread is at it. */
    void turn() throws InterruptedException {
        if (!turn.tryLock()) {
            return;
        }
        try {
            follow(gateways.get());
            want();
            for (Optional<Request> request = next(); request.isPresent(); request = next()) {
                Answer answer = control(request.get().protocol()).ask(request.get());
                answered(request.get(), answer);
                report();
            }
            report();
        } catch (KadNodeException e) {
            // The node is busy, or stops: the next turn will tell.
            LOG.log(Level.DEBUG, "port forwarding waits: {0}", e.getMessage());
        } finally {
            turn.unlock();
        }
    }

    private void follow(Optional<Gateway> found) {
        locked(() -> {
            if (!found.equals(gateway)) {
                open.values().forEach(PortControl::close);
                open.clear();
                gateway = found;
                course = new Course(now(), habits, random);
            }
        });
        chronicle.gateway(found);
    }

    private void want() {
        Optional<FamilyStatus> status = node.status().families().stream()
                .filter(each -> each.family() == family)
                .findFirst();
        Optional<WantedPorts> ports =
                status.map(each -> WantedPorts.of(each.boundTo().getPort(), node.announcements()));
        locked(() -> {
            boolean needed = gateway.filter(each -> !isPublic(each.own())).isPresent();
            wanted = ports;
            course.want(now(), needed ? ports.map(WantedPorts::inside).orElse(List.of()) : List.of());
        });
    }

    /** Whoever has such an address of IPv4 is not behind a gateway that translates it. */
    private static boolean isPublic(InetAddress address) {
        return Family.of(address) == Family.IPV4 && !Chronicle.isPrivate(address);
    }

    private Optional<Request> next() {
        return locked(() -> stopped ? Optional.empty() : course.next(now()));
    }

    private PortControl control(Protocol protocol) {
        return locked(() -> open.computeIfAbsent(protocol, each -> controls.open(each, gateway.orElseThrow())));
    }

    private void answered(Request request, Answer answer) {
        locked(() -> course.answered(now(), request, answer));
    }

    /** Tells the node and the log what has changed. */
    private void report() {
        Optional<InetSocketAddress> outside = locked(this::dhtOutside);
        if (!outside.equals(told)) {
            node.forwarded(family, outside);
            told = outside;
        }
        locked(() -> chronicle.tell(course));
    }

    private Optional<InetSocketAddress> dhtOutside() {
        OptionalInt port = wanted.map(each -> course.outsidePort(each.dht())).orElse(OptionalInt.empty());
        return port.isEmpty()
                ? Optional.empty()
                : Optional.of(new InetSocketAddress(
                        course.outside()
                                .filter(each -> Family.of(each) == family)
                                .orElse(anyAddress()),
                        port.getAsInt()));
    }

    private InetAddress anyAddress() {
        try {
            return InetAddress.getByAddress(new byte[family.addressLength()]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + family.addressLength() + " bytes", e);
        }
    }

    /**
     * Ends, and has the gateway forget what it was asked.
     *
     * @param patience how long that may take
     */
    void stop(Duration patience) {
        List<Request.Close> last = locked(() -> {
            stopped = true;
            return course.open();
        });
        Optional<PortControl> control =
                locked(() -> last.stream().findFirst().flatMap(each -> Optional.ofNullable(open.get(each.protocol()))));
        control.ifPresent(each -> each.closeAll(last, patience));
        locked(() -> open.values().forEach(PortControl::close));
    }

    /** What to show of this family. */
    List<StatusLine> statusLines() {
        return locked(() -> {
            List<StatusLine> lines = new ArrayList<>();
            lines.add(new StatusLine("Port forwarding (" + family.label() + ")", summary()));
            course.mappings().forEach(each -> lines.add(new StatusLine("Forwarded " + each.inside(), outside(each))));
            return lines;
        });
    }

    private String summary() {
        if (gateway.isEmpty()) {
            return "no gateway";
        }
        if (isPublic(gateway.get().own())) {
            return "not needed, " + gateway.get().own().getHostAddress() + " is public";
        }
        if (habits.protocols().isEmpty()) {
            return "no protocol to ask by";
        }
        String where = gateway.get().toString();
        return course.speaking()
                .map(protocol -> protocol.label() + " of " + where
                        + course.outside()
                                .map(address -> ", outside " + address.getHostAddress())
                                .orElse(""))
                .orElseGet(() -> course.failure()
                        .map(reason -> "not by " + where + " (" + reason + ")")
                        .orElse("asking " + where));
    }

    private String outside(Mapping mapping) {
        return mapping.outside().isPresent()
                ? Chronicle.place(course.outside(), mapping.outside().getAsInt())
                : mapping.trouble().orElse("not yet");
    }

    /** The rows of {@code list forwardings}. */
    List<Listing.Row> rows() {
        return locked(() -> course.mappings().stream()
                .map(each -> new Listing.Row(
                        each,
                        outside(each),
                        wanted.flatMap(ports -> ports.endOf(each.inside().port()))))
                .toList());
    }

    /**
     * What other plugins are told.
     *
     * @param timeOfDay the time of day now
     */
    List<Forwardings.Forwarding> forwardings(Instant timeOfDay) {
        Duration now = now();
        String by = locked(this::summary);
        return locked(() -> course.mappings().stream()
                .map(each -> new Forwardings.Forwarding(
                        each.inside().transport().name().toLowerCase(Locale.ROOT),
                        each.inside().port(),
                        each.outside().isPresent() ? Optional.of(outside(each)) : Optional.empty(),
                        each.trouble().map(reason -> by + ": " + reason).orElse(by),
                        each.outside().isPresent()
                                ? Optional.of(timeOfDay.plus(each.expiresAt().minus(now)))
                                : Optional.empty()))
                .toList());
    }

    private Duration now() {
        return node.tasks().now();
    }

    private void locked(Runnable deed) {
        locked(() -> {
            deed.run();
            return true;
        });
    }

    private <T> T locked(Supplier<T> question) {
        state.lock();
        try {
            return question.get();
        } finally {
            state.unlock();
        }
    }
}
