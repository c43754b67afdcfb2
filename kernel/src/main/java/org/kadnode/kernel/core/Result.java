package org.kadnode.kernel.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kadnode.kernel.core.dht.LookupView;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/**
 * What is known of one name: addresses that were announced, and what its owner has signed.
 *
 * <p>Announced addresses are kept as KadNode 1.0 keeps them: a request more than 10 minutes after the last search
 * starts another one and gets the old addresses meanwhile; an address that was not found again for 20 minutes is
 * dropped. What is signed is handed out for its own lifetime, and then only when it was looked for again.
 *
 * <p>An owner who signs addresses has said all: from then on, others count no more, also if they pass the
 * challenge of KadNode 1.0, which can be relayed.
 */
final class Result {

    /** An address that was found this long ago is good, and no reason to search. */
    static final long REUSE_MILLIS = 10 * 60_000;

    private static final long KEEP_MILLIS = 20 * 60_000;

    /** In place of a time. */
    private static final long NEVER = Long.MIN_VALUE / 2;

    /** A way on which addresses are searched for. */
    enum Way {
        /** Peers announced under the identifier (BEP 5). */
        PEERS,
        /** The record that the owner signs (BEP 44). */
        RECORD
    }

    /** One of the searches for a name. */
    record Track(Family family, Way way) {}

    /** How a search stands. */
    static final class Search {
        boolean wanted;
        boolean running;
        long endedAt = Long.MIN_VALUE;
        long againAt = Long.MAX_VALUE;
        /** How the last one went, if somebody still waits who may want to see it. */
        Optional<LookupView> last = Optional.empty();
    }

    /** An announced address, and when it was last found. */
    private record Sighting(Endpoint endpoint, long at) {}

    private final Id id;
    private final int mostAddresses;
    private final Map<Address, Sighting> sightings = new LinkedHashMap<>();
    private final Map<Track, Search> searches = new LinkedHashMap<>();
    private final List<Watcher> watchers = new ArrayList<>();
    private final Claims claims;
    private long claimedAt = NEVER;

    /** Who must have signed. Once known, it is asked for by everybody who searches for this identifier. */
    private Optional<PublicKey> owner = Optional.empty();

    private Optional<RecordName> record = Optional.empty();
    private Optional<String> hostName = Optional.empty();
    private long asked;
    private Optional<Id> recordTarget = Optional.empty();
    private Optional<KnownRecord> known = Optional.empty();

    /**
     * Nothing is known.
     *
     * @param mostAddresses addresses that are kept, one an IP address
     */
    Result(Id id, int mostAddresses, Claims claims) {
        this.id = id;
        this.mostAddresses = mostAddresses;
        this.claims = claims;
    }

    Id id() {
        return id;
    }

    Optional<PublicKey> owner() {
        return owner;
    }

    Optional<RecordName> record() {
        return record;
    }

    Claims claims() {
        return claims;
    }

    /** Somebody was named as an owner, and has to prove it. */
    void claimed(long now, Endpoint claimant, Endpoint witness) {
        claimedAt = now;
        claims.add(claimant, witness);
    }

    /** Whether somebody claims the name, or has failed to prove it not long ago, and no address of its owner is known. */
    boolean isUnverified(long now, long seconds) {
        return now - claimedAt < KEEP_MILLIS
                && owner.isPresent()
                && addresses(now, seconds).isEmpty()
                && !isSettled(now, seconds);
    }

    /** Who waits for it. */
    List<Watcher> watchers() {
        return watchers;
    }

    /** Whether this is where the name's record is stored. */
    boolean isStoredAt(Id target) {
        return recordTarget.isPresent() && recordTarget.get().equals(target);
    }

    Map<Track, Search> searches() {
        return searches;
    }

    /** Takes over from a name with this identifier to whom it belongs. What anybody announced counts no more then. */
    void belongsTo(Name name) {
        if (owner.isEmpty() && name.owner().isPresent()) {
            owner = name.owner();
            sightings.clear();
            searches.values().forEach(search -> search.endedAt = Long.MIN_VALUE);
        }
        if (name.record().isPresent() && !isIn(name.record().get())) {
            record = name.record();
            recordTarget = record.map(each -> each.record().target());
            known = Optional.empty();
            searches.keySet().removeIf(track -> track.way() == Way.RECORD);
        }
    }

    /**
     * Somebody asks for it.
     *
     * @param number larger than that of whoever asked before, for any name
     */
    void askedFor(long number, Name name) {
        asked = number;
        hostName = name.record().map(RecordName::hostName).or(() -> hostName);
    }

    /** The number of whoever asked last. */
    long asked() {
        return asked;
    }

    /** What was typed last; empty for a name that belongs to nobody, or that DNS cannot express. */
    Optional<String> hostName() {
        return hostName;
    }

    /** Whether a record speaks for the name as it was asked for before. */
    private boolean isIn(RecordName other) {
        return record.filter(each ->
                        each.record().equals(other.record()) && each.inRecord().equals(other.inRecord()))
                .isPresent();
    }

    /**
     * Keeps an announced address: one an IP, the first that was found. A node on the way that names others must not
     * replace it while it is fresh.
     *
     * @return what is to be handed out as new
     */
    Optional<ResultView.Proved> accept(long now, Endpoint endpoint) {
        Sighting before = sightings.get(endpoint.address());
        if (before != null && !before.endpoint.equals(endpoint) && now - before.at < REUSE_MILLIS) {
            return Optional.empty();
        }
        if (before == null && sightings.size() >= mostAddresses) {
            Optional<Sighting> stalest = sightings.values().stream()
                    .filter(sighting -> now - sighting.at >= REUSE_MILLIS)
                    .min(Comparator.comparingLong(Sighting::at));
            if (stalest.isEmpty()) {
                return Optional.empty();
            }
            sightings.remove(stalest.get().endpoint.address());
        }
        Sighting sighting = new Sighting(endpoint, now);
        sightings.put(endpoint.address(), sighting);
        return before == null || !before.endpoint.equals(endpoint)
                ? Optional.of(proved(now, sighting))
                : Optional.empty();
    }

    /** Whether an announced address was found a short while ago. */
    boolean isFresh(long now, Endpoint endpoint) {
        Sighting before = sightings.get(endpoint.address());
        return before != null && before.endpoint.equals(endpoint) && now - before.at < REUSE_MILLIS;
    }

    /**
     * Takes an item that a search has found, under the record's key and with a right signature. Never goes back: an
     * older one than is known changes nothing.
     *
     * @param local whether the node that has it is on this machine
     * @return whether it is the newest, also if it was known already
     */
    boolean found(long now, Item.Mutable item, boolean local) {
        if (known.filter(k -> k.isNewerThan(item)).isPresent()) {
            return false;
        }
        Optional<KnownRecord> next = known.filter(k -> k.isThatOf(item))
                .or(() -> record.flatMap(name -> KnownRecord.of(now, name, item, local)))
                .map(k -> k.found(now, local));
        known = next.or(() -> known);
        return next.isPresent();
    }

    /**
     * Takes an item that somebody has put to this node. Nobody searched for it, so it may be an old one: it is not
     * handed out before a search, unless it takes the place of one that need not be searched for.
     *
     * @return whether it is newer than what was known
     */
    boolean stored(long now, Item.Mutable item, boolean local) {
        if (known.filter(k -> k.isNewerThan(item) || k.isThatOf(item)).isPresent()) {
            return false;
        }
        Optional<KnownRecord> next = record.flatMap(name -> KnownRecord.of(now, name, item, local))
                .map(fresh -> known.map(fresh::checkedAsWas).orElse(fresh));
        known = next.or(() -> known);
        return next.isPresent();
    }

    /** What the owner has signed, unless it has to be searched for again. */
    Optional<KnownRecord> usable(long now) {
        return known.filter(k -> k.isUsable(now));
    }

    /** All were asked for the record, and none had a newer one. */
    void checked(long now) {
        known = known.map(k -> k.checked(now));
    }

    /** What is to be handed out, in the order found. Nothing while the record is searched for again. */
    List<ResultView.Proved> addresses(long now, long seconds) {
        if (isSettled(now, seconds)) {
            Optional<KnownRecord> usable = usable(now);
            long left = usable.map(k -> k.left(now, seconds)).orElse(0L);
            return usable.map(k -> k.addresses(seconds)).orElse(List.of()).stream()
                    .limit(mostAddresses)
                    .map(endpoint -> new ResultView.Proved(endpoint, Proof.RECORD, left))
                    .toList();
        }
        return sightings.values().stream()
                .map(sighting -> proved(now, sighting))
                .filter(each -> each.trust() > 0)
                .toList();
    }

    private ResultView.Proved proved(long now, Sighting sighting) {
        Proof proof = owner.isPresent() ? Proof.LEGACY : Proof.NONE;
        return new ResultView.Proved(sighting.endpoint, proof, sighting.at + KEEP_MILLIS - now);
    }

    /** Whether the owner has signed addresses, so that what others announce counts no more. */
    boolean isSettled(long now, long seconds) {
        return known.filter(k -> k.isAlive(now) && !k.addresses(seconds).isEmpty())
                .isPresent();
    }

    /** Whether the owner has proved that it is there. */
    boolean leadsTo(Address address, long now, long seconds) {
        return owner.isPresent()
                && addresses(now, seconds).stream()
                        .anyMatch(each -> each.endpoint().address().equals(address));
    }

    boolean hasAddress(Family family, long now, long seconds) {
        return addresses(now, seconds).stream().anyMatch(each -> each.endpoint().family() == family);
    }

    /** Everything has to be searched for again: more time may have passed than our clock has seen. */
    void doubt() {
        searches.values().forEach(search -> search.endedAt = Long.MIN_VALUE);
        known = known.map(KnownRecord::unchecked);
    }

    /** Drops announced addresses. The record is kept, so that an older one is never taken for new. */
    void expire(long now) {
        sightings.values().removeIf(sighting -> now - sighting.at >= KEEP_MILLIS);
    }

    void forget(Address address) {
        sightings.remove(address);
    }

    ResultView view(long now, long seconds) {
        return new ResultView(
                id,
                searches.values().stream().noneMatch(search -> search.running),
                owner,
                known.map(k -> k.view(k.name().domain(), seconds)),
                addresses(now, seconds));
    }
}
