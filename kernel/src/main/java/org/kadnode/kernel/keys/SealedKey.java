package org.kadnode.kernel.keys;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.kadnode.kernel.state.KeyLine;
import org.kadnode.plugins.KadNodeException;

/**
 * Lines of keys, encrypted with a passphrase, as text.
 *
 * <pre>
 *   kadnode-key 1 pbkdf2-hmac-sha256 600000 SALT aes-256-gcm NONCE
 *   hex digits of the encrypted lines and the tag, 64 a line
 * </pre>
 *
 * SALT has 32 hex digits, NONCE 24; all digits are lower-case. The key is PBKDF2 (RFC 8018) of the passphrase in UTF-8,
 * the tag has 16 bytes, and the first line without its end is authenticated too (NIST SP 800-38D), so that nobody can
 * change what it says.
 */
final class SealedKey {

    /** Rounds of PBKDF2 in what is written: about half a second of work, for whoever guesses as well. */
    static final int ITERATIONS = 600_000;

    /** A file that asks for more would keep the reader busy for minutes. */
    static final int MOST_ITERATIONS = 10_000_000;

    private static final String BEGIN = "kadnode-key ";
    private static final Pattern HEADER = Pattern.compile(
            "kadnode-key 1 pbkdf2-hmac-sha256 ([1-9][0-9]{5,7}) ([0-9a-f]{32}) aes-256-gcm ([0-9a-f]{24})");
    private static final Pattern BODY = Pattern.compile("([0-9a-f]{2})*");

    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int KEY_BITS = 256;
    private static final int TAG_BITS = 128;
    private static final int LINE_DIGITS = 64;

    private SealedKey() {}

    /** Whether a file is meant to be of this form. */
    static boolean isOne(byte[] text) {
        byte[] begin = BEGIN.getBytes(StandardCharsets.US_ASCII);
        return text.length >= begin.length && Arrays.equals(text, 0, begin.length, begin, 0, begin.length);
    }

    /**
     * Encrypts.
     *
     * @param plain what shall be kept secret
     * @param passphrase at least one character
     * @param random a secure source
     * @return the text, in ASCII
     */
    static byte[] seal(byte[] plain, char[] passphrase, RandomGenerator random) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        HexFormat hex = HexFormat.of();
        String header = BEGIN + "1 pbkdf2-hmac-sha256 " + ITERATIONS + " " + hex.formatHex(salt) + " aes-256-gcm "
                + hex.formatHex(nonce);
        StringBuilder text = new StringBuilder(header);
        try {
            String body = hex.formatHex(cipher(Cipher.ENCRYPT_MODE, header, passphrase, ITERATIONS, salt, nonce)
                    .doFinal(plain));
            for (int at = 0; at < body.length(); at += LINE_DIGITS) {
                text.append('\n').append(body, at, Math.min(body.length(), at + LINE_DIGITS));
            }
        } catch (GeneralSecurityException everyJavaHasThese) {
            throw new IllegalStateException(everyJavaHasThese);
        }
        return text.append('\n').toString().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Decrypts.
     *
     * @param where what to name in an error
     * @param text what {@link #seal} made
     * @param passphrase the one it was made with
     * @return what was encrypted; to be overwritten after use
     * @throws KadNodeException of kind {@code SETTING} if it is of another form, was changed, or has another passphrase
     */
    static byte[] open(String where, byte[] text, char[] passphrase) {
        String[] lines = new String(text, StandardCharsets.ISO_8859_1).split("\r?\n", -1);
        Matcher header = HEADER.matcher(lines[0]);
        if (!header.matches()) {
            throw KeyLine.refused(where + ":1", "an encrypted key of another version, or damaged");
        }
        int iterations = Integer.parseInt(header.group(1));
        if (iterations < ITERATIONS || iterations > MOST_ITERATIONS) {
            throw KeyLine.refused(
                    where + ":1", iterations + " iterations are not from " + ITERATIONS + " to " + MOST_ITERATIONS);
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int i = 1; i < lines.length; i++) {
            String digits = lines[i].strip();
            if (!BODY.matcher(digits).matches()) {
                throw KeyLine.refused(where + ":" + (i + 1), "not pairs of hex digits");
            }
            body.writeBytes(HexFormat.of().parseHex(digits));
        }
        byte[] salt = HexFormat.of().parseHex(header.group(2));
        byte[] nonce = HexFormat.of().parseHex(header.group(3));
        try {
            return cipher(Cipher.DECRYPT_MODE, lines[0], passphrase, iterations, salt, nonce)
                    .doFinal(body.toByteArray());
        } catch (AEADBadTagException wrong) {
            throw KeyLine.refused(where, "wrong passphrase, or the file was changed");
        } catch (GeneralSecurityException everyJavaHasThese) {
            throw new IllegalStateException(everyJavaHasThese);
        }
    }

    private static Cipher cipher(int mode, String header, char[] passphrase, int iterations, byte[] salt, byte[] nonce)
            throws GeneralSecurityException {
        PBEKeySpec stretched = new PBEKeySpec(passphrase, salt, iterations, KEY_BITS);
        byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(stretched)
                .getEncoded();
        stretched.clearPassword();
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(header.getBytes(StandardCharsets.US_ASCII));
            return cipher;
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }
}
