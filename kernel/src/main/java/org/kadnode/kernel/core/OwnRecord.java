package org.kadnode.kernel.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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

    /** Versions of the record that a round takes into account. Nodes that lag behind hold a few. */
    private static final int MOST_VERSIONS = 16;

    /**
     * An entry that was written this long ago is written again, in seconds. Items live two hours (BEP 44), and rounds are
     * 55 minutes apart: what is left as it is must outlive the next round.
     */
    private static final long REWRITE_SECONDS = 55 * 60 + 60;

    /** How far a round is. */
    enum Phase {
        IDLE,
        READING,
        WRITING
    }

    /** What a round came to. */
    sealed interface Draft {

        /**
         * An item to be put.
         *
         * @param item the item
         * @param complete whether our entry is in it; there may be no room for it beside those of others
         */
        record Write(Item.Mutable item, boolean complete) implements Draft {}

        /**
         * Enough nodes hold all that can be said.
         *
         * @param complete as above
         */
        record Keep(boolean complete) implements Draft {}
    }

    private final RecordName name;
    private final SecretKey secret;
    private final Id target;
    /** By the identifier of the name: the port of the service that is announced with it. */
    private final Map<Id, OptionalInt> announced = new LinkedHashMap<>();

    private Optional<Zone> zone = Optional.empty();

    // The round under way.
    private Phase phase = Phase.IDLE;
    private final Set<Family> pending = EnumSet.noneOf(Family.class);
    private final Map<Family, List<Place>> places = new EnumMap<>(Family.class);
    private final List<Item.Mutable> versions = new ArrayList<>();
    private int copies;
    private int overtaken;

    // What came of the rounds before.
    long seq = -1;
    int lastCopies;
    boolean full;
    int failures;
    boolean outdated;
    long startedAt = Long.MIN_VALUE;
    long nextAt = Long.MAX_VALUE;

    /** When we give up telling others that we have left; {@link Long#MAX_VALUE} while we have not. */
    long leavesAt = Long.MAX_VALUE;

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

    Phase phase() {
        return phase;
    }

    /** Whether there is something that we say in it. */
    boolean isWanted() {
        return !announced.isEmpty() || zone.isPresent();
    }

    boolean announces(Id id) {
        return announced.containsKey(id);
    }

    /** Whether we say anything in it beside that a name is announced. */
    boolean saysMoreThan(Id id) {
        return announced.size() > 1 || !announced.containsKey(id) || zone.isPresent();
    }

    void announce(Id id, OptionalInt service) {
        announced.put(id, service);
    }

    void withdraw(Id id) {
        announced.remove(id);
    }

    Optional<Zone> zone() {
        return zone;
    }

    void zone(Optional<Zone> part) {
        zone = part;
    }

    /** A round begins in some families, at least one. */
    void read(Set<Family> families) {
        phase = Phase.READING;
        pending.clear();
        pending.addAll(families);
        places.clear();
        versions.clear();
        copies = 0;
        overtaken = 0;
        outdated = false;
    }

    void take(Item.Mutable item) {
        if (phase == Phase.READING && versions.size() < MOST_VERSIONS && !versions.contains(item)) {
            versions.add(item);
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

    /** What is to be written now that everything is read. */
    Draft draft(String tag, int port, List<Address> addresses, long seconds, long micros) {
        versions.sort(Comparator.comparingLong(Item.Mutable::seq)
                .thenComparing(Item.Mutable::value)
                .reversed());
        List<Content> contents = versions.stream()
                .flatMap(item -> Content.decode(name.origin(), item.value()).stream())
                .toList();
        long next = versions.isEmpty()
                ? micros
                : Math.max(micros, versions.getFirst().seq() + 1);
        Machine ours = machine(tag, port, addresses, seconds);
        Optional<Opaque> whole = merged(contents, ours, seconds);
        Optional<Opaque> value =
                whole.or(() -> Content.kept(name.origin(), contents, seconds).encode());
        if (value.isEmpty() || isKept(contents, whole.isPresent() ? ours : null, value.get(), seconds)) {
            seq = versions.isEmpty() ? seq : versions.getFirst().seq();
            return new Draft.Keep(whole.isPresent());
        }
        seq = next;
        return new Draft.Write(Item.Mutable.sign(secret, name.record().salt(), next, value.get()), whole.isPresent());
    }

    private Machine machine(String tag, int port, List<Address> addresses, long seconds) {
        List<Integer> services = announced.values().stream()
                .flatMap(service -> service.stream().boxed())
                .toList();
        return isWanted()
                ? new Machine(tag, seconds, port, addresses, services, zone.isPresent())
                : new Machine(tag, seconds, port, List.of(), List.of(), false);
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
                .filter(machine -> machine.tag().equals(ours.tag()) && machine.seenAt() >= seconds - REWRITE_SECONDS)
                .map(machine -> new Machine(
                        ours.tag(), machine.seenAt(), ours.port(), ours.addresses(), ours.services(), ours.zone()))
                .anyMatch(asWritten -> merged(contents, asWritten, seconds).equals(Optional.of(newest.value())));
    }

    /** Three of four: then it survives until it is written again. */
    private static boolean isHeldByEnough(List<Place> found, long newest) {
        long holders =
                found.stream().filter(place -> place.seq().orElse(-1) == newest).count();
        return 4 * holders >= 3L * found.size();
    }

    /** How many nodes hold the newest version, after reading. */
    int holders() {
        long newest = versions.isEmpty() ? -1 : versions.getFirst().seq();
        return (int) places.values().stream()
                .flatMap(List::stream)
                .filter(place -> place.seq().orElse(-1) == newest)
                .count();
    }

    /** Writing begins. Returns the nodes to write to, by family; only families with nodes. */
    Map<Family, List<Place>> write() {
        phase = Phase.WRITING;
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
        copies += taken;
        overtaken += refused;
        return pending.isEmpty();
    }

    int copies() {
        return copies;
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
