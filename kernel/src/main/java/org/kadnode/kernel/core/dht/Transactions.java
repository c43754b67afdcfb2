package org.kadnode.kernel.core.dht;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.kadnode.kernel.core.krpc.KrpcEncoder;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Opaque;
import org.kadnode.plugins.Family;

/**
 * The queries under way: each is repeated when its answer is late and given up after a few packets. An
 * answer counts only if it comes from the address that was asked and carries the number that was sent.
 */
final class Transactions {

    /** Sends a packet. */
    @FunctionalInterface
    interface Sender {
        void send(Endpoint target, ByteBuffer payload);
    }

    /** Hears of each awaited answer before the asker does. */
    @FunctionalInterface
    interface Witness {

        /**
         * An answer came.
         *
         * @param roundTrip how long it took, in milliseconds; {@link #UNKNOWN} if the query was repeated
         */
        void replied(long now, Endpoint source, Message.Response response, long roundTrip);
    }

    /** Whoever asked. Each query ends with exactly one call of {@code replied} or {@code failed}. */
    interface Asker {

        /** The answer came. */
        void replied(long now, Message.Response response);

        /** The answer has not come within the patience that the query was sent with. Told once, before {@code late}. */
        default void stalled(long now) {}

        /** A packet was not answered in time; another one has been sent. */
        void late(long now);

        /**
         * Nothing came, or an error.
         *
         * @param error its code; {@link #SILENCE} if nothing came
         */
        void failed(long now, long error);
    }

    /** In place of a round-trip time. */
    static final long UNKNOWN = -1;

    /** In place of the code of an error: nothing came. */
    static final long SILENCE = -1;

    /** Hears of each packet that went unanswered. */
    @FunctionalInterface
    interface Silence {
        void unanswered(Endpoint target, Message.Method method);
    }

    private static final class Pending implements Comparable<Pending> {
        private final int number;
        private final Endpoint target;
        private final Message.Method method;
        private final int mostAttempts;
        private final Asker asker;
        /** How long to wait until the asker is told; no limit once it was. */
        private long patience;

        private int attempts;
        private long sentAt;
        private long deadline;
        private boolean over;

        private Pending(
                int number, Endpoint target, Message.Method method, int mostAttempts, long patience, Asker asker) {
            this.number = number;
            this.target = target;
            this.method = method;
            this.mostAttempts = mostAttempts;
            this.patience = patience;
            this.asker = asker;
        }

        @Override
        public int compareTo(Pending other) {
            return Long.compare(deadline, other.deadline);
        }
    }

    private final int most;
    private final RandomGenerator random;
    private final KrpcEncoder encoder;
    private final Set<Family> want;
    private final Sender sender;
    private final RoundTrips roundTrips = new RoundTrips();
    private final Map<Integer, Pending> byNumber = new HashMap<>();
    /** By deadline. Answered queries stay until their deadline, so there are never more than asked. */
    private final PriorityQueue<Pending> byDeadline = new PriorityQueue<>();

    Transactions(int most, RandomGenerator random, KrpcEncoder encoder, Set<Family> want, Sender sender) {
        this.most = most;
        this.random = random;
        this.encoder = encoder;
        this.want = want;
        this.sender = sender;
    }

    /**
     * Asks a node.
     *
     * @param mostAttempts packets to send before giving up
     * @return false if too many queries are under way; the asker is not called then
     */
    boolean ask(long now, Endpoint target, Message.Method method, int mostAttempts, Asker asker) {
        return ask(now, target, method, mostAttempts, Long.MAX_VALUE, asker);
    }

    /**
     * Asks a node, and is told when the answer is late.
     *
     * @param mostAttempts packets to send before giving up
     * @param patience milliseconds until {@link Asker#stalled} is called
     * @return false if too many queries are under way; the asker is not called then
     */
    boolean ask(long now, Endpoint target, Message.Method method, int mostAttempts, long patience, Asker asker) {
        if (byNumber.size() >= most) {
            return false;
        }
        int number = random.nextInt();
        while (byNumber.containsKey(number)) {
            number = random.nextInt();
        }
        Pending pending = new Pending(number, target, method, mostAttempts, patience, asker);
        byNumber.put(number, pending);
        send(now, pending);
        return true;
    }

    /**
     * An answer arrived.
     *
     * @return false if nobody waits for it
     */
    boolean replied(long now, Endpoint source, Message.Response response, Witness witness) {
        Optional<Pending> pending = take(source, response.transaction());
        pending.ifPresent(asked -> {
            long roundTrip = asked.attempts == 1 ? now - asked.sentAt : UNKNOWN;
            if (roundTrip != UNKNOWN) {
                roundTrips.measured(roundTrip);
            }
            witness.replied(now, source, response, roundTrip);
            asked.asker.replied(now, response);
        });
        return pending.isPresent();
    }

    /**
     * An error arrived.
     *
     * @return what was asked; empty if nobody waits for it
     */
    Optional<Message.Method> refused(long now, Endpoint source, Message.Failure failure) {
        Optional<Pending> pending = take(source, failure.transaction());
        pending.ifPresent(asked -> asked.asker.failed(now, failure.code()));
        return pending.map(asked -> asked.method);
    }

    private Optional<Pending> take(Endpoint source, Opaque transaction) {
        if (transaction.length() != Integer.BYTES) {
            return Optional.empty();
        }
        int number = ByteBuffer.wrap(transaction.bytes()).getInt();
        Pending pending = byNumber.get(number);
        if (pending == null || !pending.target.equals(source)) {
            return Optional.empty();
        }
        byNumber.remove(number);
        pending.over = true;
        return Optional.of(pending);
    }

    /** Repeats what is late and gives up what is hopeless; tells of each packet that went unanswered. */
    void expire(long now, Silence silence) {
        while (!byDeadline.isEmpty() && byDeadline.peek().deadline <= now) {
            Pending pending = byDeadline.poll();
            if (pending.over) {
                continue;
            }
            if (pending.patience != Long.MAX_VALUE) {
                pending.patience = Long.MAX_VALUE;
                pending.deadline = Math.max(now + 1, pending.sentAt + roundTrips.timeout(pending.attempts));
                byDeadline.add(pending);
                pending.asker.stalled(now);
                continue;
            }
            silence.unanswered(pending.target, pending.method);
            if (pending.attempts < pending.mostAttempts) {
                send(now, pending);
                pending.asker.late(now);
            } else {
                byNumber.remove(pending.number);
                pending.over = true;
                pending.asker.failed(now, SILENCE);
            }
        }
    }

    /** When {@link #expire} has something to do. */
    long wakeAt() {
        while (!byDeadline.isEmpty() && byDeadline.peek().over) {
            byDeadline.poll();
        }
        return byDeadline.isEmpty() ? Long.MAX_VALUE : byDeadline.peek().deadline;
    }

    /** How long answers take. */
    RoundTrips roundTrips() {
        return roundTrips;
    }

    int size() {
        return byNumber.size();
    }

    private void send(long now, Pending pending) {
        pending.attempts++;
        pending.sentAt = now;
        long timeout = roundTrips.timeout(pending.attempts);
        if (pending.patience >= timeout) {
            pending.patience = Long.MAX_VALUE;
        }
        pending.deadline = now + Math.min(pending.patience, timeout);
        byDeadline.add(pending);
        sender.send(pending.target, encoder.query(pending.number, pending.method, want));
    }
}
