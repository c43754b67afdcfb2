package org.kadnode.plugin.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What is kept of a password: PBKDF2 with HMAC-SHA-512 (RFC 8018, section 5.2) over a salt of its own. It takes a while to
 * compute, so that whoever gets hold of it cannot try many.
 *
 * @param iterations how often the function is applied
 * @param salt makes hashes of the same password differ
 * @param hash 64 bytes
 */
record PasswordHash(int iterations, String salt, String hash) {

    /**
     * A quarter of what OWASP recommends for this function as of 2023. The processor of a router, which may be ten times slower than
     * that of a computer, must be done with it well within the 10 s that a plugin has to start. And only who has the file, which is
     * for the node's user alone, can try more passwords than {@link Login} lets through.
     */
    private static final int ITERATIONS = 50_000;

    /** More would keep the node busy for longer than somebody waits. */
    private static final int MOST_ITERATIONS = 10_000_000;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BITS = 512;

    /** As the PHC string format has it. */
    private static final Pattern FORM = Pattern.compile(
            "\\$pbkdf2-sha512\\$i=(?<iterations>[1-9][0-9]{3,8})\\$(?<salt>[A-Za-z0-9+/]{11,86})\\$(?<hash>[A-Za-z0-9+/]{86})");

    /** Reads what {@link #toString} has written; empty for all else. */
    static Optional<PasswordHash> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        PasswordHash hash =
                new PasswordHash(Integer.parseInt(form.group("iterations")), form.group("salt"), form.group("hash"));
        return Optional.of(hash).filter(each -> each.iterations <= MOST_ITERATIONS);
    }

    /** Whether a text is meant to be one, perhaps with a mistake in it. */
    static boolean looksLikeOne(String text) {
        return text.startsWith("$pbkdf2");
    }

    /** Hashes a password with a new salt. Takes a while. */
    static PasswordHash of(String password, RandomGenerator random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        String text = encoded(salt);
        return new PasswordHash(ITERATIONS, text, compute(password, ITERATIONS, text));
    }

    /** Whether it is that of a password. Takes a while, and as long for a wrong one. */
    boolean isOf(String password) {
        return MessageDigest.isEqual(
                compute(password, iterations, salt).getBytes(StandardCharsets.US_ASCII),
                hash.getBytes(StandardCharsets.US_ASCII));
    }

    private static String compute(String password, int iterations, String salt) {
        PBEKeySpec spec =
                new PBEKeySpec(password.toCharArray(), Base64.getDecoder().decode(salt), iterations, HASH_BITS);
        try {
            return encoded(SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has this function", e);
        } finally {
            spec.clearPassword();
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public String toString() {
        return "$pbkdf2-sha512$i=" + iterations + "$" + salt + "$" + hash;
    }
}
