package org.kadnode.simulator;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.naming.Name;
import org.kadnode.plugins.Family;

/** A name that one node of the swarm announces. */
final class Publication {

    private final Name name;
    private final Host announcer;
    private final int port;
    private final long announcedAt;
    private final Set<Family> missing;

    /**
     * A publication that begins.
     *
     * @param name what is announced
     * @param announcer who does it
     * @param port the port that it announces
     * @param announcedAt when, in virtual milliseconds
     */
    Publication(Name name, Host announcer, int port, long announcedAt) {
        this.name = name;
        this.announcer = announcer;
        this.port = port;
        this.announcedAt = announcedAt;
        missing = EnumSet.copyOf(families());
    }

    /**
     * What is announced.
     *
     * @return the name
     */
    Name name() {
        return name;
    }

    /**
     * Who announces it.
     *
     * @return the host
     */
    Host announcer() {
        return announcer;
    }

    /**
     * The port that is announced.
     *
     * @return 1 to 65535
     */
    int port() {
        return port;
    }

    /**
     * The families in which it is announced.
     *
     * @return those of the announcer
     */
    Set<Family> families() {
        return announcer.endpoints().stream()
                .map(Endpoint::family)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Family.class)));
    }

    /**
     * What others must find.
     *
     * @param family one of {@link #families}
     * @return the announcer's address in it and the announced port
     */
    Endpoint published(Family family) {
        return new Endpoint(announcer.endpoint(family).orElseThrow().address(), port);
    }

    /**
     * Takes down that a round in one family brought copies.
     *
     * @param family the family
     * @return whether the name is now, for the first time, stored in all its families
     */
    boolean stored(Family family) {
        return missing.remove(family) && missing.isEmpty();
    }

    /**
     * Whether the name has been stored.
     *
     * @return true once there have been copies in all its families
     */
    boolean isStored() {
        return missing.isEmpty();
    }

    /**
     * When it was announced.
     *
     * @return virtual milliseconds
     */
    long announcedAt() {
        return announcedAt;
    }

    /**
     * The form that people read.
     *
     * @return the name and its announcer
     */
    @Override
    public String toString() {
        return "%s of %s".formatted(name.text(), announcer);
    }
}
