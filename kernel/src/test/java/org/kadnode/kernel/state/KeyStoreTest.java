package org.kadnode.kernel.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.KadNodeException;

class KeyStoreTest {

    private static final SecretKey KEY = Ed25519.generate(new Random(1));
    private static final SecretKey OTHER = Ed25519.generate(new Random(2));
    private static final KeyLine MINE = line("mine.p2p", KEY);
    private static final Naming NAMING = new Naming(".p2p");

    @TempDir
    Path state;

    private KeyStore store;
    private Path keys;

    @BeforeEach
    void open() {
        store = new KeyStore(new PrivateFolder(state));
        keys = state.resolve("keys");
    }

    @Test
    void emptyStoreIsNotMade() throws IOException {
        assertEquals(List.of(), store.all());
        assertFalse(Files.exists(keys));
    }

    @Test
    void secretKeyStandsInAFileForItsOwnerAlone() throws IOException {
        Path file = store.add(MINE);

        assertEquals(keys.resolve(KEY.publicKey().toZBase32() + ".key"), file);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(keys)));
        assertEquals(
                "# Secret key " + KEY.publicKey().toZBase32() + "\nmine.p2p:" + KEY.secretHex() + "\n",
                Files.readString(file));
        assertEquals(List.of(MINE), store.all());
    }

    @Test
    void keyMayHaveSeveralPatternsAndStandsOnceForEach() throws IOException {
        KeyLine more = line("*.home", KEY);
        store.add(MINE);
        store.add(more);
        store.add(MINE);

        assertEquals(List.of(MINE, more), store.all());
        assertEquals(1, store.filesOf(KEY.publicKey()).size());
    }

    @Test
    void publicKeysStandInFilesOfTheirOwn() throws IOException {
        KeyLine theirs = new KeyLine("", OTHER.publicKey(), Optional.empty());
        store.add(theirs);
        store.add(MINE);

        assertEquals(List.of(MINE, theirs), store.all());
    }

    @Test
    void keysPutThereByHandAreReadInAnySpelling() throws IOException {
        store.add(MINE);
        Files.writeString(
                keys.resolve("friends.pub"),
                "# friends\r\n a.p2p : " + OTHER.publicKey().toCrockford() + " # Ann\n\n");
        Files.writeString(keys.resolve("notes.txt"), "none of ours");
        Files.writeString(keys.resolve(".half.key.new"), "half");
        Files.createDirectory(keys.resolve("folder.key"));

        KeyRing ring = store.addTo(KeyRing.EMPTY, NAMING);

        assertEquals(KEY, ring.keyFor("mine").orElseThrow().secretKey().orElseThrow());
        assertEquals(OTHER.publicKey(), ring.keyFor("a").orElseThrow().publicKey());
        assertEquals(2, ring.entries().size());
    }

    @Test
    void conflictWithAnotherKeyNamesTheFile() throws IOException {
        Path file = store.add(MINE);
        KeyRing settings = KeyRing.EMPTY.plus(line("*", OTHER).entry("", NAMING));

        assertRefused(
                file + ": pattern 'mine' conflicts with '*': a name could be for two keys",
                () -> store.addTo(settings, NAMING));
    }

    @Test
    void mistakeIsNamedByFileAndLineAndNeverShown() throws IOException {
        Path file = store.add(MINE);
        Files.writeString(file, "# mine\nmine.p2p:" + KEY.secretHex().substring(1) + "\n");
        assertRefused(file + ":2: a secret key has 128 hex digits", store::all);

        Files.writeString(file, KEY.secretHex().substring(0, 64) + OTHER.publicKey());
        assertRefused(file + ":1: the two halves of the secret key do not belong together", store::all);

        Files.writeString(file, ":" + KEY.secretHex());
        assertRefused(file + ":1: a pattern is missing before ':'", store::all);
    }

    @Test
    void secretKeyThatOthersMayReadIsRefused() throws IOException {
        Path file = store.add(MINE);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertRefused(file + ": others may read this secret key: chmod 600 it", store::all);
    }

    @Test
    void retiredSecretKeyIsKeptAside() throws IOException {
        Path file = store.add(MINE);
        String text = Files.readString(file);

        assertTrue(store.retire(KEY.publicKey()));

        assertEquals(List.of(), store.all());
        Path removed = keys.resolve("removed").resolve(file.getFileName());
        assertEquals(text, Files.readString(removed));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(removed)));
        assertFalse(store.retire(KEY.publicKey()));
    }

    @Test
    void retiringTouchesNoFileWithAnotherKey() throws IOException {
        Path file = store.add(MINE);
        String both = "a:" + KEY.secretHex() + "\nb:" + OTHER.secretHex() + "\n";
        Files.writeString(file, both);

        assertRefused(file + ": it holds other keys as well", () -> store.retire(KEY.publicKey()));
        assertRefused(file + ": it holds other keys as well", () -> {
            store.delete(KEY.publicKey());
            return "";
        });
        assertEquals(both, Files.readString(file));
    }

    @Test
    void addingAPatternTouchesNoOtherKeyInTheFile() throws IOException {
        Path file = store.add(MINE);
        Files.writeString(file, "a:" + KEY.secretHex() + "\nb:" + OTHER.secretHex() + "\n");

        store.add(line("c", KEY));

        assertEquals(List.of(line("a", KEY), line("b", OTHER), line("c", KEY)), store.all());
    }

    @Test
    void deletedKeyIsGone() throws IOException {
        store.add(MINE);
        store.add(new KeyLine("", KEY.publicKey(), Optional.empty()));

        store.delete(KEY.publicKey());

        assertEquals(List.of(), store.all());
        assertFalse(Files.exists(keys.resolve("removed")));
    }

    @Test
    void numberOfKeysIsBounded() throws IOException {
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < KeyStore.MOST_KEYS; i++) {
            many.append("n").append(i).append(":").append(OTHER.publicKey()).append('\n');
        }
        Files.createDirectory(keys);
        Files.writeString(keys.resolve("many.pub"), many);

        assertRefused("there are 256 keys in " + keys + " already", () -> store.add(MINE));
        assertEquals(KeyStore.MOST_KEYS, store.all().size());
    }

    @Test
    void numberOfRetiredKeysIsBoundedAndNoneIsLost() throws IOException {
        Path removed = Files.createDirectories(keys.resolve("removed"));
        for (int i = 0; i < KeyStore.MOST_REMOVED; i++) {
            Files.createFile(removed.resolve(i + ".key"));
        }
        store.add(MINE);

        assertRefused(
                "there are 256 removed keys in " + removed + "; move them elsewhere",
                () -> store.retire(KEY.publicKey()));
        assertEquals(List.of(MINE), store.all());
    }

    @Test
    void fullStoreCanStillBeRead() throws IOException {
        String longest = "n".repeat(Naming.LONGEST - 3);
        for (int i = 100; i < 100 + KeyStore.MOST_KEYS; i++) {
            store.add(line(longest + i, KEY));
        }

        assertEquals(KeyStore.MOST_KEYS, store.all().size());
    }

    @Test
    void patternThatTheFileCannotHoldIsRefused() {
        assertThrows(KadNodeException.class, () -> store.add(line("a#b", KEY)));
        assertThrows(KadNodeException.class, () -> store.add(line("n".repeat(Naming.LONGEST + 1), KEY)));
        assertFalse(Files.exists(keys));
    }

    private interface Deed {
        Object run() throws IOException;
    }

    private static void assertRefused(String message, Deed deed) {
        KadNodeException refused = assertThrows(KadNodeException.class, deed::run);
        assertEquals(message, refused.getMessage());
    }

    private static KeyLine line(String pattern, SecretKey key) {
        PublicKey publicKey = key.publicKey();
        return new KeyLine(pattern, publicKey, Optional.of(key));
    }
}
