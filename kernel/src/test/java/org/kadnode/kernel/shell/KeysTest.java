package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.settings.Defaults;
import org.kadnode.kernel.settings.SettingsTree;
import org.kadnode.plugins.KadNodeException;

class KeysTest {

    private static final SecretKey OURS = Ed25519.generate(new Random(1));
    private static final SecretKey THEIRS = Ed25519.generate(new Random(2));
    private static final Naming NAMING = new Naming(".p2p");

    @TempDir
    Path folder;

    @Test
    void keysHavePatternsOrAreForAllNames() {
        KeyRing ring = read("auth.secret-keys", "node1.p2p:" + OURS.secretHex());
        assertEquals(OURS, ring.keyFor("node1").orElseThrow().secretKey().orElseThrow());
        assertTrue(ring.keyFor("node2").isEmpty());

        assertEquals(
                THEIRS.publicKey(),
                read("auth.public-keys", THEIRS.publicKey().toString())
                        .keyFor("any")
                        .orElseThrow()
                        .publicKey());
    }

    @Test
    void keyMayStandInAFile() throws IOException {
        Path one = secretFile("one.key", OURS.secretHex() + "\n");
        Path many =
                secretFile("many.keys", "# ours\nhome.p2p: " + OURS.secretHex() + "\n\n*.x.p2p:" + THEIRS.publicKey());

        assertEquals(1, read("auth.secret-keys", "a.p2p:@" + one).entries().size());
        assertEquals(2, read("auth.key-files", many.toString()).entries().size());
    }

    @Test
    void secretFileThatOthersMayReadIsRefused() throws IOException {
        Path file = secretFile("open.key", OURS.secretHex());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertRefused(
                "--auth-add-skey: " + file + " holds a secret key and others may read it: chmod 600 it",
                "auth.secret-keys",
                "@" + file);
    }

    @Test
    void publicKeysMayBeReadByAll() throws IOException {
        Path file = secretFile("open.key", THEIRS.publicKey().toString());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertEquals(1, read("auth.public-keys", "@" + file).entries().size());
    }

    @Test
    void publicKeysAreTakenInAllSpellings() throws IOException {
        PublicKey theirs = THEIRS.publicKey();
        for (String spelling : List.of(theirs.toString(), theirs.toZBase32(), theirs.toCrockford())) {
            Path file = secretFile("one.key", "x.p2p:" + spelling);

            assertEquals(theirs, onlyKey(read("auth.public-keys", "x.p2p:" + spelling)));
            assertEquals(theirs, onlyKey(read("auth.key-files", file.toString())));
        }
    }

    private static PublicKey onlyKey(KeyRing ring) {
        return ring.keyFor("x").orElseThrow().publicKey();
    }

    @Test
    void mistakeInAFileIsNamedByItsLine() throws IOException {
        Path file = secretFile("some.keys", "# ours\na:" + OURS.secretHex() + "\n\nb:" + OURS.secretHex() + "0\n");

        assertRefused(
                "--auth-key-file " + file + ":4: a key has 128 hex digits if it is secret; 64, or 52 characters of"
                        + " z-base-32 or Crockford's base 32, if it is public",
                "auth.key-files",
                file.toString());
    }

    @Test
    void patternStandsEitherInTheFileOrBeforeIt() throws IOException {
        Path file = secretFile("one.key", "a:" + OURS.secretHex());

        assertTrue(read("auth.secret-keys", "@" + file).keyFor("a").isPresent());
        assertRefused("--auth-add-skey: " + file + " has a pattern of its own", "auth.secret-keys", "b:@" + file);
    }

    @Test
    void conflictNamesBothPatterns() {
        assertRefused(
                "--auth-add-skey: pattern 'x' conflicts with '*': a name could be for two keys",
                "auth.secret-keys",
                "*.p2p:" + OURS.secretHex(),
                "x.p2p:" + THEIRS.secretHex());
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutShowingIt() {
        assertRefused("--auth-add-skey: a secret key has 128 hex digits", "auth.secret-keys", OURS.secretHex() + "0");
        assertRefused(
                "--auth-add-pkey: a public key has 64 hex digits, or 52 characters of z-base-32 or Crockford's base 32",
                "auth.public-keys",
                "x:" + OURS.secretHex());
        assertRefused(
                "--auth-add-skey: 'a*' is not a pattern: a name, or * followed by the end of names",
                "auth.secret-keys",
                "a*:" + OURS.secretHex());
        assertRefused(
                "--auth-add-skey: cannot read " + folder.resolve("none") + ": no such file or folder",
                "auth.secret-keys",
                "@" + folder.resolve("none"));
        String mixed = OURS.secretHex().substring(0, 64) + THEIRS.publicKey();
        assertRefused(
                "--auth-add-skey: the two halves of the secret key do not belong together", "auth.secret-keys", mixed);
    }

    private void assertRefused(String message, String path, String... values) {
        KadNodeException refused = assertThrows(KadNodeException.class, () -> read(path, values));
        assertEquals(message, refused.getMessage());
        assertFalse(message.contains(OURS.secretHex().substring(0, 16)));
    }

    private static KeyRing read(String path, String... values) {
        return Keys.read(SettingsTree.embedded(Defaults.ofKernel(), Map.of(path, List.of(values))), NAMING);
    }

    private Path secretFile(String name, String text) throws IOException {
        return Files.setPosixFilePermissions(
                Files.writeString(folder.resolve(name), text), PosixFilePermissions.fromString("rw-------"));
    }
}
