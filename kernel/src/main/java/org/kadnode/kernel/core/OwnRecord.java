package org.kadnode.kernel.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.dht.Place;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.core.record.Content;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.kernel.core.record.Machine;
import org.kadnode.kernel.core.record.Zone;
import org.kadnode.plugins.Family;

/**
 * A record that we sign, perhaps together with other machines that have the key: what we have to say in it, and the
 * round of publishing it that is under way. A round reads what the DHT holds, writes our entry into it, and puts it back.
 */
final class OwnRecord {

    /** Versions of the record that a round takes into account, the newest. Nodes that lag behind hold a few. */
    private static final int MOST_VERSIONS = 16;

    /**
     * An entry that was written this long ago is written again, in seconds. Items live two hours (BEP 44), and rounds are
     * 55 minutes apart: what is left as it is must outlive the next round.
     */
    private static final long REWRITE_SECONDS = 55 * 60 + 60;

    private static final Comparator<Item.Mutable> NEWEST_FIRST = Comparator.comparingLong(Item.Mutable::seq)
            .thenComparing(Item.Mutable::value)
            .reversed();

    private enum Phase {
        IDLE,
        READING,
        WRITING
    }

    /**
     * Who writes, and when.
     *
     * @param tag what we are called in the record
     * @param port our DHT port
     * @param addresses where we are
     * @param seconds the time of day, since 1970
     * @param micros the same, finer
     */
    record Writer(String tag, int port, List<Address> addresses, long seconds, long micros) {}

    private final RecordName name;
    private final SecretKey secret;
    private final Id target;
    private final Schedule schedule = new Schedule();

    // What we have to say.
    private boolean announced;
    private List<Integer> services = List.of();
    private Optional<Zone> zone = Optional.empty();
    private long leavesAt = Long.MAX_VALUE;

    // The round under way.
    private Phase phase = Phase.IDLE;
    private final Set<Family> pending = EnumSet.noneOf(Family.class);
    private final Map<Family, List<Place>> places = new EnumMap<>(Family.class);
    private final List<Item.Mutable> versions = new ArrayList<>();
    private int overtaken;

    // What came of the rounds before.
    private final Map<Family, Integer> copies = new EnumMap<>(Family.class);
    private long seq = -1;
    private boolean full;

    OwnRecord(RecordName name, SecretKey secret) {
        this.name = name;
        this.secret = secret;
        target = name.record().target();
    }

    RecordName name() {
        return name;
    }

    Id target() {
        return target;
    }

    Schedule schedule() {
        return schedule;
    }

    /** Whether there is something that we say in it. */
    boolean isWanted() {
        return announced || zone.isPresent();
    }

    boolean isAnnounced() {
        return announced;
    }

    /**
     * The name is announced from now on.
     *
     * @param ports those of services, perhaps none
     */
    void announce(List<Integer> ports) {
        announced = true;
        services = List.copyOf(ports);
        leavesAt = Long.MAX_VALUE;
    }

    void withdraw() {
        announced = false;
        services = List.of();
    }

    Optional<Zone> zone() {
        return zone;
    }

    void zone(Optional<Zone> part) {
        zone = part;
    }

    /** It is to be looked after no longer than until a time, or until a round has said what there is to say. */
    void leave(long at) {
        leavesAt = at;
    }

    /** When nothing is said any more, whatever came of it; {@link Long#MAX_VALUE} for a record that stays. */
    long leavesAt() {
        return leavesAt;
    }

    /** Whether nothing of it was ever published, or is about to be. */
    boolean isUnheardOf() {
        return seq < 0 && phase == Phase.IDLE;
    }

    /** Whether others hold what we have to say. */
    boolean isPublished(long now) {
        return phase == Phase.IDLE && allCopies() > 0 && !schedule.isDue(now);
    }

    /** Whether fewer nodes of a family hold it than should. */
    boolean hasFewCopies(Family family, int enough) {
        return copies.getOrDefault(family, 0) < enough;
    }

    int allCopies() {
        return copies.values().stream().mapToInt(Integer::intValue).sum();
    }

    OwnRecordView view() {
        return new OwnRecordView(name, seq, allCopies(), full, schedule.nextAt());
    }

    /** A round begins in some families, at least one. */
    void read(long now, Set<Family> families) {
        schedule.begun(now);
        phase = Phase.READING;
        pending.clear();
        pending.addAll(families);
        places.clear();
        versions.clear();
        copies.keySet().retainAll(families);
        overtaken = 0;
    }

    /** A genuine version was found. Old ones are as genuine as new ones, and must not push them out. */
    void take(Item.Mutable item) {
        if (phase != Phase.READING || versions.contains(item)) {
            return;
        }
        versions.add(item);
        versions.sort(NEWEST_FIRST);
        if (versions.size() > MOST_VERSIONS) {
            versions.removeLast();
        }
    }

    /** A family has been read. Returns whether all have. */
    boolean hasRead(Family family, List<Place> found) {
        if (phase != Phase.READING || !pending.remove(family)) {
            return false;
        }
        places.put(family, found);
        return pending.isEmpty();
    }

    /**
     * What is to be written now that everything is read.
     *
     * @return an item; empty if enough nodes hold all that can be said
     */
    Optional<Item.Mutable> draft(Writer writer) {
        List<Content> contents = versions.stream()
                .flatMap(item -> Content.decode(name.origin(), item.value()).stream())
                .toList();
        Machine ours = machine(writer);
        Optional<Opaque> whole = merged(contents, ours, writer.seconds);
        Optional<Opaque> value = whole.or(
                () -> Content.kept(name.origin(), contents, writer.seconds).encode());
        full = whole.isEmpty();
        long newest = versions.isEmpty() ? -1 : versions.getFirst().seq();
        if (value.isEmpty() || isKept(contents, full ? null : ours, value.get(), writer.seconds)) {
            seq = Math.max(seq, newest);
            places.forEach((family, found) -> copies.put(family, holders(found, newest)));
            return Optional.empty();
        }
        seq = Math.max(writer.micros, Math.max(seq, newest) + 1);
        return Optional.of(Item.Mutable.sign(secret, name.record().salt(), seq, value.get()));
    }

    /** A machine that only publishes a zone does not stand under the name itself. */
    private Machine machine(Writer writer) {
        return new Machine(
                writer.tag,
                writer.seconds,
                writer.port,
                isWanted() ? writer.addresses : List.of(),
                services,
                zone.isPresent(),
                announced);
    }

    private Optional<Opaque> merged(List<Content> contents, Machine ours, long seconds) {
        return Content.merged(name.origin(), contents, ours, zone, seconds).encode();
    }

    /**
     * Whether the newest version says what we would write, does so for a while yet, and is held by enough nodes.
     *
     * @param ours our entry; null if there is no room for it
     * @param value what would be written
     */
    private boolean isKept(List<Content> contents, @Nullable Machine ours, Opaque value, long seconds) {
        if (contents.isEmpty()) {
            return false;
        }
        Item.Mutable newest = versions.getFirst();
        boolean held = places.values().stream().allMatch(found -> isHeldByEnough(found, newest.seq()));
        if (!held || ours == null) {
            return held && value.equals(newest.value());
        }
        return contents.getFirst().machines().stream()
                .filter(machine -> machine.tag().equals(ours.tag()))
                // One from the future was written before our clock was set back.
                .filter(machine -> machine.seenAt() >= seconds - REWRITE_SECONDS && machine.seenAt() <= seconds)
                .map(machine -> ours.writtenAt(machine.seenAt()))
                .anyMatch(asWritten -> merged(contents, asWritten, seconds).equals(Optional.of(newest.value())));
    }

    /** Three of four: then it survives until it is written again. */
    private static boolean isHeldByEnough(List<Place> found, long number) {
        return 4 * holders(found, number) >= 3 * found.size();
    }

    private static int holders(List<Place> found, long number) {
        return (int)
                found.stream().filter(place -> place.seq().orElse(-1) == number).count();
    }

    /** Writing begins. Returns the nodes to write to, by family; only families with nodes. */
    Map<Family, List<Place>> write() {
        phase = Phase.WRITING;
        copies.clear();
        Map<Family, List<Place>> where = new EnumMap<>(places);
        where.values().removeIf(List::isEmpty);
        pending.addAll(where.keySet());
        return where;
    }

    /** A family has been written. Returns whether all have. */
    boolean hasWritten(Family family, int taken, int refused) {
        if (phase != Phase.WRITING || !pending.remove(family)) {
            return false;
        }
        copies.put(family, taken);
        overtaken += refused;
        return pending.isEmpty();
    }

    /** Whether another machine has written at the same time. */
    boolean isOvertaken() {
        return overtaken > 0;
    }

    void end() {
        phase = Phase.IDLE;
        pending.clear();
        places.clear();
        versions.clear();
    }
}
