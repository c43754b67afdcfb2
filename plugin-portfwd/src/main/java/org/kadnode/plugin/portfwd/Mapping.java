package org.kadnode.plugin.portfwd;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How it stands with one port that is to be forwarded.
 *
 * @param inside the port
 * @param outside the port outside, if it is forwarded now
 * @param refreshedAt when the gateway said so last
 * @param expiresAt when it ends unless it is refreshed
 * @param dueAt when the gateway is asked next
 * @param trouble why it is not forwarded, if the gateway says so
 * @param nonce its secret
 */
record Mapping(
        InsidePort inside,
        OptionalInt outside,
        Optional<Duration> refreshedAt,
        Duration expiresAt,
        Duration dueAt,
        Optional<String> trouble,
        Nonce nonce) {

    /** A port that the gateway was never asked for. */
    static Mapping wanted(Duration now, InsidePort inside, Nonce nonce) {
        return new Mapping(inside, OptionalInt.empty(), Optional.empty(), now, now, Optional.empty(), nonce);
    }

    /** The port outside to ask for: the one it has, or had, and else the same as inside. */
    int wish() {
        return outside.orElse(inside.port());
    }

    Mapping opened(Duration now, int port, Duration lifetime, Duration renewal) {
        return new Mapping(
                inside,
                OptionalInt.of(port),
                Optional.of(now),
                now.plus(lifetime),
                now.plus(renewal),
                Optional.empty(),
                nonce);
    }

    Mapping refused(Duration next, String reason) {
        return new Mapping(inside, outside, refreshedAt, expiresAt, next, Optional.of(reason), nonce);
    }

    Mapping due(Duration at) {
        return new Mapping(inside, outside, refreshedAt, expiresAt, at, trouble, nonce);
    }

    /** The gateway is asked by another protocol from now on. */
    Mapping anew(Duration now) {
        return new Mapping(inside, outside, refreshedAt, expiresAt, now, Optional.empty(), nonce);
    }

    /** The gateway has lost it. For a moment nobody is told, since it will be there again. */
    Mapping lost(Duration now, Duration moment) {
        Duration end = now.plus(moment);
        return new Mapping(
                inside, outside, refreshedAt, expiresAt.compareTo(end) < 0 ? expiresAt : end, now, trouble, nonce);
    }

    Mapping closed() {
        return new Mapping(inside, OptionalInt.empty(), refreshedAt, expiresAt, dueAt, trouble, nonce);
    }
}
