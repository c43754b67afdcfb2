package org.kadnode.kernel.state;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.FileAccess;
import org.kadnode.plugins.KadNodeException;

/**
 * The folder {@code keys} of a node: a file for each key, which somebody may also put there by hand.
 *
 * <pre>
 *   keys/NAME.key           a secret key:  [pattern:]128 hex digits, once for each pattern
 *   keys/NAME.pub           a public key:  [pattern:]64 hex digits, likewise
 *   keys/removed/NAME.key   secret keys that a running node was told to forget
 * </pre>
 *
 * NAME is the public key in z-base-32 in what is written here; read is what the files hold, whatever their names.
 */
public final class KeyStore {

    /** Lines with keys that can be added; everybody on the machine who can talk to the node may add some. */
    public static final int MOST_KEYS = 256;

    /** Secret keys that are kept after their removal; all can be removed by whoever may also add. */
    static final int MOST_REMOVED = 256;

    private static final String SECRET = ".key";
    private static final String PUBLIC = ".pub";

    private final PrivateFolder folder;
    private final PrivateFolder removed;

    /**
     * A key in a file.
     *
     * @param line the key
     * @param file the name of the file
     */
    private record Stored(KeyLine line, String file) {}

    /**
     * The store in a folder of a node.
     *
     * @param state the folder with all that a node remembers
     */
    public KeyStore(PrivateFolder state) {
        folder = state.folder("keys");
        removed = folder.folder("removed");
    }

    /**
     * Where the files are.
     *
     * @return the folder
     */
    public PrivateFolder folder() {
        return folder;
    }

    /**
     * All keys.
     *
     * @return secret ones first; none if nothing was ever stored
     * @throws IOException if a file cannot be read
     * @throws KadNodeException of kind {@code SETTING} if a file holds something else, or a secret key that others may
     *     read; names file and line
     */
    public List<KeyLine> all() throws IOException {
        return stored().stream().map(Stored::line).toList();
    }

    /**
     * All keys as a node uses them.
     *
     * @param ring the keys that it has already
     * @param naming what patterns mean
     * @return both together
     * @throws IOException if a file cannot be read
     * @throws KadNodeException of kind {@code SETTING} if a file cannot be used, or two keys are for the same names
     */
    public KeyRing addTo(KeyRing ring, Naming naming) throws IOException {
        KeyRing all = ring;
        for (Stored stored : stored()) {
            String where = folder.path().resolve(stored.file).toString();
            all = KeyLine.plus(where, all, stored.line.entry(where, naming));
        }
        return all;
    }

    private List<Stored> stored() throws IOException {
        List<Stored> all = new ArrayList<>();
        for (String file : folder.files(SECRET)) {
            if (FileAccess.isOpenToOthers(folder.path().resolve(file))) {
                throw KeyLine.refused(
                        folder.path().resolve(file).toString(), "others may read this secret key: chmod 600 it");
            }
            read(file, KeyLine.Kind.SECRET, all);
        }
        for (String file : folder.files(PUBLIC)) {
            read(file, KeyLine.Kind.PUBLIC, all);
        }
        return all;
    }

    private void read(String file, KeyLine.Kind kind, List<Stored> all) throws IOException {
        Optional<byte[]> content = folder.read(file);
        if (content.isPresent()) {
            KeyLine.parseAll(folder.path().resolve(file).toString(), content.get(), kind)
                    .forEach(line -> all.add(new Stored(line, file)));
            Arrays.fill(content.get(), (byte) 0);
        }
    }

    /**
     * Stores a key. It is written to its file beside what stands there, unless it stands there already.
     *
     * @param line the key, of which nothing that is stored is in conflict
     * @return the file
     * @throws IOException if it could not be written; nothing is changed then
     * @throws KadNodeException of kind {@code BUSY} if there are too many
     */
    public Path add(KeyLine line) throws IOException {
        if (line.pattern().contains("#") || line.pattern().getBytes(StandardCharsets.UTF_8).length > Naming.LONGEST) {
            throw KeyLine.refused(
                    "'" + line.pattern() + "'", "a pattern with # or more than 255 bytes cannot be stored");
        }
        String ending = line.secretKey().isPresent() ? SECRET : PUBLIC;
        List<Stored> all = stored();
        Optional<Stored> present =
                all.stream().filter(stored -> stored.line.equals(line)).findFirst();
        if (present.isPresent()) {
            return folder.path().resolve(present.get().file);
        }
        if (all.size() >= MOST_KEYS) {
            throw new KadNodeException(
                    KadNodeException.Kind.BUSY, "there are " + MOST_KEYS + " keys in " + folder.path() + " already");
        }
        String file = line.publicKey().toZBase32() + ending;
        List<KeyLine> lines = new ArrayList<>(all.stream()
                .filter(stored -> stored.file.equals(file))
                .map(Stored::line)
                .toList());
        lines.add(line);
        byte[] content = content(line, lines);
        try {
            folder.write(file, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
        return folder.path().resolve(file);
    }

    private static byte[] content(KeyLine added, List<KeyLine> lines) {
        byte[] comment = ("# " + (added.secretKey().isPresent() ? "Secret" : "Public") + " key "
                        + added.publicKey().toZBase32() + "\n")
                .getBytes(StandardCharsets.US_ASCII);
        return joined(comment, lines);
    }

    /**
     * Keys as they stand in a file.
     *
     * @param before what goes before them
     * @param lines the keys
     * @return the content; to be overwritten after use
     */
    public static byte[] joined(byte[] before, List<KeyLine> lines) {
        List<byte[]> parts = new ArrayList<>(List.of(before));
        lines.forEach(line -> parts.add(line.bytes()));
        byte[] content = new byte[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, content, at, part.length);
            at += part.length;
            Arrays.fill(part, (byte) 0);
        }
        return content;
    }

    /**
     * Takes a key out of use. Its public files are deleted, its secret ones moved to {@code keys/removed}.
     *
     * @param key the key
     * @return false if it is not stored
     * @throws IOException if a file could not be moved or deleted
     * @throws KadNodeException of kind {@code BUSY} if too many were removed already; of kind {@code SETTING} if a file
     *     holds other keys as well
     */
    public boolean retire(PublicKey key) throws IOException {
        List<String> files = filesOfOnly(key);
        boolean secret = files.stream().anyMatch(file -> file.endsWith(SECRET));
        if (secret && removed.files(SECRET).size() >= MOST_REMOVED) {
            throw new KadNodeException(
                    KadNodeException.Kind.BUSY,
                    "there are " + MOST_REMOVED + " removed keys in " + removed.path() + "; move them elsewhere");
        }
        for (String file : files) {
            if (file.endsWith(SECRET)) {
                // Another file of that name is an older one of the same key.
                folder.move(file, removed, key.toZBase32() + SECRET);
            } else {
                folder.delete(file);
            }
        }
        return !files.isEmpty();
    }

    /**
     * Destroys a key.
     *
     * @param key the key
     * @throws IOException if a file could not be deleted
     * @throws KadNodeException of kind {@code SETTING} if a file holds other keys as well
     */
    public void delete(PublicKey key) throws IOException {
        for (String file : filesOfOnly(key)) {
            folder.delete(file);
        }
    }

    /**
     * The files that hold a key.
     *
     * @param key the key
     * @return where they are
     * @throws IOException if a file cannot be read
     */
    public List<Path> filesOf(PublicKey key) throws IOException {
        return filesOf(key, stored()).stream().map(folder.path()::resolve).toList();
    }

    private List<String> filesOfOnly(PublicKey key) throws IOException {
        List<Stored> all = stored();
        List<String> files = filesOf(key, all);
        for (Stored other : all) {
            if (files.contains(other.file) && !other.line.publicKey().equals(key)) {
                throw KeyLine.refused(folder.path().resolve(other.file).toString(), "it holds other keys as well");
            }
        }
        return files;
    }

    private static List<String> filesOf(PublicKey key, List<Stored> all) {
        return all.stream()
                .filter(stored -> stored.line.publicKey().equals(key))
                .map(Stored::file)
                .distinct()
                .toList();
    }
}
