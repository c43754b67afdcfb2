package org.kadnode.kernel.shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.os.Reason;
import org.kadnode.kernel.state.KeyLine;
import org.kadnode.kernel.state.PrivateFolder;
import org.kadnode.plugins.FileAccess;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Settings;

/**
 * Reads the keys that the settings name: {@code [pattern:]key}, where the key stands there itself or, as
 * {@code @file}, in a file. A file with a secret key must belong to its owner alone.
 */
final class Keys {

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
            keys.add("--auth-add-skey", text, KeyLine.Kind.SECRET);
        }
        for (String text : settings.texts("auth.public-keys")) {
            keys.add("--auth-add-pkey", text, KeyLine.Kind.PUBLIC);
        }
        for (String file : settings.texts("auth.key-files")) {
            String where = "--auth-key-file " + file;
            content(where, Path.of(file), content -> KeyLine.parseAll(where, content, KeyLine.Kind.ANY))
                    .forEach(line -> keys.add(where, line));
        }
        return keys.ring;
    }

    /**
     * Replaces {@code @file} by what stands in the file.
     *
     * @param where what to name in an error
     * @param text a name, or {@code @file}
     * @return the text, or the only line of the file
     */
    static String resolve(String where, String text) {
        if (!text.startsWith("@")) {
            return text;
        }
        Path file = Path.of(text.substring(1));
        return content(where, file, content -> onlyLine(where, file, content));
    }

    private void add(String where, String text, KeyLine.Kind kind) {
        int file = text.startsWith("@") ? 0 : text.indexOf(":@") + 1;
        if (file == 0 && !text.startsWith("@")) {
            add(where, KeyLine.parse(where, text, kind));
            return;
        }
        String key = resolve(where, text.substring(file));
        if (file > 0 && key.contains(":")) {
            throw KeyLine.refused(where, text.substring(file + 1) + " has a pattern of its own");
        }
        add(where, KeyLine.parse(where, text.substring(0, file) + key, kind));
    }

    private void add(String where, KeyLine line) {
        ring = KeyLine.plus(where, ring, line.entry(where, naming));
    }

    private static String onlyLine(String where, Path file, byte[] content) {
        List<String> lines = new String(content, StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        if (lines.size() != 1) {
            throw KeyLine.refused(where, file + " does not hold exactly one line");
        }
        return lines.getFirst();
    }

    private static <T> T content(String where, Path file, Function<byte[], T> reader) {
        try {
            byte[] content = PrivateFolder.read(file);
            try {
                if (holdsSecret(content) && FileAccess.isOpenToOthers(file)) {
                    throw KeyLine.refused(where, file + " holds a secret key and others may read it: chmod 600 it");
                }
                return reader.apply(content);
            } finally {
                Arrays.fill(content, (byte) 0);
            }
        } catch (IOException unreadable) {
            throw KeyLine.refused(where, "cannot read " + file + ": " + Reason.of(unreadable));
        }
    }

    private static boolean holdsSecret(byte[] content) {
        int digits = 0;
        for (byte each : content) {
            digits = Character.digit(each, 16) < 0 ? 0 : digits + 1;
            if (digits == 2 * SecretKey.LENGTH) {
                return true;
            }
        }
        return false;
    }
}
