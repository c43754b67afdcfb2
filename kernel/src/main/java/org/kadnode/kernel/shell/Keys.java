package org.kadnode.kernel.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.settings.Secrets;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Settings;

/**
 * Reads the keys that the settings name: {@code [pattern:]key}, where the key stands there itself or, as
 * {@code @file}, in a file. A file with a secret key must belong to its owner alone.
 */
final class Keys {

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final Naming naming;
    private KeyRing ring = KeyRing.EMPTY;

    private Keys(Naming naming) {
        this.naming = naming;
    }

    /**
     * Reads all keys.
     *
     * @param settings {@code auth.public-keys}, {@code auth.secret-keys} and {@code auth.key-files}
     * @param naming whose top level domain patterns may end with
     * @return the keys
     * @throws KadNodeException of kind {@code SETTING} about the first that cannot be used; no message shows a key
     */
    static KeyRing read(Settings settings, Naming naming) {
        Keys keys = new Keys(naming);
        for (String text : settings.texts("auth.secret-keys")) {
            keys.add("--auth-add-skey", text, true, false);
        }
        for (String text : settings.texts("auth.public-keys")) {
            keys.add("--auth-add-pkey", text, false, true);
        }
        for (String file : settings.texts("auth.key-files")) {
            keys.addFile(file);
        }
        return keys.ring;
    }

    /**
     * Replaces {@code @file} by what stands in the file.
     *
     * @param where what to name in an error
     * @param text a key, a name, or {@code @file}
     * @return the text, or the only line of the file
     */
    static String resolve(String where, String text) {
        if (!text.startsWith("@")) {
            return text;
        }
        List<String> lines = lines(where, Path.of(text.substring(1)));
        if (lines.size() != 1) {
            throw refused(where, text.substring(1) + " does not hold exactly one line");
        }
        return lines.getFirst();
    }

    private void addFile(String file) {
        for (String line : lines("--auth-key-file", Path.of(file))) {
            add("--auth-key-file " + file, line, true, true);
        }
    }

    private void add(String where, String text, boolean secretAllowed, boolean publicAllowed) {
        int colon = text.startsWith("@") ? -1 : text.lastIndexOf(':');
        KeyPattern pattern = KeyPattern.ALL;
        if (colon >= 0) {
            String written = text.substring(0, colon);
            pattern = naming.parsePattern(written)
                    .orElseThrow(() -> refused(
                            where, "'" + written + "' is not a pattern: a name, or * followed by the end of names"));
        }
        String key = resolve(where, text.substring(colon + 1)).strip();
        Optional<SecretKey> secret = secretAllowed ? SecretKey.ofHex(key) : Optional.empty();
        Optional<PublicKey> other = publicAllowed ? PublicKey.ofHex(key) : Optional.empty();
        if (secret.isPresent() && !Ed25519.isSound(secret.get())) {
            throw refused(where, "the two halves of the secret key do not belong together");
        }
        KeyPattern names = pattern;
        KeyRing.Entry entry = secret.map(own -> KeyRing.Entry.of(names, own))
                .or(() -> other.map(foreign -> KeyRing.Entry.of(names, foreign)))
                .orElseThrow(() -> refused(where, form(secretAllowed, publicAllowed)));
        Optional<KeyRing.Entry> conflict = ring.conflict(entry);
        if (conflict.isPresent()) {
            throw refused(
                    where,
                    "pattern '" + names + "' conflicts with '" + conflict.get().pattern()
                            + "': a name could be for two keys");
        }
        ring = ring.plus(entry);
    }

    private static String form(boolean secretAllowed, boolean publicAllowed) {
        if (secretAllowed && publicAllowed) {
            return "a key has 64 (public) or 128 (secret) hex digits";
        }
        return secretAllowed ? "a secret key has 128 hex digits" : "a public key has 64 hex digits";
    }

    private static List<String> lines(String where, Path file) {
        try {
            List<String> lines = Files.readAllLines(file).stream()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
            boolean secret = lines.stream()
                    .anyMatch(line -> SecretKey.ofHex(line.substring(line.lastIndexOf(':') + 1))
                            .isPresent());
            if (secret && isOpenToOthers(file)) {
                throw refused(where, file + " holds a secret key and others may read it: chmod 600 it");
            }
            return lines;
        } catch (IOException unreadable) {
            throw refused(where, "cannot read " + file);
        }
    }

    private static boolean isOpenToOthers(Path file) throws IOException {
        try {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(OTHERS);
            permissions.retainAll(Files.getPosixFilePermissions(file));
            return !permissions.isEmpty();
        } catch (UnsupportedOperationException noSuchPermissions) {
            return false;
        }
    }

    private static KadNodeException refused(String where, String why) {
        return new KadNodeException(KadNodeException.Kind.SETTING, where + ": " + Secrets.hidden(why));
    }
}
