package org.kadnode.kernel.keys;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.KeyPattern;
import org.kadnode.kernel.core.naming.KeyRing;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.os.Reason;
import org.kadnode.kernel.settings.Secrets;
import org.kadnode.kernel.state.KeyLine;
import org.kadnode.kernel.state.KeyStore;
import org.kadnode.kernel.state.PrivateFolder;
import org.kadnode.plugins.FileAccess;
import org.kadnode.plugins.KadNodeException;

/**
 * {@code kadnode keys}: makes, shows, takes in, hands out and destroys the keys in a node's folder. A node reads them when
 * it starts. What was asked for goes to standard output, all else to standard error.
 */
public final class KeysTool {

    /** The word after {@code kadnode}. */
    public static final String NAME = "keys";

    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    /** Where patterns are compared: only the node knows its top level domain, most have this one. */
    private static final Naming NAMING = new Naming(".p2p");

    private final KeysLine line;
    private final KeyStore store;
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Passphrases passphrases;
    private final Optional<Terminal> terminal;

    private KeysTool(
            KeysLine line,
            Path standard,
            InputStream in,
            PrintStream out,
            PrintStream err,
            Optional<Terminal> terminal) {
        this.line = line;
        this.in = in;
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        store = new KeyStore(
                new PrivateFolder(line.value(KeysLine.STATE).map(Path::of).orElse(standard)));
        passphrases = new Passphrases(line.value(KeysLine.PASSPHRASE).map(Path::of), terminal);
    }

    /**
     * Runs the program on the streams of this process.
     *
     * @param words what follows {@code keys}
     * @param standard the folder of the node, unless {@code --state-dir} names another
     * @return 0 if it is done, 1 if it failed, 2 for wrong usage
     */
    public static int run(List<String> words, Path standard) {
        return run(words, standard, System.in, System.out, System.err, Terminal.ofProcess());
    }

    static int run(
            List<String> words,
            Path standard,
            InputStream in,
            PrintStream out,
            PrintStream err,
            Optional<Terminal> terminal) {
        if (KeysLine.asksForHelp(words)) {
            out.print(KeysLine.HELP);
            return OK;
        }
        try {
            KeysLine line = KeysLine.parse(words);
            new KeysTool(line, standard, in, out, err, terminal).run();
            return OK;
        } catch (KeysLine.Misused wrong) {
            err.println(Secrets.hidden("kadnode keys: " + wrong.getMessage() + "; --help tells more"));
            return USAGE;
        } catch (KadNodeException refused) {
            err.println("kadnode keys: " + Secrets.hidden(String.valueOf(refused.getMessage())));
            return FAILED;
        } catch (IOException failed) {
            err.println("kadnode keys: " + Secrets.hidden(Reason.withFile(failed)));
            return FAILED;
        }
    }

    private void run() throws IOException {
        switch (line.command()) {
            case NEW -> make();
            case LIST -> list();
            case SHOW -> show();
            case IMPORT -> take();
            case EXPORT -> handOut();
            case DELETE -> delete();
        }
    }

    private void make() throws IOException {
        // A variable of a script that is not set must not become a key for all names.
        if (line.operand(0).filter(String::isBlank).isPresent()) {
            throw KeyLine.refused("new", "the pattern is empty: leave it out for a key for all names");
        }
        SecretKey key = Ed25519.generate(new SecureRandom());
        KeyLine made = new KeyLine(line.operand(0).orElse(""), key.publicKey(), Optional.of(key));
        refuseConflicts("new", List.of(made));
        Path file = store.add(made);
        out.println("public key: " + made.publicKey());
        out.println("z-base-32: " + made.publicKey().toZBase32());
        out.println("file: " + file);
        err.println("A node uses it from its next start on; one that runs, after: kadnode-ctl keys add @" + file);
    }

    private void list() throws IOException {
        List<KeyLine> keys = store.all();
        for (KeyLine key : keys) {
            out.println(key.publicKey().toZBase32() + " " + (key.secretKey().isPresent() ? "secret" : "public") + " "
                    + (key.pattern().isEmpty() ? "*" : key.pattern()));
        }
        if (keys.isEmpty()) {
            err.println("No keys in " + store.folder().path());
        }
    }

    private void show() throws IOException {
        List<KeyLine> lines = wanted();
        PublicKey key = lines.getFirst().publicKey();
        Optional<SecretKey> secret =
                lines.stream().flatMap(each -> each.secretKey().stream()).findFirst();
        if (line.has(KeysLine.SECRET) && secret.isEmpty()) {
            throw KeyLine.refused("--secret", "only the public half of this key is stored");
        }
        out.println("public key: " + key);
        out.println("z-base-32: " + key.toZBase32());
        out.println("Crockford: " + key.toCrockford());
        lines.forEach(each -> out.println("names: " + (each.pattern().isEmpty() ? "*" : each.pattern())));
        for (Path file : store.filesOf(key)) {
            out.println("file: " + file);
        }
        if (line.has(KeysLine.SECRET)) {
            out.println("secret key: " + secret.orElseThrow().secretHex());
        }
    }

    private void take() throws IOException {
        String file = line.operand(0).orElseThrow();
        String where = file.equals("-") ? "standard input" : file;
        byte[] text = file.equals("-") ? PrivateFolder.read(in, where) : PrivateFolder.read(Path.of(file));
        byte[] plain = text;
        if (SealedKey.isOne(text)) {
            char[] passphrase = passphrases.known();
            plain = SealedKey.open(where, text, passphrase);
            Arrays.fill(passphrase, '\0');
        } else if (!file.equals("-") && FileAccess.isOpenToOthers(Path.of(file))) {
            err.println("Warning: others may have read " + file);
        }
        List<KeyLine> keys = KeyLine.parseAll(where, plain, KeyLine.Kind.SECRET);
        Arrays.fill(text, (byte) 0);
        Arrays.fill(plain, (byte) 0);
        if (keys.isEmpty()) {
            throw KeyLine.refused(where, "there is no key in it");
        }
        refuseConflicts(where, keys);
        for (KeyLine key : keys) {
            out.println("public key: " + key.publicKey());
            out.println("z-base-32: " + key.publicKey().toZBase32());
            out.println("file: " + store.add(key));
        }
    }

    private void handOut() throws IOException {
        List<KeyLine> lines =
                wanted().stream().filter(each -> each.secretKey().isPresent()).toList();
        if (lines.isEmpty()) {
            throw KeyLine.refused("export", "only the public half of this key is stored");
        }
        Optional<Path> file = line.operand(1).filter(name -> !name.equals("-")).map(Path::of);
        if (file.isPresent() && Files.exists(file.get())) {
            throw KeyLine.refused("export", file.get() + " exists already; it stays as it is");
        }
        byte[] text = KeyStore.joined(new byte[0], lines);
        if (!line.has(KeysLine.PLAIN)) {
            byte[] plain = text;
            char[] passphrase = passphrases.chosen();
            text = SealedKey.seal(plain, passphrase, new SecureRandom());
            Arrays.fill(passphrase, '\0');
            Arrays.fill(plain, (byte) 0);
        }
        if (file.isPresent()) {
            PrivateFolder.write(file.get().toAbsolutePath(), text);
        } else {
            out.write(text, 0, text.length);
            out.flush();
        }
        Arrays.fill(text, (byte) 0);
    }

    private void delete() throws IOException {
        PublicKey key = wanted().getFirst().publicKey();
        List<Path> files = store.filesOf(key);
        if (!line.has(KeysLine.YES)) {
            Terminal asked = terminal.orElseThrow(
                    () -> KeyLine.refused("delete", "there is no terminal to ask at; --yes deletes without asking"));
            if (!asked.confirms("Delete " + key.toZBase32() + " for good?")) {
                throw KeyLine.refused("delete", "nothing is deleted");
            }
        }
        store.delete(key);
        files.forEach(file -> err.println("Deleted " + file));
    }

    private void refuseConflicts(String where, List<KeyLine> keys) throws IOException {
        KeyRing ring = store.addTo(KeyRing.EMPTY, NAMING);
        for (KeyLine key : keys) {
            ring = KeyLine.plus(where, ring, key.entry(where, NAMING));
        }
    }

    /** The lines of the key that is meant: by any spelling of its public half, or by a pattern that only it has. */
    private List<KeyLine> wanted() throws IOException {
        String text = line.operand(0).orElseThrow();
        List<KeyLine> all = store.all();
        Optional<PublicKey> spelled = PublicKey.parse(text);
        Optional<KeyPattern> pattern = NAMING.parsePattern(text);
        List<PublicKey> meant = new ArrayList<>();
        for (KeyLine each : all) {
            boolean matches = spelled.isPresent()
                    ? each.publicKey().equals(spelled.get())
                    : pattern.equals(Optional.of(each.entry(text, NAMING).pattern()));
            if (matches && !meant.contains(each.publicKey())) {
                meant.add(each.publicKey());
            }
        }
        if (meant.size() != 1) {
            throw KeyLine.refused(
                    "'" + text + "'",
                    meant.isEmpty()
                            ? "no such key in " + store.folder().path()
                            : "several keys are for these names; name one by its public key");
        }
        return all.stream()
                .filter(each -> each.publicKey().equals(meant.getFirst()))
                .toList();
    }
}
