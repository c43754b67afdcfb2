package org.kadnode.simulator;

import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;
import org.kadnode.simulator.Swarm.Resident;

/** One look-up of a name, from the question to the release of its ticket. */
final class Query {

    private final Publication publication;
    private final Resident asker;
    private final long askedAt;
    private final Set<Endpoint> missing;
    private long firstAt = Long.MAX_VALUE;

    /**
     * A look-up that begins.
     *
     * @param publication what is looked up
     * @param asker who does it
     * @param askedAt when, in virtual milliseconds
     */
    Query(Publication publication, Resident asker, long askedAt) {
        this.publication = publication;
        this.asker = asker;
        this.askedAt = askedAt;
        missing = families().stream().map(publication::published).collect(Collectors.toCollection(HashSet::new));
    }

    /**
     * What is looked up.
     *
     * @return the publication
     */
    Publication publication() {
        return publication;
    }

    /**
     * Who looks it up.
     *
     * @return the node and its host
     */
    Resident asker() {
        return asker;
    }

    /**
     * Where the name must be found.
     *
     * @return the families in which both ends are
     */
    Set<Family> families() {
        return asker.host().endpoints().stream()
                .map(Endpoint::family)
                .filter(publication.families()::contains)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Family.class)));
    }

    /**
     * Takes a result.
     *
     * @param now the virtual time, in milliseconds
     * @param address what was found
     * @return false if it is wrong or was found before
     */
    boolean found(long now, Endpoint address) {
        if (!missing.remove(address)) {
            return false;
        }
        firstAt = Math.min(firstAt, now);
        return true;
    }

    /**
     * Whether the look-up has found all that it should.
     *
     * @return true once the name was found in each of {@link #families}
     */
    boolean isComplete() {
        return missing.isEmpty();
    }

    /**
     * How long the asker had to wait.
     *
     * @return milliseconds from the question to the first right address; meaningless before it
     */
    long firstAfter() {
        return firstAt - askedAt;
    }
}
