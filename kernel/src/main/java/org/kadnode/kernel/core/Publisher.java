package org.kadnode.kernel.core;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.dht.Dht;
import org.kadnode.kernel.core.dht.Place;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.kernel.core.record.Zone;
import org.kadnode.plugins.Family;

/**
 * Keeps the records of our names published (BEP 44, pkarr): hourly, and soon after what they say has changed.
 *
 * <p>Several machines may have the key of a name. So each round first reads what the DHT holds and adds our entry to it;
 * nodes take it only in place of what was read ({@code cas}). Whoever is overtaken reads again. A round that finds our
 * entry at enough nodes writes nothing.
 */
final class Publisher {

    /** For how long we try to say something for the last time. */
    private static final long LEAVE_MILLIS = 5 * 60_000;

    private final NodeConfig config;
    private final Map<Family, Dht> dhts;
    private final Map<Family, ExternalAddress> external;
    private final Outside outside;
    private final TimeOfDay timeOfDay;
    private final RandomGenerator random;
    private final Consumer<Output> out;
    /** Families in which the user says where we are. */
    private final Set<Family> given = EnumSet.noneOf(Family.class);

    private final Map<Id, OwnRecord> records = new LinkedHashMap<>();

    /** When {@link #wake} has something to do; null after a change, until somebody asks. */
    private @Nullable Long wakeAt;

    Publisher(
            NodeConfig config,
            Map<Family, Dht> dhts,
            Map<Family, ExternalAddress> external,
            Outside outside,
            TimeOfDay timeOfDay,
            RandomGenerator random,
            Consumer<Output> out) {
        this.config = config;
        config.announcedAddresses().forEach(address -> given.add(address.family()));
        this.dhts = dhts;
        this.external = external;
        this.outside = outside;
        this.timeOfDay = timeOfDay;
        this.random = random;
        this.out = out;
    }

    /**
     * A name is announced. Nothing happens if it has no record of ours; what lies below another name is for that one's
     * zone.
     *
     * @param services ports of services that are announced with it
     */
    void announce(long now, Name name, List<Integer> services) {
        RecordName where = name.record().orElse(null);
        SecretKey secret = name.secret().orElse(null);
        if (where != null && secret != null && where.labels().isEmpty()) {
            OwnRecord record = records.computeIfAbsent(where.record().target(), target -> new OwnRecord(where, secret));
            record.announce(services);
            changed(now, record);
        }
    }

    /** A name is no longer announced: our entry is taken out of its record. */
    void withdraw(long now, Name name) {
        announced(name).ifPresent(record -> {
            record.withdraw();
            settle(now, record);
        });
    }

    /**
     * A name was to be announced once, and was. What is stored stays for its time; what is not stored yet is given some
     * time to be.
     */
    void forget(long now, Name name) {
        wakeAt = null;
        announced(name).ifPresent(record -> {
            if (record.zone().isPresent()) {
                record.withdraw();
            } else if (record.isPublished(now)) {
                records.remove(record.target());
            } else {
                record.leave(now + LEAVE_MILLIS);
            }
        });
    }

    private Optional<OwnRecord> announced(Name name) {
        return name.record()
                .filter(where -> where.labels().isEmpty())
                .flatMap(where -> Optional.ofNullable(records.get(where.record().target())))
                .filter(OwnRecord::isAnnounced);
    }

    /** The zones of our records are other ones. */
    void zones(long now, List<Input.Zones.Owned> zones) {
        Map<Id, Input.Zones.Owned> byTarget = new HashMap<>();
        zones.forEach(owned -> byTarget.put(owned.name().record().target(), owned));
        byTarget.forEach((target, owned) ->
                records.computeIfAbsent(target, absent -> new OwnRecord(owned.name(), owned.secret())));
        for (OwnRecord record : List.copyOf(records.values())) {
            Optional<Zone> zone =
                    Optional.ofNullable(byTarget.get(record.target())).map(Input.Zones.Owned::zone);
            if (zone.isPresent() || record.zone().isPresent()) {
                record.zone(zone);
                settle(now, record);
            }
        }
    }

    /** What we say in a record has changed: if it is nothing any more, others shall hear of that. */
    private void settle(long now, OwnRecord record) {
        record.leave(record.isWanted() ? Long.MAX_VALUE : now + LEAVE_MILLIS);
        if (!record.isWanted() && record.isUnheardOf()) {
            wakeAt = null;
            records.remove(record.target());
        } else {
            changed(now, record);
        }
    }

    /** Our addresses are other ones, nodes or the time of day are known now, or the user wishes it. */
    void changed(long now) {
        records.values().forEach(record -> changed(now, record));
    }

    private void changed(long now, OwnRecord record) {
        wakeAt = null;
        record.schedule().changed(now);
    }

    /** A node more: records that too few nodes hold are put again soon. */
    void contactAdded(long now, Family family) {
        for (OwnRecord record : records.values()) {
            wakeAt = null;
            record.schedule().grown(now, hasFewCopies(record, family));
        }
    }

    private boolean hasFewCopies(OwnRecord record, Family family) {
        return record.hasFewCopies(family, config.limits().bucketSize());
    }

    void wake(long now) {
        if (now < wakeAt()) {
            return;
        }
        wakeAt = null;
        records.values().removeIf(record -> record.leavesAt() <= now);
        for (OwnRecord record : List.copyOf(records.values())) {
            if (record.schedule().nextAt() <= now) {
                start(now, record);
            }
        }
    }

    /** When {@link #wake} has something to do. */
    long wakeAt() {
        if (wakeAt == null) {
            long at = Long.MAX_VALUE;
            for (OwnRecord record : records.values()) {
                at = Math.min(at, Math.min(record.schedule().nextAt(), record.leavesAt()));
            }
            wakeAt = at;
        }
        return wakeAt;
    }

    /** Reads. Without an address, a clock or nodes there is nothing to publish yet; each of them brings a change. */
    private void start(long now, OwnRecord record) {
        Set<Family> joined = EnumSet.noneOf(Family.class);
        dhts.forEach((family, dht) -> {
            if (dht.joinedAt().isPresent()) {
                joined.add(family);
            }
        });
        boolean silent =
                record.isWanted() && record.zone().isEmpty() && addresses().isEmpty();
        if (silent || !timeOfDay.isKnown() || joined.isEmpty()) {
            record.schedule().postponed();
            return;
        }
        record.read(now, joined);
        // A look-up may be over before the call returns.
        for (Family family : joined) {
            Dht dht = dhtOf(family);
            dht.storedItem(now, record.name().record())
                    .map(Dht.StoredItem::item)
                    .ifPresent(record::take);
            if (!dht.get(now, record.name().record())) {
                read(now, record, family, List.of());
            }
        }
    }

    /** A version of a record, whose signature is right. */
    void itemFound(Id target, Item.Mutable item) {
        OwnRecord record = records.get(target);
        if (record != null) {
            record.take(item);
        }
    }

    void itemLookupEnded(long now, Family family, Id target, List<Place> places) {
        OwnRecord record = records.get(target);
        if (record != null) {
            read(now, record, family, places);
        }
    }

    private void read(long now, OwnRecord record, Family family, List<Place> places) {
        if (!record.hasRead(family, places)) {
            return;
        }
        Optional<Item.Mutable> draft = record.draft(new OwnRecord.Writer(
                config.tag(), outside.portInRecords(), addresses(), timeOfDay.seconds(now), timeOfDay.micros(now)));
        Map<Family, List<Place>> where = draft.isEmpty() ? Map.of() : record.write();
        if (where.isEmpty()) {
            finish(now, record);
        }
        where.forEach((each, nodes) -> dhtOf(each).put(now, draft.orElseThrow(), nodes));
    }

    void itemStored(long now, Family family, Id target, int copies, int overtaken) {
        OwnRecord record = records.get(target);
        if (record != null && record.hasWritten(family, copies, overtaken)) {
            finish(now, record);
        }
    }

    private void finish(long now, OwnRecord record) {
        wakeAt = null;
        boolean overtaken = record.isOvertaken();
        boolean saidAll =
                !overtaken && record.allCopies() > 0 && !record.schedule().isOutdated();
        record.end();
        if (saidAll && record.leavesAt() != Long.MAX_VALUE) {
            records.remove(record.target());
        } else {
            boolean few = dhts.entrySet().stream()
                    .filter(dht -> dht.getValue().joinedAt().isPresent())
                    .anyMatch(dht -> hasFewCopies(record, dht.getKey()));
            record.schedule().ended(now, record.allCopies(), few, overtaken, random);
        }
        if (!overtaken) {
            out.accept(new Output.RecordStored(record.view()));
        }
    }

    /** Where the world finds us: what the user says, or else what others have seen. */
    List<Address> addresses() {
        List<Address> addresses = new ArrayList<>();
        for (Family family : Family.values()) {
            ExternalAddress seen = external.get(family);
            if (given.contains(family)) {
                config.announcedAddresses().stream()
                        .filter(address -> address.family() == family)
                        .forEach(addresses::add);
            } else if (seen != null) {
                seen.elected().ifPresent(addresses::add);
            }
        }
        return addresses;
    }

    /** Whether what others see of us in a family stands in a record of ours. */
    boolean publishesSeen(Family family) {
        return !records.isEmpty() && !given.contains(family);
    }

    List<OwnRecordView> view() {
        return records.values().stream().map(OwnRecord::view).toList();
    }

    private Dht dhtOf(Family family) {
        return Objects.requireNonNull(dhts.get(family));
    }
}
