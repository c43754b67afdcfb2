package org.kadnode.kernel.core;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.OwnRecord.Draft;
import org.kadnode.kernel.core.OwnRecord.Phase;
import org.kadnode.kernel.core.dht.Dht;
import org.kadnode.kernel.core.dht.Place;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/**
 * Keeps the records of our names published (BEP 44, pkarr): hourly, and soon after what they say has changed.
 *
 * <p>Several machines may have the key of a name. So each round first reads what the DHT holds and adds our entry to it;
 * nodes take it only in place of what was read ({@code cas}). Whoever is overtaken reads again. A round that finds our
 * entry at enough nodes writes nothing.
 */
final class Publisher {

    /**
     * From one round to the next. BEP 44: items are put again every hour. A little less, so that of two rounds the
     * second one comes before the item of the first has expired, in case that in between enough nodes held it.
     */
    static final long PERIOD_MILLIS = 55 * 60_000;

    /** After a round that reached nobody; doubles up to the period. */
    private static final long RETRY_MILLIS = 1000;

    /** After a round in which another machine was faster, at most; doubles while that goes on. */
    private static final long OVERTAKEN_MILLIS = 500;

    /** Times that {@link #OVERTAKEN_MILLIS} doubles. */
    private static final int MOST_DOUBLINGS = 6;

    /** From a change to the round that publishes it, so that one round is for several changes. */
    private static final long CHANGE_MILLIS = 50;

    /** Between the beginnings of two rounds. */
    private static final long PAUSE_MILLIS = 1000;

    /** For how long we try to tell others that a name is no longer ours. */
    private static final long LEAVE_MILLIS = 5 * 60_000;

    private final NodeConfig config;
    private final Map<Family, Dht> dhts;
    private final Map<Family, ExternalAddress> external;
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
            TimeOfDay timeOfDay,
            RandomGenerator random,
            Consumer<Output> out) {
        this.config = config;
        config.announcedAddresses().forEach(address -> given.add(address.family()));
        this.dhts = dhts;
        this.external = external;
        this.timeOfDay = timeOfDay;
        this.random = random;
        this.out = out;
    }

    /**
     * A name is announced. Nothing happens if it has no record of ours; what lies below another name is for that one's
     * zone.
     *
     * @param service the port of a service, if one is announced
     */
    void announce(long now, Name name, OptionalInt service) {
        RecordName where = name.record().orElse(null);
        SecretKey secret = name.secret().orElse(null);
        if (where == null || secret == null || !where.labels().isEmpty()) {
            return;
        }
        OwnRecord record = records.computeIfAbsent(where.record().target(), target -> new OwnRecord(where, secret));
        record.announce(name.id(), service);
        record.leavesAt = Long.MAX_VALUE;
        due(now, record);
    }

    /** A name is no longer announced: our entry is taken out of its record. */
    void withdraw(long now, Name name) {
        for (OwnRecord record : List.copyOf(records.values())) {
            if (record.announces(name.id())) {
                record.withdraw(name.id());
                leaveIfUnwanted(now, record);
                due(now, record);
            }
        }
    }

    /**
     * A name was to be announced once, and was. What is stored stays for its time; what is not stored yet is given some
     * time to be.
     */
    void forget(long now, Name name) {
        wakeAt = null;
        for (OwnRecord record : List.copyOf(records.values())) {
            if (!record.announces(name.id())) {
                continue;
            }
            if (record.saysMoreThan(name.id())) {
                record.withdraw(name.id());
            } else if (record.phase() == Phase.IDLE && record.lastCopies > 0 && record.nextAt > soon(now, record)) {
                records.remove(record.target());
            } else {
                record.leavesAt = now + LEAVE_MILLIS;
            }
        }
    }

    /** The zones of our records are other ones. */
    void zones(long now, List<Input.Zones.Owned> zones) {
        for (Input.Zones.Owned owned : zones) {
            records.computeIfAbsent(
                    owned.name().record().target(), target -> new OwnRecord(owned.name(), owned.secret()));
        }
        for (OwnRecord record : List.copyOf(records.values())) {
            record.zone(zones.stream()
                    .filter(owned -> owned.name().record().target().equals(record.target()))
                    .map(Input.Zones.Owned::zone)
                    .findFirst());
            leaveIfUnwanted(now, record);
            due(now, record);
        }
    }

    private void leaveIfUnwanted(long now, OwnRecord record) {
        record.leavesAt = record.isWanted() ? Long.MAX_VALUE : now + LEAVE_MILLIS;
        boolean unpublished = record.seq < 0 && record.phase() == Phase.IDLE;
        if (!record.isWanted() && unpublished) {
            records.remove(record.target());
        }
    }

    /** Our addresses are other ones, nodes or the time of day are known now, or the user wishes it. */
    void changed(long now) {
        records.values().forEach(record -> due(now, record));
    }

    private void due(long now, OwnRecord record) {
        wakeAt = null;
        if (record.phase() == Phase.IDLE) {
            record.nextAt = Math.min(record.nextAt, soon(now, record));
        } else {
            record.outdated = true;
        }
    }

    private static long soon(long now, OwnRecord record) {
        return record.startedAt == Long.MIN_VALUE
                ? now
                : Math.max(now + CHANGE_MILLIS, record.startedAt + PAUSE_MILLIS);
    }

    /** A node more: records that too few nodes hold are put again soon. */
    void contactAdded(long now) {
        for (OwnRecord record : records.values()) {
            if (record.phase() != Phase.IDLE
                    || record.lastCopies < config.limits().bucketSize()) {
                due(now, record);
            }
        }
    }

    void wake(long now) {
        if (now < wakeAt()) {
            return;
        }
        wakeAt = null;
        records.values().removeIf(record -> record.leavesAt <= now);
        for (OwnRecord record : List.copyOf(records.values())) {
            if (record.nextAt <= now && record.phase() == Phase.IDLE) {
                start(now, record);
            }
        }
    }

    /** When {@link #wake} has something to do. */
    long wakeAt() {
        if (wakeAt == null) {
            long at = Long.MAX_VALUE;
            for (OwnRecord record : records.values()) {
                at = Math.min(at, Math.min(record.nextAt, record.leavesAt));
            }
            wakeAt = at;
        }
        return wakeAt;
    }

    /** Reads. Without an address, a clock or nodes there is nothing to publish yet; each of them brings a change. */
    private void start(long now, OwnRecord record) {
        record.nextAt = Long.MAX_VALUE;
        boolean silent =
                record.isWanted() && record.zone().isEmpty() && addresses().isEmpty();
        if (silent || !timeOfDay.isKnown()) {
            return;
        }
        Set<Family> joined = EnumSet.noneOf(Family.class);
        dhts.forEach((family, dht) -> {
            if (dht.joinedAt().isPresent()) {
                joined.add(family);
            }
        });
        if (joined.isEmpty()) {
            return;
        }
        record.startedAt = now;
        record.read(joined);
        // A look-up may be over before the call returns.
        for (Family family : joined) {
            Dht dht = dhtOf(family);
            dht.storedItem(now, record.name().record()).ifPresent(record::take);
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
        Draft draft = record.draft(
                config.id().label(), config.port(), addresses(), timeOfDay.seconds(now), timeOfDay.micros(now));
        switch (draft) {
            case Draft.Keep keep -> {
                record.full = !keep.complete();
                finish(now, record, record.holders(), false);
            }
            case Draft.Write write -> {
                record.full = !write.complete();
                Map<Family, List<Place>> where = record.write();
                if (where.isEmpty()) {
                    finish(now, record, 0, false);
                }
                where.forEach((each, nodes) -> dhtOf(each).put(now, write.item(), nodes));
            }
        }
    }

    void itemStored(long now, Family family, Id target, int copies, int overtaken) {
        OwnRecord record = records.get(target);
        if (record != null && record.hasWritten(family, copies, overtaken)) {
            finish(now, record, record.copies(), record.isOvertaken());
        }
    }

    private void finish(long now, OwnRecord record, int copies, boolean overtaken) {
        wakeAt = null;
        record.lastCopies = copies;
        record.end();
        if (overtaken || copies == 0) {
            record.failures++;
        } else {
            record.failures = 0;
        }
        if (!overtaken && copies > 0 && record.leavesAt != Long.MAX_VALUE) {
            records.remove(record.target());
        } else if (overtaken) {
            long most = OVERTAKEN_MILLIS << Math.min(record.failures - 1, MOST_DOUBLINGS);
            record.nextAt = now + 1 + random.nextLong(most);
        } else if (record.outdated) {
            record.nextAt = soon(now, record);
        } else if (copies == 0) {
            record.nextAt = now + Math.min(PERIOD_MILLIS, RETRY_MILLIS << Math.min(record.failures - 1, 20));
        } else {
            record.nextAt = now + PERIOD_MILLIS;
        }
        if (!overtaken) {
            out.accept(new Output.RecordStored(view(record)));
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
        return records.values().stream().map(Publisher::view).toList();
    }

    private static OwnRecordView view(OwnRecord record) {
        return new OwnRecordView(record.name(), record.seq, record.lastCopies, record.full, record.nextAt);
    }

    private Dht dhtOf(Family family) {
        return Objects.requireNonNull(dhts.get(family));
    }
}
