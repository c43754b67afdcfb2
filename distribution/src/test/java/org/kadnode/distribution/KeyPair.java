package org.kadnode.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keys as {@code kadnode --auth-gen-keys} prints them.
 *
 * @param publicKey 64 hex digits
 * @param secretKey 128 hex digits
 */
record KeyPair(String publicKey, String secretKey) {
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

    @Override
    public String toString() {
        return "keys of " + publicKey;
    }
}
