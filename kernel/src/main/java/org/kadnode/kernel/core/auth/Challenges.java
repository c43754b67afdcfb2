package org.kadnode.kernel.core.auth;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.kernel.core.model.PublicKey;

/**
 * The challenges under way: who claims to own a name is asked to sign random bytes, again and again until
 * an answer comes that the name's key verifies, or for long enough.
 *
 * <p>A signature is checked only if it comes with the bytes of a challenge of ours, from the address that
 * was challenged, and only a few times each: nobody can make us work by sending packets.
 */
public final class Challenges {

    /** Packets of one challenge; KadNode 1.0 sends as many. */
    private static final int MOST_PACKETS = 10;

    /** From the first packet to the second; then the double, up to a second. */
    private static final long FIRST_PAUSE_MILLIS = 200;

    private static final long LONGEST_PAUSE_MILLIS = 1000;

    /** Wrong answers to one challenge after which it is given up. */
    private static final int MOST_WRONG_ANSWERS = 3;

    /** Who sends, and hears the verdicts. */
    public interface Events {

        /**
         * Send a packet.
         *
         * @param target where to
         * @param payload valid during the call
         */
        void challenge(Endpoint target, ByteBuffer payload);

        /**
         * A claim is proved.
         *
         * @param now the time
         * @param id the identifier of the name
         * @param claimant who owns it
         */
        void verified(long now, Id id, Endpoint claimant);

        /**
         * A claim was not proved.
         *
         * @param now the time
         * @param id the identifier of the name
         * @param claimant who claimed to own it
         */
        void unverified(long now, Id id, Endpoint claimant);
    }

    private record Claim(Id id, Endpoint claimant) {}

    private static final class Pending {
        private final Claim claim;
        private final PublicKey key;
        private final Opaque random;
        private int packets;
        private int wrongAnswers;
        private long nextAt;

        private Pending(Claim claim, PublicKey key, Opaque random) {
            this.claim = claim;
            this.key = key;
            this.random = random;
        }
    }

    private final int most;
    private final RandomGenerator random;
    private final Events events;
    private final Map<Claim, Pending> byClaim = new HashMap<>();
    private final Map<Opaque, Pending> byRandom = new HashMap<>();

    /** When {@link #wake} has something to do; null after a change, until somebody asks. */
    private @Nullable Long wakeAt;

    /**
     * No challenges.
     *
     * @param most challenges under way at a time
     * @param random a secure source
     * @param events who sends, and hears the verdicts
     */
    public Challenges(int most, RandomGenerator random, Events events) {
        this.most = most;
        this.random = random;
        this.events = events;
    }

    /**
     * Challenges a claimant, unless it is being challenged already.
     *
     * @param now the time
     * @param id the identifier of the name
     * @param key the key that owns the name
     * @param claimant who announced it
     * @return false if too many challenges are under way
     */
    public boolean begin(long now, Id id, PublicKey key, Endpoint claimant) {
        Claim claim = new Claim(id, claimant);
        if (byClaim.containsKey(claim)) {
            return true;
        }
        if (byClaim.size() >= most) {
            return false;
        }
        byte[] bytes = new byte[AuthPacket.RANDOM_LENGTH];
        random.nextBytes(bytes);
        Pending pending = new Pending(claim, key, Opaque.of(bytes));
        byClaim.put(claim, pending);
        byRandom.put(pending.random, pending);
        send(now, pending);
        return true;
    }

    /**
     * An answer arrived.
     *
     * @param now the time
     * @param source where from; the address counts, since a router may have changed the port
     * @param answer the answer
     * @return false if nobody asked for it, or it is wrong
     */
    public boolean answered(long now, Endpoint source, AuthPacket.Answer answer) {
        Pending pending = byRandom.get(answer.random());
        if (pending == null
                || !pending.claim.id().equals(answer.id())
                || !pending.claim.claimant().address().equals(source.address())) {
            return false;
        }
        boolean right = Ed25519.verify(
                pending.key, answer.random().bytes(), answer.signature().bytes());
        if (right) {
            end(pending);
            events.verified(now, pending.claim.id(), pending.claim.claimant());
        } else if (++pending.wrongAnswers == MOST_WRONG_ANSWERS) {
            end(pending);
            events.unverified(now, pending.claim.id(), pending.claim.claimant());
        }
        return right;
    }

    /**
     * Repeats challenges and gives some up.
     *
     * @param now the time
     */
    public void wake(long now) {
        if (now < wakeAt()) {
            return;
        }
        List<Pending> due = new ArrayList<>(
                byClaim.values().stream().filter(p -> p.nextAt <= now).toList());
        for (Pending pending : due) {
            if (pending.packets < MOST_PACKETS) {
                send(now, pending);
            } else {
                end(pending);
                events.unverified(now, pending.claim.id(), pending.claim.claimant());
            }
        }
    }

    /**
     * When {@link #wake} has something to do.
     *
     * @return a time, {@link Long#MAX_VALUE} for never
     */
    public long wakeAt() {
        if (wakeAt == null) {
            wakeAt = byClaim.values().stream()
                    .mapToLong(pending -> pending.nextAt)
                    .min()
                    .orElse(Long.MAX_VALUE);
        }
        return wakeAt;
    }

    private void send(long now, Pending pending) {
        wakeAt = null;
        pending.nextAt = now + Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << pending.packets);
        pending.packets++;
        events.challenge(
                pending.claim.claimant(), new AuthPacket.Challenge(pending.claim.id(), pending.random).encode());
    }

    private void end(Pending pending) {
        wakeAt = null;
        byClaim.remove(pending.claim);
        byRandom.remove(pending.random);
    }
}
