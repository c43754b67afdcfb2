package org.kadnode.kernel.core;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.Result.Search;
import org.kadnode.kernel.core.Result.Track;
import org.kadnode.kernel.core.Result.Way;
import org.kadnode.kernel.core.auth.Challenges;
import org.kadnode.kernel.core.dht.Dht;
import org.kadnode.kernel.core.dht.LookupView;
import org.kadnode.kernel.core.guard.Blocklist;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.core.naming.RecordName;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/**
 * Answers resolve requests: from what was found lately, and by searches that all requests for a name
 * share.
 *
 * <p>A name that belongs to a key is searched for in two ways at once: its record, which the key has signed, and those
 * who announce it, who count when they have signed a challenge. What comes first is handed out first.
 */
final class Resolver {

    /** A search that found nothing is not repeated for this long. */
    private static final long NOTHING_MILLIS = 2000;

    /**
     * For this long after joining, a search that finds nothing is repeated while somebody waits: the
     * announcing node may be joining just now, and we know few nodes yet.
     */
    private static final long YOUNG_MILLIS = 20_000;

    private static final long AGAIN_MILLIS = 500;

    /** A family without any node is given up this long after the other one was joined. */
    private static final long ABSENT_MILLIS = 3000;

    /** Names of one address that are told. */
    private static final int MOST_NAMES = 16;

    private final NodeConfig config;
    private final Map<Family, Dht> dhts;
    private final Challenges challenges;
    private final TimeOfDay timeOfDay;
    private final Blocklist blocklist;
    private final Consumer<Output> out;
    /** Least recently asked for first. */
    private final Map<Id, Result> results = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Long, Watcher> watchers = new HashMap<>();

    /** How many have asked so far. */
    private long lastAsked;

    /** When {@link #wake} has something to do; null after a change, until somebody asks. */
    private @Nullable Long wakeAt;

    Resolver(
            NodeConfig config,
            Map<Family, Dht> dhts,
            Challenges challenges,
            TimeOfDay timeOfDay,
            Blocklist blocklist,
            Consumer<Output> out) {
        this.config = config;
        this.dhts = dhts;
        this.challenges = challenges;
        this.timeOfDay = timeOfDay;
        this.blocklist = blocklist;
        this.out = out;
    }

    /**
     * A request begins.
     *
     * @param own addresses under which we announce the name ourselves
     */
    void resolve(long now, Input.Resolve request, List<Endpoint> own) {
        wakeAt = null;
        Result result = resultOf(now, request.name().id());
        if (result == null || watchers.size() >= config.limits().watchers() || watchers.containsKey(request.ticket())) {
            out.accept(new Output.Refused(request.ticket()));
            return;
        }
        result.belongsTo(request.name());
        result.askedFor(++lastAsked, request.name());
        Watcher watcher = new Watcher(
                request.ticket(),
                result,
                request.name().record().map(RecordName::domain),
                request.families(),
                blocklist,
                out);
        watchers.put(watcher.ticket(), watcher);
        result.watchers().add(watcher);
        watcher.tellOwn(own);
        watcher.tellAll(now, timeOfDay.seconds(now));
        for (Family family : dhts.keySet()) {
            takeWhatIsStoredHere(now, watcher, family);
            for (Way way : ways(now, result)) {
                Track track = new Track(family, way);
                if (watcher.waitsFor(track)) {
                    startIfStale(now, result, track);
                }
            }
        }
        tellProgress(now, watcher);
    }

    private void takeWhatIsStoredHere(long now, Watcher watcher, Family family) {
        Result result = watcher.result();
        if (watcher.waitsFor(new Track(family, Way.PEERS))) {
            dhtOf(family).stored(now, result.id()).forEach(peer -> found(now, result.id(), peer, peer));
        }
        result.record()
                .flatMap(name -> dhtOf(family).storedItem(now, name.record()))
                .ifPresent(stored -> itemFound(now, stored.item().target(), stored.item(), stored.local(), false));
    }

    /** On which ways a name is searched for. Who has a record in hand needs nobody's announcements. */
    private Set<Way> ways(long now, Result result) {
        Set<Way> ways = EnumSet.noneOf(Way.class);
        boolean settled = result.usable(now).isPresent() && result.isSettled(now, timeOfDay.seconds(now));
        if (result.owner().isEmpty() || (config.legacyAuth() && !settled)) {
            ways.add(Way.PEERS);
        }
        if (result.record().isPresent()) {
            ways.add(Way.RECORD);
        }
        return ways;
    }

    /**
     * No more addresses are wanted: the searches that have found one need not go on. Not everybody was asked then, so the next
     * request starts them again, and since it need not wait for an address, they go on to their end.
     */
    void release(long now, long ticket) {
        wakeAt = null;
        Watcher watcher = watchers.remove(ticket);
        if (watcher != null) {
            Result result = watcher.result();
            result.watchers().remove(watcher);
            if (result.watchers().isEmpty()) {
                result.searches().values().forEach(search -> search.last = Optional.empty());
                result.searches().keySet().stream()
                        .filter(track -> track.way() == Way.PEERS && hasAddress(now, result, track.family()))
                        .toList()
                        .forEach(track -> endEarly(now, result, track));
            }
        }
    }

    private void endEarly(long now, Result result, Track track) {
        Search search = searchOf(result, track);
        boolean running = search.running;
        dhtOf(track.family()).suffices(now, result.id());
        if (running && !search.running) {
            search.endedAt = Long.MIN_VALUE;
        }
    }

    /** An address was seen, by a look-up or because somebody announced it to us. */
    void found(long now, Id id, Endpoint endpoint, Endpoint witness) {
        Result result = results.get(id);
        if (result == null) {
            return;
        }
        if (result.owner().isEmpty()) {
            accept(now, result, endpoint);
        } else if (config.legacyAuth()
                && !result.isFresh(now, endpoint)
                && !result.isSettled(now, timeOfDay.seconds(now))) {
            result.claimed(now, endpoint, witness);
            challengeMore(now, result, result.owner().get());
            result.watchers().forEach(watcher -> watcher.tellUnverified(now, timeOfDay.seconds(now)));
        }
    }

    private void challengeMore(long now, Result result, PublicKey owner) {
        Optional<Endpoint> next = result.claims().next();
        while (next.isPresent()) {
            if (!challenges.begin(now, result.id(), owner, next.get())) {
                result.claims().judged(next.get());
            }
            next = result.claims().next();
        }
    }

    /** The claim of somebody to a name was judged. */
    void judged(long now, Id id, Endpoint claimant, boolean proved) {
        Result result = results.get(id);
        if (result == null) {
            return;
        }
        result.claims().judged(claimant);
        if (proved && !result.isSettled(now, timeOfDay.seconds(now))) {
            accept(now, result, claimant);
        }
        result.owner().ifPresent(owner -> challengeMore(now, result, owner));
        tellProgress(now, result);
    }

    private void accept(long now, Result result, Endpoint endpoint) {
        result.accept(now, endpoint).ifPresent(found -> result.watchers().forEach(watcher -> watcher.tell(found)));
    }

    /**
     * A mutable item was seen, whose signature is right.
     *
     * @param local whether the node that has it is on this machine
     * @param searched whether a search has found it; otherwise it was put to us
     */
    void itemFound(long now, Id target, Item.Mutable item, boolean local, boolean searched) {
        for (Result result : withRecord(target)) {
            if (searched ? result.found(now, item, local) : result.stored(now, item, local)) {
                wakeAt = null;
                result.watchers().forEach(watcher -> watcher.tellAll(now, timeOfDay.seconds(now)));
            }
        }
    }

    /** More time may have passed than the node's clock has seen. */
    void doubt() {
        wakeAt = null;
        results.values().forEach(Result::doubt);
    }

    private List<Result> withRecord(Id target) {
        return results.values().stream()
                .filter(result -> result.isStoredAt(target))
                .toList();
    }

    /** An address is to be handed out no more. */
    void forget(Address address) {
        results.values().forEach(result -> result.forget(address));
    }

    void lookupEnded(long now, Family family, Id id, Supplier<LookupView> how) {
        Result result = results.get(id);
        if (result != null) {
            ended(now, result, new Track(family, Way.PEERS), how);
        }
    }

    void itemLookupEnded(long now, Family family, Id target, Supplier<LookupView> how) {
        for (Result result : withRecord(target)) {
            result.checked(now);
            result.watchers().forEach(watcher -> watcher.tellAll(now, timeOfDay.seconds(now)));
            ended(now, result, new Track(family, Way.RECORD), how);
        }
    }

    private void ended(long now, Result result, Track track, Supplier<LookupView> how) {
        Search search = result.searches().get(track);
        if (search == null || !search.running) {
            return;
        }
        wakeAt = null;
        search.running = false;
        search.endedAt = now;
        search.last = result.watchers().isEmpty() ? Optional.empty() : Optional.of(how.get());
        OptionalLong joinedAt = dhtOf(track.family()).joinedAt();
        boolean young = joinedAt.isPresent() && now - joinedAt.getAsLong() < YOUNG_MILLIS;
        if (young && !hasAddress(now, result, track.family()) && isWatched(result, track)) {
            search.againAt = now + AGAIN_MILLIS;
        }
        tellProgress(now, result);
    }

    private boolean hasAddress(long now, Result result, Family family) {
        return result.hasAddress(family, now, timeOfDay.seconds(now));
    }

    /** Searches that waited for a node can start. */
    void joined(long now, Family family) {
        wakeAt = null;
        for (Result result : List.copyOf(results.values())) {
            for (Way way : Way.values()) {
                Track track = new Track(family, way);
                if (result.searches().containsKey(track) && searchOf(result, track).wanted) {
                    start(now, result, track);
                }
            }
        }
        watchers.values().forEach(watcher -> tellProgress(now, watcher));
    }

    void wake(long now) {
        if (now < wakeAt(now)) {
            return;
        }
        wakeAt = null;
        for (Watcher watcher : List.copyOf(watchers.values())) {
            for (Track track : tracks(watcher)) {
                if (searchOf(watcher.result(), track).againAt <= now) {
                    start(now, watcher.result(), track);
                }
            }
            tellProgress(now, watcher);
        }
    }

    /** When {@link #wake} has something to do. */
    long wakeAt(long now) {
        if (wakeAt == null) {
            wakeAt = earliest(now);
        }
        return wakeAt;
    }

    private long earliest(long now) {
        long at = Long.MAX_VALUE;
        for (Watcher watcher : watchers.values()) {
            for (Track track : tracks(watcher)) {
                at = Math.min(at, searchOf(watcher.result(), track).againAt);
                long absentAt = absentAt(track.family());
                if (absentAt > now) {
                    at = Math.min(at, absentAt);
                }
            }
            // The time at which a family is given up may have passed between two wakes.
            if (progressOf(now, watcher) != watcher.progress()) {
                return now;
            }
        }
        return at;
    }

    /** What was asked for and leads to an address, as its owner has proved; the last first. */
    List<String> names(long now, Address address, Naming naming) {
        if (blocklist.contains(address)) {
            return List.of();
        }
        return results.values().stream()
                .filter(result -> result.leadsTo(address, now, timeOfDay.seconds(now)))
                // Keys may have come or gone since then.
                .filter(result -> result.hostName()
                        .flatMap(naming::parse)
                        .filter(name -> name.id().equals(result.id()))
                        .isPresent())
                .sorted(Comparator.comparingLong(Result::asked).reversed())
                .flatMap(result -> result.hostName().stream())
                .limit(MOST_NAMES)
                .toList();
    }

    /** The searches that a request waits for. */
    List<SearchView> searches(long ticket) {
        Watcher watcher = watchers.get(ticket);
        return watcher == null
                ? List.of()
                : tracks(watcher).stream()
                        .flatMap(track ->
                                how(watcher.result(), track).stream().map(how -> new SearchView(track.family(), how)))
                        .toList();
    }

    private Optional<LookupView> how(Result result, Track track) {
        Dht dht = dhtOf(track.family());
        Optional<LookupView> running = switch (track.way()) {
            case PEERS -> dht.lookupOf(result.id());
            case RECORD -> result.record().flatMap(name -> dht.lookupOf(name.record()));
        };
        return running.or(() -> searchOf(result, track).last);
    }

    List<ResultView> view(long now) {
        return results.values().stream()
                .map(result -> result.view(now, timeOfDay.seconds(now)))
                .toList();
    }

    /** The result of an identifier; room is made by forgetting one that nobody waits for. */
    private @Nullable Result resultOf(long now, Id id) {
        Result known = results.get(id);
        if (known != null) {
            known.expire(now);
            return known;
        }
        if (results.size() >= config.limits().results() && !forgetOne()) {
            return null;
        }
        Result result = new Result(
                id,
                config.limits().resultAddresses(),
                new Claims(config.limits().challengesPerName()));
        results.put(id, result);
        return result;
    }

    private boolean forgetOne() {
        for (Iterator<Result> all = results.values().iterator(); all.hasNext(); ) {
            if (all.next().watchers().isEmpty()) {
                all.remove();
                return true;
            }
        }
        return false;
    }

    private void startIfStale(long now, Result result, Track track) {
        Search search = result.searches().computeIfAbsent(track, each -> new Search());
        boolean fresh = search.endedAt != Long.MIN_VALUE && now - search.endedAt < reuse(now, result, track);
        if (!search.running && search.againAt == Long.MAX_VALUE && !fresh) {
            start(now, result, track);
        }
    }

    /** For how long the result of a search is enough. */
    private long reuse(long now, Result result, Track track) {
        return switch (track.way()) {
            case PEERS -> hasAddress(now, result, track.family()) ? Result.REUSE_MILLIS : NOTHING_MILLIS;
            case RECORD -> result.usable(now).map(KnownRecord::lifetime).orElse(NOTHING_MILLIS);
        };
    }

    private void start(long now, Result result, Track track) {
        Search search = searchOf(result, track);
        Dht dht = dhtOf(track.family());
        search.againAt = Long.MAX_VALUE;
        search.wanted = dht.joinedAt().isEmpty();
        if (search.wanted || search.running) {
            return;
        }
        search.running = true;
        boolean started = switch (track.way()) {
            case PEERS -> dht.lookup(now, result.id());
            case RECORD -> dht.get(now, result.record().orElseThrow().record());
        };
        if (!started) {
            search.running = false;
            search.againAt = now + AGAIN_MILLIS;
        }
    }

    private void tellProgress(long now, Result result) {
        result.watchers().forEach(watcher -> tellProgress(now, watcher));
    }

    private void tellProgress(long now, Watcher watcher) {
        watcher.tellUnverified(now, timeOfDay.seconds(now));
        watcher.tell(progressOf(now, watcher));
    }

    private Output.Progress progressOf(long now, Watcher watcher) {
        Set<Output.Progress> each = EnumSet.noneOf(Output.Progress.class);
        for (Track track : tracks(watcher)) {
            each.add(progressOf(now, watcher.result(), track));
            if (track.way() == Way.PEERS && watcher.result().claims().isOpen(track.family())) {
                each.add(Output.Progress.RUNNING);
            }
        }
        if (each.contains(Output.Progress.RUNNING)) {
            return Output.Progress.RUNNING;
        }
        return each.contains(Output.Progress.NOT_JOINED) ? Output.Progress.NOT_JOINED : Output.Progress.ENDED;
    }

    private Output.Progress progressOf(long now, Result result, Track track) {
        Search search = searchOf(result, track);
        if (search.wanted) {
            return absentAt(track.family()) <= now ? Output.Progress.ENDED : Output.Progress.NOT_JOINED;
        }
        return search.running || search.againAt != Long.MAX_VALUE ? Output.Progress.RUNNING : Output.Progress.ENDED;
    }

    /**
     * When a family that has no node is given up, because the machine has that family's addresses but no
     * network behind them, or nobody there: some time after the other family was joined.
     */
    private long absentAt(Family family) {
        if (dhtOf(family).joinedAt().isPresent()) {
            return Long.MAX_VALUE;
        }
        long joined = dhts.values().stream()
                .map(Dht::joinedAt)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .min()
                .orElse(Long.MAX_VALUE);
        return joined == Long.MAX_VALUE ? joined : joined + ABSENT_MILLIS;
    }

    private static boolean isWatched(Result result, Track track) {
        return result.watchers().stream().anyMatch(watcher -> watcher.waitsFor(track));
    }

    /** The searches that a request waits for, of those that were begun. */
    private static List<Track> tracks(Watcher watcher) {
        return watcher.result().searches().keySet().stream()
                .filter(watcher::waitsFor)
                .toList();
    }

    private static Search searchOf(Result result, Track track) {
        return Objects.requireNonNull(result.searches().get(track));
    }

    private Dht dhtOf(Family family) {
        return Objects.requireNonNull(dhts.get(family));
    }
}
