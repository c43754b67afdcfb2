package org.kadnode.kernel.core;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.guard.Blocklist;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/** A resolve request, and what it was told: everything once. */
final class Watcher {

    /** Addresses that one request is told of at most, however often they change. */
    private static final int MOST_TOLD = 256;

    /** How long an address of our own is to be trusted: it can be withdrawn at any moment. */
    private static final long OWN_TRUST_MILLIS = 60_000;

    private final long ticket;
    private final Result result;
    private final Optional<String> domain;
    private final Set<Family> families;
    private final Blocklist blocklist;
    private final Consumer<Output> out;
    private final Set<Endpoint> told = new HashSet<>();
    private Optional<RecordView> toldRecord = Optional.empty();
    private Output.@Nullable Progress progress;
    private boolean own;
    private boolean unverified;

    /**
     * A request that was told nothing.
     *
     * @param ticket its number
     * @param result what is known of the name
     * @param domain how the one who asks calls the origin of the name's record; empty if it has none
     * @param families the families in which addresses are wanted
     * @param blocklist whose addresses are not told
     */
    Watcher(
            long ticket,
            Result result,
            Optional<String> domain,
            Set<Family> families,
            Blocklist blocklist,
            Consumer<Output> out) {
        this.blocklist = blocklist;
        this.ticket = ticket;
        this.domain = domain;
        this.result = result;
        this.families = families;
        this.out = out;
    }

    long ticket() {
        return ticket;
    }

    Result result() {
        return result;
    }

    /**
     * Whether the request waits for a search. Records are the same in both families, and may name addresses of a family
     * in which the node takes no part; peers are of the family in which they are found.
     */
    boolean waitsFor(Result.Track track) {
        return track.way() == Result.Way.RECORD || families.contains(track.family());
    }

    /** Tells addresses under which we announce the name ourselves. */
    void tellOwn(List<Endpoint> endpoints) {
        own = !endpoints.isEmpty();
        endpoints.forEach(endpoint -> tell(new ResultView.Proved(endpoint, Proof.OWN, OWN_TRUST_MILLIS)));
    }

    void tell(ResultView.Proved found) {
        Endpoint endpoint = found.endpoint();
        boolean wanted = families.contains(endpoint.family()) && !blocklist.contains(endpoint.address());
        if (wanted && told.size() < MOST_TOLD && told.add(endpoint)) {
            out.accept(new Output.Found(ticket, endpoint, found.proof(), found.trust()));
        }
    }

    /** Tells all that may be handed out now. What is signed comes first: who hears of an address may ask for it. */
    void tellAll(long now, long seconds) {
        Optional<RecordView> signed =
                domain.flatMap(typed -> result.usable(now).map(known -> known.view(typed, seconds)));
        if (signed.isPresent() && !signed.equals(toldRecord)) {
            toldRecord = signed;
            out.accept(new Output.Signed(ticket, signed.get()));
        }
        result.addresses(now, seconds).forEach(this::tell);
        tellUnverified(now, seconds);
    }

    void tellUnverified(long now, long seconds) {
        boolean fresh = !own && result.isUnverified(now, seconds);
        if (fresh != unverified) {
            unverified = fresh;
            out.accept(new Output.Unverified(ticket, fresh));
        }
    }

    void tell(Output.Progress now) {
        if (now != progress) {
            progress = now;
            out.accept(new Output.Searching(ticket, now));
        }
    }

    /** What {@link #tell(Output.Progress)} told last; null if nothing. */
    Output.@Nullable Progress progress() {
        return progress;
    }
}
