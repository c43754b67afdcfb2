package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys as {@code kadnode --auth-gen-keys} prints them.
 *
 * @param publicKey 64 hex digits
 * @param secretKey 128 hex digits
 */
record KeyPair(String publicKey, String secretKey) {
    private static final String BASE32 = "ybndrfg8ejkmcpqxot1uwisza345h769";

    private static final Pattern PRINTED = Pattern.compile("public key: ([0-9a-f]{64})\nsecret key: ([0-9a-f]{128})\n");

    static KeyPair generate() throws Exception {
        Program.Outcome outcome = Program.run(Host.LOCAL, Daemon.command("--auth-gen-keys"));
        Matcher printed = PRINTED.matcher(outcome.out());
        assertEquals(0, outcome.status(), outcome::toString);
        assertEquals(true, printed.matches(), outcome::toString);
        return new KeyPair(printed.group(1), printed.group(2));
    }

    /** The half of the secret key that nobody may see; the other one is the public key. */
    String secretHalf() {
        return secretKey.substring(0, 64);
    }

    /** The secret key with a pattern in front, as options and key files take it. */
    String secretFor(String pattern) {
        return pattern + ":" + secretKey;
    }

    /** The public key with a pattern in front. */
    String publicFor(String pattern) {
        return pattern + ":" + publicKey;
    }

    /** The public key as pkarr writes it: 52 characters, the bits in groups of five, zeros at the end. */
    String base32() {
        BigInteger bits = new BigInteger(publicKey, 16).shiftLeft(4);
        StringBuilder text = new StringBuilder();
        for (int shift = 5 * 51; shift >= 0; shift -= 5) {
            text.append(BASE32.charAt(bits.shiftRight(shift).intValue() & 31));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "keys of " + publicKey;
    }
}
