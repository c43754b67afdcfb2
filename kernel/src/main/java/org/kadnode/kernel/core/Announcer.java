package org.kadnode.kernel.core;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.dht.Dht;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.plugins.Family;

/**
 * Keeps names published: each is announced in every family again and again until its time is over.
 *
 * <p>A round that reached fewer nodes than it should is repeated as soon as more nodes are known, so
 * that nothing announced before or while joining has to wait for the next round.
 */
final class Announcer {

    /** KadNode 1.0 repeats its announcements every 20 minutes. */
    private static final long PERIOD_MILLIS = 20 * 60_000;

    /** After a round that reached nobody; doubles up to the period. */
    private static final long RETRY_MILLIS = 1000;

    /** A round for new contacts starts this long after the first of them, to catch the others too. */
    private static final long GROWTH_MILLIS = 100;

    /** Between two rounds for new contacts. */
    private static final long GROWTH_PAUSE_MILLIS = 1000;

    /** A single announcement that reached nobody is given up after this time. */
    private static final long ONCE_MILLIS = 5 * 60_000;

    /** Ports under one name with a key: more do not fit into its record. */
    private static final int MOST_PORTS = 8;

    private final Limits limits;
    private final Outside outside;
    private final Map<Family, Dht> dhts;
    private final RandomGenerator random;
    private final Consumer<Output> out;
    private final Ending ending;
    private final List<Entry> entries = new ArrayList<>();

    /** When {@link #wake} has something to do; null after a change, until somebody asks. */
    private @Nullable Long wakeAt;

    /** Hears of announcements that are over. */
    @FunctionalInterface
    interface Ending {

        /**
         * An announcement is over.
         *
         * @param done whether it was to be made once and was; otherwise the name is not to be found any more
         */
        void ended(long now, Name name, boolean done);
    }

    private final class Entry {
        private final Name name;
        /** 0 for the port at which nodes reach us, which may be another one in each family. */
        private final int port;

        /** The ports that were asked for. Under a name with a key they stand in the record only. */
        private final Set<Integer> asked = new LinkedHashSet<>();

        private boolean once;
        private long endsAt;
        private final Map<Family, Round> rounds = new EnumMap<>(Family.class);

        private Entry(Name name, int port, boolean once, long endsAt) {
            this.name = name;
            this.port = port;
            this.once = once;
            this.endsAt = endsAt;
        }

        private int port(Family family) {
            return port == 0 ? outside.port(family) : port;
        }

        /**
         * Under a name with a key the ports of the record.
         *
         * @param nodePort that of the node, for those who are to be told of it
         */
        private List<Integer> shownPorts(int nodePort) {
            if (port != 0) {
                return List.of(port);
            }
            return asked.isEmpty() ? List.of(nodePort) : List.copyOf(asked);
        }

        private long nextAt() {
            return rounds.values().stream()
                    .mapToLong(round -> round.nextAt)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }

        private boolean isDone() {
            return once
                    && rounds.values().stream().noneMatch(round -> round.again)
                    && rounds.values().stream().anyMatch(round -> round.copies > 0)
                    && rounds.values().stream().noneMatch(round -> round.running);
        }

        private AnnouncementView view() {
            int copies =
                    rounds.values().stream().mapToInt(round -> round.copies).sum();
            int shown = shownPorts(outside.portInRecords()).getFirst();
            return new AnnouncementView(name, shown, List.copyOf(asked), copies, nextAt(), endsAt);
        }
    }

    /** How an announcement stands in one family. */
    private static final class Round {
        private boolean running;
        /** Whether nodes became known while it ran. */
        private boolean outdated;
        /** Whether another was asked for while it ran. */
        private boolean again;

        /** The port that was announced last. */
        private int port;

        private int copies;
        private int fruitless;
        private long startedAt = Long.MIN_VALUE;
        private long nextAt = Long.MAX_VALUE;

        /** Is to begin now; if it runs, once more when it is over. */
        private void due(long now) {
            if (running) {
                again = true;
            } else {
                nextAt = now;
            }
        }
    }

    Announcer(
            Limits limits,
            Outside outside,
            Map<Family, Dht> dhts,
            RandomGenerator random,
            Consumer<Output> out,
            Ending ending) {
        this.ending = ending;
        this.limits = limits;
        this.outside = outside;
        this.dhts = dhts;
        this.random = random;
        this.out = out;
    }

    /** Begins to announce a name. Returns how it stands; empty if the request was refused. */
    Optional<AnnouncementView> announce(long now, Input.Announce request) {
        wakeAt = null;
        boolean once = request.lifetime() == 0;
        long lifetime = once ? ONCE_MILLIS : request.lifetime();
        long endsAt = lifetime >= Long.MAX_VALUE - now ? Long.MAX_VALUE : now + lifetime;
        Optional<Entry> same = find(request);
        boolean full = same.map(entry -> entry.asked.size() >= MOST_PORTS
                        && request.port() != 0
                        && !entry.asked.contains(request.port()))
                .orElse(entries.size() >= limits.announcements());
        if (full) {
            out.accept(new Output.Refused(request.ticket()));
            return Optional.empty();
        }
        Entry entry = same.orElseGet(() -> add(request, once, endsAt));
        if (request.port() != 0) {
            entry.asked.add(request.port());
        }
        if (same.isPresent() && !once) {
            entry.once = false;
            entry.endsAt = endsAt;
        }
        entry.rounds.values().forEach(round -> round.due(now));
        AnnouncementView view = entry.view();
        out.accept(new Output.AnnouncementAdded(request.ticket(), view));
        wake(now);
        return Optional.of(view);
    }

    private Optional<Entry> find(Input.Announce request) {
        int port = request.name().owner().isPresent() ? 0 : request.port();
        return entries.stream()
                .filter(entry -> entry.name.id().equals(request.name().id()))
                .filter(entry -> port == 0 || entry.port == port)
                .findFirst();
    }

    private Entry add(Input.Announce request, boolean once, long endsAt) {
        Entry entry = new Entry(request.name(), portOf(request), once, endsAt);
        dhts.keySet().forEach(family -> entry.rounds.put(family, new Round()));
        entries.add(entry);
        return entry;
    }

    /** Who is challenged for a name under a key must answer at the port that was announced. */
    private int portOf(Input.Announce request) {
        if (request.name().owner().isPresent()) {
            return 0;
        }
        return request.port() == 0 ? random.nextInt(1024, 65536) : request.port();
    }

    /** The key that proves that a name which we announce is ours. */
    Optional<SecretKey> secret(Id id) {
        return entries.stream()
                .filter(entry -> entry.name.id().equals(id))
                .flatMap(entry -> entry.name.secret().stream())
                .findFirst();
    }

    void announceAll(long now) {
        wakeAt = null;
        for (Entry entry : entries) {
            entry.rounds.values().forEach(round -> round.due(now));
        }
        wake(now);
    }

    void withdraw(long now, Name name) {
        List.copyOf(entries).stream()
                .filter(entry -> entry.name.id().equals(name.id()))
                .forEach(entry -> end(now, entry, false));
    }

    private void end(long now, Entry entry, boolean done) {
        wakeAt = null;
        entries.remove(entry);
        ending.ended(now, entry.name, done);
        out.accept(new Output.AnnouncementEnded(entry.view()));
    }

    /** The ports under which this machine itself finds what we publish under an identifier. */
    List<Integer> ports(Id id) {
        return entries.stream()
                .filter(entry -> entry.name.id().equals(id))
                .flatMap(entry -> entry.shownPorts(outside.ownPort()).stream())
                .toList();
    }

    /** Everything waits for the first node of a family. */
    void joined(long now, Family family) {
        wakeAt = null;
        for (Entry entry : entries) {
            roundOf(entry, family).nextAt = now;
        }
    }

    /** Nodes of a family reach us at another port, or another address, which those who hold our announcements know. */
    void moved(long now, Family family) {
        wakeAt = null;
        for (Entry entry : entries) {
            Round round = roundOf(entry, family);
            if (round.startedAt != Long.MIN_VALUE && (round.running || round.port != entry.port(family))) {
                round.due(now);
            }
        }
        wake(now);
    }

    /** A node more: rounds that reached too few are repeated soon. */
    void contactAdded(long now, Family family) {
        wakeAt = null;
        for (Entry entry : entries) {
            Round round = roundOf(entry, family);
            if (round.running) {
                round.outdated = true;
            } else if (round.copies < limits.bucketSize() && round.startedAt != Long.MIN_VALUE) {
                round.nextAt = Math.min(round.nextAt, soon(now, round));
            }
        }
    }

    private static long soon(long now, Round round) {
        return Math.max(now + GROWTH_MILLIS, round.startedAt + GROWTH_PAUSE_MILLIS);
    }

    /** A round is over. */
    void announced(long now, Family family, Id id, int port, int copies) {
        wakeAt = null;
        for (Entry entry : List.copyOf(entries)) {
            Round round = roundOf(entry, family);
            if (entry.name.id().equals(id) && round.port == port) {
                round.running = false;
                round.copies = copies;
                round.fruitless = copies == 0 ? round.fruitless + 1 : 0;
                round.nextAt = now + (copies == 0 ? backoff(round.fruitless) : PERIOD_MILLIS);
                if (round.again) {
                    round.nextAt = now;
                } else if (round.outdated && copies < limits.bucketSize()) {
                    round.nextAt = Math.min(round.nextAt, soon(now, round));
                }
                out.accept(new Output.AnnouncementStored(entry.view(), family, copies));
                if (entry.isDone()) {
                    end(now, entry, true);
                }
            }
        }
    }

    private static long backoff(int fruitless) {
        return Math.min(PERIOD_MILLIS, RETRY_MILLIS << Math.min(fruitless - 1, 20));
    }

    void wake(long now) {
        if (now < wakeAt()) {
            return;
        }
        wakeAt = null;
        for (Entry entry : List.copyOf(entries)) {
            if (entry.endsAt <= now) {
                end(now, entry, false);
                continue;
            }
            entry.rounds.forEach((family, round) -> {
                if (round.nextAt <= now) {
                    start(now, entry, family, round);
                }
            });
        }
    }

    private void start(long now, Entry entry, Family family, Round round) {
        Dht dht = Objects.requireNonNull(dhts.get(family));
        if (dht.joinedAt().isEmpty()) {
            round.nextAt = Long.MAX_VALUE;
            return;
        }
        // The round may be over before the call returns, if nobody answers for it.
        round.running = true;
        round.outdated = false;
        round.again = false;
        round.startedAt = now;
        round.nextAt = Long.MAX_VALUE;
        round.port = entry.port(family);
        if (!dht.announce(now, entry.name.id(), round.port)) {
            round.running = false;
            round.nextAt = now + RETRY_MILLIS;
        }
    }

    /** When {@link #wake} has something to do. */
    long wakeAt() {
        if (wakeAt == null) {
            long at = Long.MAX_VALUE;
            for (Entry entry : entries) {
                at = Math.min(at, Math.min(entry.nextAt(), entry.endsAt));
            }
            wakeAt = at;
        }
        return wakeAt;
    }

    List<AnnouncementView> view() {
        return entries.stream().map(Entry::view).toList();
    }

    private static Round roundOf(Entry entry, Family family) {
        return Objects.requireNonNull(entry.rounds.get(family));
    }
}
