package org.kadnode.kernel.core;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kadnode.kernel.core.auth.AuthPacket;
import org.kadnode.kernel.core.auth.Challenges;
import org.kadnode.kernel.core.dht.Dht;
import org.kadnode.kernel.core.guard.Blocklist;
import org.kadnode.kernel.core.guard.RateLimiter;
import org.kadnode.kernel.core.krpc.KrpcDecoder;
import org.kadnode.kernel.core.krpc.Message;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.Limits;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.record.Item;
import org.kadnode.plugins.Family;

/** Reads datagrams, turns away what is hostile or too much, and hands the rest to the part that it is for. */
final class Intake {

    /** Signatures that one source makes us compute or judge per second, on average: they cost the most of all. */
    private static final int SIGNATURES_PER_SECOND = 20;

    private static final int SIGNATURE_BURST = 60;

    /**
     * The same of all sources together, since addresses can be forged, or had by the thousand: a tenth of what a
     * processor can do.
     */
    private static final int ALL_SIGNATURES_PER_SECOND = 2000;

    /** The longest message that is looked at: larger than any that BEP 5 or BEP 44 allow. */
    static final int MOST_BYTES = 8192;

    /** Sends an answer. */
    @FunctionalInterface
    interface Sender {
        void send(int channel, Endpoint target, ByteBuffer payload);
    }

    private final boolean legacyAuth;
    private final Isolation isolation;
    private final Map<Family, Dht> dhts;
    private final Challenges challenges;
    private final Function<Id, Optional<SecretKey>> secrets;
    private final Blocklist blocklist;
    private final Sender sender;
    private final RateLimiter rates;
    private final RateLimiter signatures;
    private final RateLimiter allSignatures;
    private final RateLimiter allJudged;
    private final KrpcDecoder decoder = new KrpcDecoder();
    private final byte[] packet = new byte[MOST_BYTES];
    private long received;
    private long garbage;
    private long blocked;
    private long limited;
    private long unasked;

    /**
     * An intake that has received nothing.
     *
     * @param isolation what sets our swarm apart
     * @param secrets the key that proves that a name we announce is ours, by the name's identifier
     */
    Intake(
            NodeConfig config,
            Isolation isolation,
            Map<Family, Dht> dhts,
            Challenges challenges,
            Function<Id, Optional<SecretKey>> secrets,
            Blocklist blocklist,
            Sender sender) {
        this.legacyAuth = config.legacyAuth();
        this.isolation = isolation;
        this.dhts = dhts;
        this.challenges = challenges;
        this.secrets = secrets;
        this.blocklist = blocklist;
        this.sender = sender;
        Limits limits = config.limits();
        rates = new RateLimiter(limits.requestsPerSecond(), limits.requestBurst(), limits.rateSources());
        signatures = new RateLimiter(SIGNATURES_PER_SECOND, SIGNATURE_BURST, limits.rateSources());
        allSignatures = new RateLimiter(ALL_SIGNATURES_PER_SECOND, ALL_SIGNATURES_PER_SECOND, 1);
        allJudged = new RateLimiter(ALL_SIGNATURES_PER_SECOND, ALL_SIGNATURES_PER_SECOND, 1);
    }

    /** Takes a datagram. */
    void receive(long now, int channel, Endpoint source, ByteBuffer payload) {
        received++;
        Dht dht = dhts.get(source.family());
        if (dht == null || blocklist.contains(source.address()) || !source.isCredible(source.address())) {
            blocked++;
            return;
        }
        boolean ours = isolation.strip(payload);
        int length = payload.remaining();
        if (!ours || length > MOST_BYTES) {
            garbage++;
            return;
        }
        payload.get(packet, 0, length);
        if (AuthPacket.isAuth(packet, length)) {
            if (legacyAuth) {
                authenticate(now, channel, source, length);
            } else {
                garbage++;
            }
            return;
        }
        switch (decoder.decode(packet, length)) {
            case Message.Query query -> {
                if (isAdmitted(now, source)) {
                    dht.query(now, channel, source, query);
                }
            }
            case Message.Invalid invalid -> {
                if (isAdmitted(now, source)) {
                    dht.invalid(channel, source, invalid);
                }
            }
            case Message.Response response -> {
                if (!dht.response(now, source, response)) {
                    unasked++;
                }
            }
            case Message.Failure failure -> {
                if (!dht.failure(now, source, failure)) {
                    unasked++;
                }
            }
            case Message.Garbage nothing -> garbage++;
        }
    }

    private void authenticate(long now, int channel, Endpoint source, int length) {
        switch (AuthPacket.decode(packet, length).orElse(null)) {
            case AuthPacket.Challenge challenge -> {
                // Nobody draws such bytes by chance; signed, they would be a record that the owner never wrote.
                if (Item.Mutable.looksSigned(challenge.random().bytes())) {
                    garbage++;
                    return;
                }
                if (isWithin(signatures, now, source.address())
                        && isWithin(allSignatures, now, Address.loopback(Family.IPV4))) {
                    secrets.apply(challenge.id())
                            .ifPresent(secret -> sender.send(
                                    channel,
                                    source,
                                    AuthPacket.answer(challenge, secret).encode()));
                }
            }
            case AuthPacket.Answer answer -> {
                if (!challenges.answered(now, source, answer)) {
                    unasked++;
                }
            }
            case null -> garbage++;
        }
    }

    private boolean isAdmitted(long now, Endpoint source) {
        return isWithin(rates, now, source.address());
    }

    private boolean isWithin(RateLimiter limiter, long now, Address source) {
        boolean admitted = limiter.admits(now, source);
        if (!admitted) {
            limited++;
        }
        return admitted;
    }

    /**
     * Whether a source whose address a token has proved may have us judge a signature. Forged addresses cannot come this
     * far, so what challenges take away, which need no token, is counted apart.
     */
    boolean maySpendSignature(long now, Endpoint source) {
        return isWithin(signatures, now, source.address()) && isWithin(allJudged, now, Address.loopback(Family.IPV4));
    }

    /** What came in since the start, and what went out. */
    Counters counters(long sent) {
        return new Counters(received, garbage, blocked, limited, unasked, sent);
    }
}
