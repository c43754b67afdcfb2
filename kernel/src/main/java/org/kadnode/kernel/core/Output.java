package org.kadnode.kernel.core;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.ResolvedAddress.Proof;

/** Everything that a {@link Node} asks of the world, or tells it. */
public sealed interface Output {

    /** The channel of a {@link Send} that answers nobody: any socket of the target's family will do. */
    int ANY_CHANNEL = -1;

    /**
     * Send a datagram.
     *
     * @param channel the socket that received what this answers, or {@link #ANY_CHANNEL}
     * @param target where to
     * @param payload the bytes between position and limit; reused after the call, so copy what you keep
     */
    record Send(int channel, Endpoint target, ByteBuffer payload) implements Output {}

    /**
     * An address of a name, each once per request.
     *
     * @param ticket the number of the {@link Input.Resolve}
     * @param address address and port
     * @param proof how it is known to be right
     * @param trust for how many milliseconds it would go on being handed out without being found again
     */
    record Found(long ticket, Endpoint address, Proof proof, long trust) implements Output {}

    /**
     * What the owner of a name has signed about it: told when it was found, and again when it has changed.
     *
     * @param ticket the number of the {@link Input.Resolve}
     * @param record what it says
     */
    record Signed(long ticket, RecordView record) implements Output {}

    /**
     * How far the search for a request is. Told at its start and at each change.
     *
     * @param ticket the number of the {@link Input.Resolve}
     * @param progress how far it is in the slowest of the wanted families
     */
    record Searching(long ticket, Progress progress) implements Output {}

    /**
     * Whether somebody claims the name of a request and nobody has proved to own it. Told at each change; at the start it
     * is not so.
     *
     * @param ticket the number of the {@link Input.Resolve}
     * @param unverified whether it is so now
     */
    record Unverified(long ticket, boolean unverified) implements Output {}

    /**
     * A resolve or announce request was refused because a table of {@link
     * org.kadnode.kernel.core.model.Limits} is full.
     *
     * @param ticket the number of the request
     */
    record Refused(long ticket) implements Output {}

    /**
     * An announcement begins.
     *
     * @param ticket the number of the {@link Input.Announce}
     * @param announcement how it stands
     */
    record AnnouncementAdded(long ticket, AnnouncementView announcement) implements Output {}

    /**
     * A round of an announcement is over.
     *
     * @param announcement how it stands
     * @param family the family of the round
     * @param copies how many nodes acknowledged
     */
    record AnnouncementStored(AnnouncementView announcement, Family family, int copies) implements Output {}

    /**
     * An announcement is over: its lifetime has passed, or it was withdrawn or replaced.
     *
     * @param announcement how it stood
     */
    record AnnouncementEnded(AnnouncementView announcement) implements Output {}

    /**
     * A record of ours was published, or found to be still there.
     *
     * @param record how it stands
     */
    record RecordStored(OwnRecordView record) implements Output {}

    /**
     * What a gateway passes on has changed.
     *
     * @param family the family
     * @param outside as in {@link Input.Forwarded}
     */
    record Forwarded(Family family, Optional<Endpoint> outside) implements Output {}

    /**
     * The first node of a family answered.
     *
     * @param family the family
     */
    record Joined(Family family) implements Output {}

    /**
     * No node of a family is left.
     *
     * @param family the family
     */
    record Lonely(Family family) implements Output {}

    /** How far a search is. */
    enum Progress {
        /** No node is known; the search waits for the first. */
        NOT_JOINED,
        /** Nodes are being asked. */
        RUNNING,
        /** Everybody near has been asked. A late answer may still bring an address. */
        ENDED
    }
}
