package org.kadnode.simulator;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.plugins.Family;
import org.kadnode.simulator.Swarm.Resident;

/**
 * A name that users ask for: with a key, whose owners sign records, or a plain one beside it, to compare with. Knows
 * where its owners are and have been, and who has asked for it.
 */
final class SignedName {

    /** What happens to the owners in the middle of the run. */
    enum Fate {
        /** The one owner stays. */
        STAYS,
        /** Two machines share the name, and stay. */
        SHARED,
        /** The one owner is switched off without a word. */
        LEAVES,
        /** The one owner gets another address. */
        MOVES
    }

    private final Name owned;
    private final Name sought;
    private final Fate fate;
    private final List<Resident> owners = new ArrayList<>();
    private final Set<Resident> stored = new HashSet<>();

    /** Where owners have been: until when, in virtual milliseconds; {@link Long#MAX_VALUE} while they are there. */
    private final Map<Endpoint, Long> places = new LinkedHashMap<>();

    private final Map<Host, Long> lastSeq = new HashMap<>();
    private final Set<Host> askers = new HashSet<>();
    private long storedAt = Long.MAX_VALUE;
    private long turnsAt = Long.MAX_VALUE;

    /**
     * A name without owners.
     *
     * @param owned the name as its owners know it
     * @param sought the name as all others know it
     * @param fate what will happen to the owners
     */
    SignedName(Name owned, Name sought, Fate fate) {
        this.owned = owned;
        this.sought = sought;
        this.fate = fate;
    }

    Name owned() {
        return owned;
    }

    Name sought() {
        return sought;
    }

    Fate fate() {
        return fate;
    }

    /** Whether an owner signs records of it. */
    boolean isSigned() {
        return sought.owner().isPresent();
    }

    /** How many machines it is to have. */
    int machines() {
        return fate == Fate.SHARED && isSigned() ? 2 : 1;
    }

    /** A machine begins to announce it. */
    void join(Resident owner) {
        owners.add(owner);
        owner.host().endpoints().forEach(endpoint -> places.put(endpoint, Long.MAX_VALUE));
    }

    /** The machines that announce it now. */
    List<Resident> owners() {
        return owners;
    }

    Optional<Resident> owner(Host host) {
        return owners.stream().filter(owner -> owner.host() == host).findFirst();
    }

    /** The owner is where it was no more; call it before it is elsewhere. */
    void vacate(long now, Resident owner) {
        owner.host().endpoints().forEach(endpoint -> places.put(endpoint, now));
    }

    /** The owner is where it is. */
    void occupy(Resident owner) {
        owner.host().endpoints().forEach(endpoint -> places.put(endpoint, Long.MAX_VALUE));
    }

    /** The owner is gone. */
    void leave(long now, Resident owner) {
        vacate(now, owner);
        owners.remove(owner);
    }

    /**
     * Takes down that an owner has stored what it announces.
     *
     * @return whether now, for the first time, all of them have
     */
    boolean stored(long now, Resident owner) {
        boolean first = stored.add(owner) && stored.size() == machines();
        if (first) {
            storedAt = now;
        }
        return first;
    }

    boolean hasStored(Resident owner) {
        return stored.contains(owner);
    }

    /** When all owners had stored it; {@link Long#MAX_VALUE} before. */
    long storedAt() {
        return storedAt;
    }

    /** When its fate comes true, in virtual milliseconds; {@link Long#MAX_VALUE} if nothing happens. */
    long turnsAt() {
        return turnsAt;
    }

    void turnsAt(long time) {
        turnsAt = time;
    }

    /** Until when an owner has been there; empty if none ever was. */
    Optional<Long> until(Endpoint endpoint) {
        return Optional.ofNullable(places.get(endpoint));
    }

    /** Whether all owners that there are have been found, each in one family at least. */
    boolean isAll(Set<Endpoint> found) {
        return owners.stream()
                .allMatch(owner -> owner.host().endpoints().stream().anyMatch(found::contains));
    }

    /** The families in which its owners are; none before the first of them has joined. */
    Set<Family> families() {
        Set<Family> families = EnumSet.noneOf(Family.class);
        places.keySet().forEach(endpoint -> families.add(endpoint.family()));
        return families;
    }

    /** The families in which owners and an asker are. */
    Set<Family> families(Host asker) {
        Set<Family> families = families();
        families.retainAll(asker.families());
        return families;
    }

    /** Whether somebody may be asked for as one who knows nothing of the name yet; he counts as an asker from now on. */
    boolean takesAsker(Host host) {
        return owner(host).isEmpty() && !families(host).isEmpty() && askers.add(host);
    }

    /**
     * Takes down the number of a record that somebody was told.
     *
     * @return the last one that he was told before; -1 for none
     */
    long told(Host host, long seq) {
        Long before = lastSeq.put(host, seq);
        return before == null ? -1 : before;
    }

    @Override
    public String toString() {
        return "%s of %s"
                .formatted(sought.text(), owners.stream().map(Resident::host).toList());
    }
}
