package org.kadnode.kernel.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
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
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.auth.Challenges;
import org.kadnode.kernel.core.dht.Dht;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/**
 * Answers resolve requests: from what was found lately, and by searches that all requests for a name
 * share.
 *
 * <p>An address of a name that belongs to a key is handed out when it has signed a challenge.
 *
 * <p>Addresses are kept as KadNode 1.0 keeps them: a request more than 10 minutes after the last search
 * starts another one and gets the old addresses meanwhile; an address that was not found again for 20
 * minutes is dropped.
 */
final class Resolver {

    private static final long REUSE_MILLIS = 10 * 60_000;
    private static final long KEEP_MILLIS = 20 * 60_000;

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

    private final Limits limits;
    private final Map<Family, Dht> dhts;
    private final Challenges challenges;
    private final Consumer<Output> out;
    /** Least recently asked for first. */
    private final Map<Id, Result> results = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<Long, Watcher> watchers = new HashMap<>();

    /** When {@link #wake} has something to do; null after a change, until somebody asks. */
    private @Nullable Long wakeAt;

    /** What is known of one identifier. */
    private static final class Result {
        private final Id id;
        private final Map<Address, Sighting> sightings = new LinkedHashMap<>();
        private final Map<Family, Search> searches = new EnumMap<>(Family.class);
        private final List<Watcher> watchers = new ArrayList<>();
        private final Claims claims;

        /** Who must have signed. Once known, it is asked for by everybody who searches for this identifier. */
        private Optional<PublicKey> owner = Optional.empty();

        private Result(Id id, Claims claims) {
            this.id = id;
            this.claims = claims;
        }

        private void belongsTo(PublicKey key) {
            if (owner.isEmpty()) {
                owner = Optional.of(key);
                sightings.clear();
                searches.values().forEach(Search::forget);
            }
        }

        private Proof proof() {
            return owner.isPresent() ? Proof.LEGACY : Proof.NONE;
        }

        private boolean hasAddress(Family family) {
            return sightings.values().stream().anyMatch(s -> s.endpoint.family() == family);
        }
    }

    /** An address, and when it was last found. */
    private record Sighting(Endpoint endpoint, long at) {}

    /** The search for one identifier in one family. */
    private static final class Search {
        private boolean wanted;
        private boolean running;
        private long endedAt = Long.MIN_VALUE;
        private long againAt = Long.MAX_VALUE;

        private void forget() {
            endedAt = Long.MIN_VALUE;
        }
    }

    /** A request. */
    private static final class Watcher {
        private final long ticket;
        private final Result result;
        private final Set<Family> families;
        private Output.@Nullable Progress told;

        private Watcher(long ticket, Result result, Set<Family> families) {
            this.ticket = ticket;
            this.result = result;
            this.families = families;
        }
    }

    Resolver(Limits limits, Map<Family, Dht> dhts, Challenges challenges, Consumer<Output> out) {
        this.limits = limits;
        this.dhts = dhts;
        this.challenges = challenges;
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
        if (result == null || watchers.size() >= limits.watchers() || watchers.containsKey(request.ticket())) {
            out.accept(new Output.Refused(request.ticket()));
            return;
        }
        request.name().owner().ifPresent(result::belongsTo);
        Set<Family> families = EnumSet.copyOf(request.families());
        families.retainAll(dhts.keySet());
        Watcher watcher = new Watcher(request.ticket(), result, families);
        watchers.put(watcher.ticket, watcher);
        result.watchers.add(watcher);
        for (Endpoint endpoint : own) {
            if (families.contains(endpoint.family())) {
                out.accept(new Output.Found(watcher.ticket, endpoint, Proof.OWN));
            }
        }
        result.sightings.values().forEach(sighting -> tell(watcher, sighting.endpoint));
        for (Family family : families) {
            dhtOf(family).stored(now, result.id).forEach(peer -> found(now, result.id, peer, peer));
            startIfStale(now, result, family);
        }
        tellProgress(now, watcher);
    }

    void release(long ticket) {
        wakeAt = null;
        Watcher watcher = watchers.remove(ticket);
        if (watcher != null) {
            watcher.result.watchers.remove(watcher);
        }
    }

    /** An address was seen, by a look-up or because somebody announced it to us. */
    void found(long now, Id id, Endpoint endpoint, Endpoint witness) {
        Result result = results.get(id);
        if (result == null) {
            return;
        }
        if (result.owner.isEmpty()) {
            accept(now, result, endpoint);
        } else if (!isFresh(now, result, endpoint)) {
            result.claims.add(endpoint, witness);
            challengeMore(now, result, result.owner.get());
        }
    }

    private void challengeMore(long now, Result result, PublicKey owner) {
        Optional<Endpoint> next = result.claims.next();
        while (next.isPresent()) {
            if (!challenges.begin(now, result.id, owner, next.get())) {
                result.claims.judged(next.get());
            }
            next = result.claims.next();
        }
    }

    private static boolean isFresh(long now, Result result, Endpoint endpoint) {
        Sighting known = result.sightings.get(endpoint.address());
        return known != null && known.endpoint.equals(endpoint) && now - known.at < REUSE_MILLIS;
    }

    /** The claim of somebody to a name was judged. */
    void judged(long now, Id id, Endpoint claimant, boolean proved) {
        Result result = results.get(id);
        if (result == null) {
            return;
        }
        result.claims.judged(claimant);
        if (proved) {
            accept(now, result, claimant);
        }
        result.owner.ifPresent(owner -> challengeMore(now, result, owner));
        result.watchers.forEach(watcher -> tellProgress(now, watcher));
    }

    /**
     * Keeps one address per IP, the first that was found: a node on the way that names others must not
     * replace it while it is fresh.
     */
    private void accept(long now, Result result, Endpoint endpoint) {
        Sighting known = result.sightings.get(endpoint.address());
        if (known != null && !known.endpoint.equals(endpoint) && now - known.at < REUSE_MILLIS) {
            return;
        }
        if (known == null && result.sightings.size() >= limits.resultAddresses()) {
            Optional<Sighting> stalest = result.sightings.values().stream()
                    .filter(sighting -> now - sighting.at >= REUSE_MILLIS)
                    .min(Comparator.comparingLong(Sighting::at));
            if (stalest.isEmpty()) {
                return;
            }
            result.sightings.remove(stalest.get().endpoint.address());
        }
        result.sightings.put(endpoint.address(), new Sighting(endpoint, now));
        if (known == null || !known.endpoint.equals(endpoint)) {
            result.watchers.forEach(watcher -> tell(watcher, endpoint));
        }
    }

    /** An address is to be handed out no more. */
    void forget(Address address) {
        results.values().forEach(result -> result.sightings.remove(address));
    }

    void lookupEnded(long now, Family family, Id id) {
        Result result = results.get(id);
        if (result == null) {
            return;
        }
        Search search = result.searches.get(family);
        if (search == null || !search.running) {
            return;
        }
        wakeAt = null;
        search.running = false;
        search.endedAt = now;
        OptionalLong joinedAt = dhtOf(family).joinedAt();
        boolean young = joinedAt.isPresent() && now - joinedAt.getAsLong() < YOUNG_MILLIS;
        if (young && !result.hasAddress(family) && isWatched(result, family)) {
            search.againAt = now + AGAIN_MILLIS;
        }
        result.watchers.forEach(watcher -> tellProgress(now, watcher));
    }

    /** Searches that waited for a node can start. */
    void joined(long now, Family family) {
        wakeAt = null;
        for (Result result : List.copyOf(results.values())) {
            Search search = result.searches.get(family);
            if (search != null && search.wanted) {
                start(now, result, family, search);
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
            for (Family family : watcher.families) {
                Search search = watcher.result.searches.get(family);
                if (search != null && search.againAt <= now) {
                    start(now, watcher.result, family, search);
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
            for (Family family : watcher.families) {
                Search search = watcher.result.searches.get(family);
                if (search != null) {
                    at = Math.min(at, search.againAt);
                }
                long absentAt = absentAt(family);
                if (absentAt > now) {
                    at = Math.min(at, absentAt);
                }
            }
            // The time at which a family is given up may have passed between two wakes.
            if (progressOf(now, watcher) != watcher.told) {
                return now;
            }
        }
        return at;
    }

    List<ResultView> view() {
        return results.values().stream()
                .map(result -> new ResultView(
                        result.id,
                        result.searches.values().stream().noneMatch(search -> search.running),
                        result.owner,
                        result.sightings.values().stream()
                                .map(Sighting::endpoint)
                                .toList()))
                .toList();
    }

    /** The result of an identifier; room is made by forgetting one that nobody waits for. */
    private @Nullable Result resultOf(long now, Id id) {
        Result known = results.get(id);
        if (known != null) {
            known.sightings.values().removeIf(sighting -> now - sighting.at >= KEEP_MILLIS);
            return known;
        }
        if (results.size() >= limits.results() && !forgetOne()) {
            return null;
        }
        Result result = new Result(id, new Claims(limits.challengesPerName()));
        results.put(id, result);
        return result;
    }

    private boolean forgetOne() {
        for (Iterator<Result> all = results.values().iterator(); all.hasNext(); ) {
            if (all.next().watchers.isEmpty()) {
                all.remove();
                return true;
            }
        }
        return false;
    }

    private void startIfStale(long now, Result result, Family family) {
        Search search = result.searches.computeIfAbsent(family, f -> new Search());
        long reuse = result.hasAddress(family) ? REUSE_MILLIS : NOTHING_MILLIS;
        boolean fresh = search.endedAt != Long.MIN_VALUE && now - search.endedAt < reuse;
        if (!search.running && search.againAt == Long.MAX_VALUE && !fresh) {
            start(now, result, family, search);
        }
    }

    private void start(long now, Result result, Family family, Search search) {
        search.againAt = Long.MAX_VALUE;
        search.wanted = dhtOf(family).joinedAt().isEmpty();
        if (search.wanted || search.running) {
            return;
        }
        search.running = true;
        if (!dhtOf(family).lookup(now, result.id)) {
            search.running = false;
            search.againAt = now + AGAIN_MILLIS;
        }
    }

    private void tell(Watcher watcher, Endpoint endpoint) {
        if (watcher.families.contains(endpoint.family())) {
            out.accept(new Output.Found(watcher.ticket, endpoint, watcher.result.proof()));
        }
    }

    private void tellProgress(long now, Watcher watcher) {
        Output.Progress progress = progressOf(now, watcher);
        if (progress != watcher.told) {
            watcher.told = progress;
            out.accept(new Output.Searching(watcher.ticket, progress));
        }
    }

    private Output.Progress progressOf(long now, Watcher watcher) {
        Set<Output.Progress> each = EnumSet.noneOf(Output.Progress.class);
        watcher.families.forEach(family -> each.add(progressOf(now, watcher.result, family)));
        if (each.contains(Output.Progress.RUNNING)) {
            return Output.Progress.RUNNING;
        }
        return each.contains(Output.Progress.NOT_JOINED) ? Output.Progress.NOT_JOINED : Output.Progress.ENDED;
    }

    private Output.Progress progressOf(long now, Result result, Family family) {
        Search search = result.searches.get(family);
        if (search == null) {
            return Output.Progress.ENDED;
        }
        if (search.wanted) {
            return absentAt(family) <= now ? Output.Progress.ENDED : Output.Progress.NOT_JOINED;
        }
        boolean judging = result.claims.isOpen(family);
        return search.running || judging || search.againAt != Long.MAX_VALUE
                ? Output.Progress.RUNNING
                : Output.Progress.ENDED;
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

    private static boolean isWatched(Result result, Family family) {
        return result.watchers.stream().anyMatch(watcher -> watcher.families.contains(family));
    }

    private Dht dhtOf(Family family) {
        return Objects.requireNonNull(dhts.get(family));
    }
}
