package org.kadnode.kernel.core.dht;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.RecordKey;
import org.kadnode.kernel.core.record.Item;

/**
 * The look-ups under way in one family, and the rounds of storing that follow them. Who searches for the same shares
 * one look-up.
 */
final class Searches {

    /** For each of the nearest nodes, how many may be announced to: nearer ones may answer late. */
    private static final int COPIES_PER_PLACE = 3;

    /** Knows the nodes to begin a look-up with. */
    @FunctionalInterface
    interface Start {
        List<Known> nodes(long now, Id target);
    }

    /** Hears of look-ups that only freshened the table. */
    @FunctionalInterface
    interface Refreshed {
        void ended(long now, Id target);
    }

    private final Limits limits;
    private final Transactions transactions;
    private final DhtEvents events;
    private final Start start;
    private final Refreshed refreshed;
    private final Listener listener = new Listener();
    private final Map<Id, Lookup> lookups = new HashMap<>();
    private final Map<Id, ItemLookup> itemLookups = new HashMap<>();
    /** In the order in which they began: that of their hashes is another one in each process. */
    private final Set<Lookup> refreshes = new LinkedHashSet<>();

    private final Set<Publication> publications = new LinkedHashSet<>();
    private long completed;
    private long starvedAt = Long.MAX_VALUE;

    /** A look-up for an item, what was judged in it, and what of that was genuine. */
    private record ItemLookup(
            RecordKey record, Lookup lookup, Set<Item.Mutable> judged, Map<Item.Mutable, Endpoint> genuine) {}

    Searches(Limits limits, Transactions transactions, DhtEvents events, Start start, Refreshed refreshed) {
        this.limits = limits;
        this.transactions = transactions;
        this.events = events;
        this.start = start;
        this.refreshed = refreshed;
    }

    /** Searches for peers. Returns false if too many look-ups are under way. */
    boolean lookup(long now, Id target) {
        return lookups.containsKey(target) || startLookup(now, target, Optional.empty());
    }

    /** Whoever searches for peers has found enough of them. */
    void suffices(long now, Id target) {
        Lookup running = lookups.get(target);
        if (running != null) {
            running.suffices(now);
        }
    }

    /** Announces a port to the nodes nearest to a target. Returns false if too many look-ups are under way. */
    boolean announce(long now, Id target, int port) {
        Lookup running = lookups.get(target);
        if (running == null) {
            return startLookup(now, target, Optional.of(port));
        }
        boolean same = publications.stream()
                .anyMatch(other -> !other.isClosed() && other.target().equals(target) && other.port() == port);
        if (!same) {
            running.publish(announcement(running, port));
            running.proceed(now);
        }
        return true;
    }

    private boolean startLookup(long now, Id target, Optional<Integer> port) {
        if (!hasRoom()) {
            return false;
        }
        Lookup lookup = new Lookup(target, LookupView.Kind.PEERS, limits, transactions, listener, Optional.empty());
        lookups.put(target, lookup);
        port.ifPresent(each -> lookup.publish(announcement(lookup, each)));
        lookup.start(now, start.nodes(now, target));
        return true;
    }

    private Publication announcement(Lookup lookup, int port) {
        Publication publication = new Publication(
                lookup.target(),
                port,
                COPIES_PER_PLACE * limits.bucketSize(),
                place -> new Message.Method.AnnouncePeer(lookup.target(), Optional.of(port), place.token()),
                transactions,
                lookup::view,
                this::announced);
        publications.add(publication);
        return publication;
    }

    /**
     * Searches for a mutable item. Whoever joins a search hears what it has found already. Returns false if too many
     * look-ups are under way.
     */
    boolean get(long now, RecordKey record) {
        Id target = record.target();
        ItemLookup running = itemLookups.get(target);
        if (running != null) {
            new LinkedHashMap<>(running.genuine)
                    .forEach((item, witness) -> events.itemFound(now, target, item, witness));
            return true;
        }
        if (!hasRoom()) {
            return false;
        }
        Lookup lookup = new Lookup(target, LookupView.Kind.ITEM, limits, transactions, listener, Optional.empty());
        itemLookups.put(target, new ItemLookup(record, lookup, new HashSet<>(), new LinkedHashMap<>()));
        lookup.start(now, start.nodes(now, target));
        return true;
    }

    private boolean hasRoom() {
        return lookups.size() + itemLookups.size() < limits.lookups();
    }

    /** Puts an item to the nodes that a look-up for it found. */
    void put(long now, Item.Mutable item, List<Place> places) {
        Publication publication = new Publication(
                item.target(),
                0,
                places.size(),
                place -> new Message.Method.Put(
                        item, place.token(), Optional.of(place.seq().orElse(0))),
                transactions,
                () -> new LookupView(item.target(), LookupView.Kind.ITEM, 0, true, List.of()),
                this::put);
        publications.add(publication);
        publication.offer(now, places);
        publication.close(now);
    }

    private void put(long now, Publication publication) {
        publications.remove(publication);
        events.itemStored(now, publication.target(), publication.copies(), publication.overtaken());
    }

    private void announced(long now, Publication publication) {
        publications.remove(publication);
        events.announced(now, publication.target(), publication.port(), publication.copies());
    }

    /**
     * Searches for nodes near a target, to fill the table.
     *
     * @param pace how fast; empty for as fast as can be
     */
    void refresh(long now, Id target, Optional<Pace> pace) {
        Lookup lookup = new Lookup(target, LookupView.Kind.NODES, limits, transactions, listener, pace);
        refreshes.add(lookup);
        lookup.start(now, start.nodes(now, target));
    }

    /** How many look-ups only freshen the table. */
    int refreshes() {
        return refreshes.size();
    }

    /** How many are under way. */
    int active() {
        return lookups.size()
                + itemLookups.size()
                + refreshes.size()
                + (int) publications.stream().filter(Publication::isClosed).count();
    }

    /** How many look-ups have ended since the start. */
    long completed() {
        return completed;
    }

    /** Goes on with look-ups that could send nothing. */
    void wake(long now) {
        if (now >= starvedAt) {
            starvedAt = Long.MAX_VALUE;
            List.copyOf(lookups.values()).forEach(lookup -> lookup.resume(now));
            List.copyOf(itemLookups.values()).forEach(search -> search.lookup.resume(now));
            List.copyOf(refreshes).forEach(lookup -> lookup.resume(now));
        }
    }

    /** When {@link #wake} has something to do. */
    long wakeAt() {
        return starvedAt;
    }

    /** The look-up for peers of an identifier, if one is under way. */
    Optional<LookupView> view(Id target) {
        return Optional.ofNullable(lookups.get(target)).map(Lookup::view);
    }

    /** The look-up for an item, if one is under way. */
    Optional<LookupView> view(RecordKey record) {
        return Optional.ofNullable(itemLookups.get(record.target())).map(search -> search.lookup.view());
    }

    /** The look-ups under way, and those that are over but whose rounds of storing are not. */
    List<LookupView> view() {
        List<LookupView> view = new ArrayList<>();
        lookups.values().forEach(lookup -> view.add(lookup.view()));
        itemLookups.values().forEach(search -> view.add(search.lookup.view()));
        refreshes.forEach(lookup -> view.add(lookup.view()));
        publications.stream().filter(Publication::isClosed).forEach(publication -> view.add(publication.view()));
        return view;
    }

    private final class Listener implements Lookup.Listener {

        @Override
        public void found(long now, Id target, Endpoint peer, Endpoint witness) {
            events.found(now, target, peer, witness);
        }

        /** A signature is judged once, however many nodes send it. */
        @Override
        public void item(long now, Id target, Message.Stored stored, Endpoint witness) {
            ItemLookup search = itemLookups.get(target);
            Message.Stored.Signed signed = stored.signed().orElse(null);
            if (search == null || signed == null || !signed.key().equals(search.record.key())) {
                return;
            }
            Item.Mutable item = new Item.Mutable(
                    signed.key(), search.record.salt(), stored.seq(), signed.value(), signed.signature());
            if (search.judged.add(item) && item.isGenuine()) {
                search.genuine.put(item, witness);
                events.itemFound(now, target, item, witness);
            }
        }

        @Override
        public void starved(long until) {
            starvedAt = Math.min(starvedAt, until);
        }

        @Override
        public void ended(long now, Lookup lookup) {
            completed++;
            switch (lookup.kind()) {
                case NODES -> {
                    refreshes.remove(lookup);
                    refreshed.ended(now, lookup.target());
                }
                case ITEM -> {
                    itemLookups.remove(lookup.target());
                    events.itemLookupEnded(now, lookup.target(), lookup::view, lookup.places());
                }
                case PEERS -> {
                    lookups.remove(lookup.target());
                    events.lookupEnded(now, lookup.target(), lookup::view);
                }
            }
        }
    }
}
