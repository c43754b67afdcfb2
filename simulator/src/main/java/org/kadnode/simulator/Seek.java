package org.kadnode.simulator;

import java.util.HashSet;
import java.util.Set;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.ResolvedAddress.Proof;
import org.kadnode.simulator.Swarm.Resident;

/** One question for a {@link SignedName}, and what was answered so far. */
final class Seek {

    /** Why somebody asks. */
    enum Purpose {
        /** To see how long it takes, by a node of the network. */
        SWARM,
        /** The same by a node that joins in this millisecond, and leaves with its answer. */
        NEWCOMER,
        /** To see whether the record is there. */
        SAMPLE,
        /** Again and again, to see when a new address comes. */
        FOLLOW
    }

    private final SignedName name;
    private final Resident asker;
    private final Purpose purpose;
    private final long askedAt;
    private final Set<Endpoint> found = new HashSet<>();
    private boolean signed;
    private Proof firstProof = Proof.NONE;
    private long firstAt = Long.MAX_VALUE;

    Seek(SignedName name, Resident asker, Purpose purpose, long askedAt) {
        this.name = name;
        this.asker = asker;
        this.purpose = purpose;
        this.askedAt = askedAt;
    }

    SignedName name() {
        return name;
    }

    Resident asker() {
        return asker;
    }

    Purpose purpose() {
        return purpose;
    }

    long askedAt() {
        return askedAt;
    }

    /** An address was found. */
    void found(long now, Endpoint address, Proof proof) {
        if (found.isEmpty()) {
            firstAt = now;
            firstProof = proof;
        }
        found.add(address);
    }

    /** The record was found. An address that the challenge has proved before is not told again. */
    void signed() {
        signed = true;
    }

    /** What was found so far. */
    Set<Endpoint> found() {
        return found;
    }

    /** Whether the record was found. */
    boolean isSigned() {
        return signed;
    }

    /** How the first address was proved. */
    Proof firstProof() {
        return firstProof;
    }

    /** Milliseconds until the first address; meaningless before it. */
    long firstAfter() {
        return firstAt - askedAt;
    }
}
