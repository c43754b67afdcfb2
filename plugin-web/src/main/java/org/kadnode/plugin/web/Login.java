package org.kadnode.plugin.web;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets those in who know the password (RFC 7617, with any user name). Whoever fails too often has to wait, and all of them
 * together never take more than one processor. Any thread.
 */
final class Login {

    /** Wrong passwords that one address, or network of IPv6, may send in a while. */
    static final int MOST_FAILURES = 10;

    static final Duration WHILE = Duration.ofMinutes(1);

    /** Addresses whose failures are counted. */
    private static final int MOST_SOURCES = 1024;

    private static final int IPV6_NETWORK_BYTES = 8;

    private static final Pattern BASIC = Pattern.compile("(?i:basic) +(?<credentials>[A-Za-z0-9+/]{1,2000}={0,2})");

    private final PasswordHash hash;
    private final Supplier<Duration> clock;
    private final byte[] key = new byte[16];
    private final Semaphore hashing = new Semaphore(1, true);

    /** The oldest first. Guarded by this. */
    private final Map<ByteBuffer, Failures> failures = new LinkedHashMap<>();

    /** What the password gives under {@link #fingerprint}, once somebody has told it. */
    private volatile Optional<byte[]> accepted = Optional.empty();

    private record Failures(int count, Duration since) {}

    /**
     * A login with one password.
     *
     * @param clock goes on steadily
     * @param random for what others must not guess
     */
    Login(PasswordHash hash, Supplier<Duration> clock, RandomGenerator random) {
        this.hash = hash;
        this.clock = clock;
        random.nextBytes(key);
    }

    /** Why a request is not let in, if it isn't. Takes a while the first time. */
    Optional<Answer> refusal(Request request) throws InterruptedException {
        Optional<String> password = request.header("Authorization").flatMap(Login::password);
        if (password.isEmpty()) {
            return Optional.of(challenge("a password is needed"));
        }
        byte[] fingerprint = fingerprint(password.get());
        if (isAccepted(fingerprint)) {
            return Optional.empty();
        }
        ByteBuffer source = source(request.asker().getAddress());
        if (hasFailedTooOften(source)) {
            return Optional.of(Answer.text(Answer.TOO_MANY, "too many wrong passwords; wait a minute")
                    .with("Retry-After", Long.toString(WHILE.toSeconds())));
        }
        hashing.acquire();
        try {
            if (isAccepted(fingerprint) || hash.isOf(password.get())) {
                accepted = Optional.of(fingerprint);
                return Optional.empty();
            }
        } finally {
            hashing.release();
        }
        hasFailed(source);
        return Optional.of(challenge("the password is wrong"));
    }

    private static Answer challenge(String line) {
        return Answer.text(Answer.UNAUTHORIZED, line)
                .with("WWW-Authenticate", "Basic realm=\"KadNode\", charset=\"UTF-8\"");
    }

    private static Optional<String> password(String header) {
        Matcher form = BASIC.matcher(header);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(form.group("credentials"));
            String credentials = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(decoded))
                    .toString();
            int colon = credentials.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(credentials.substring(colon + 1));
        } catch (CharacterCodingException | IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /** What is remembered of a right password instead of the password. */
    private byte[] fingerprint(String password) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(key);
            return digest.digest(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has this function", e);
        }
    }

    private boolean isAccepted(byte[] fingerprint) {
        return accepted.filter(each -> MessageDigest.isEqual(each, fingerprint)).isPresent();
    }

    private static ByteBuffer source(InetAddress address) {
        byte[] bytes = address.getAddress();
        return ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, IPV6_NETWORK_BYTES))
                .slice();
    }

    private synchronized boolean hasFailedTooOften(ByteBuffer source) {
        failures.values().removeIf(each -> each.since().plus(WHILE).compareTo(clock.get()) <= 0);
        Failures mine = failures.get(source);
        return mine != null && mine.count() >= MOST_FAILURES;
    }

    private synchronized void hasFailed(ByteBuffer source) {
        failures.merge(source, new Failures(1, clock.get()), (old, one) -> new Failures(old.count() + 1, old.since()));
        if (failures.size() > MOST_SOURCES) {
            failures.remove(failures.keySet().iterator().next());
        }
    }
}
