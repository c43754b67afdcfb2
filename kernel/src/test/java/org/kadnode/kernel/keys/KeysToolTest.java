package org.kadnode.kernel.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;

class KeysToolTest {

    private static final SecretKey KEY = Ed25519.generate(new Random(1));
    private static final SecretKey OTHER = Ed25519.generate(new Random(2));

    @TempDir
    Path folder;

    private Path state;
    private final Deque<String> answers = new ArrayDeque<>();
    private Optional<Terminal> terminal = Optional.empty();
    private String input = "";
    private String out = "";
    private String err = "";

    @BeforeEach
    void state() {
        state = folder.resolve("state");
    }

    @Test
    void newKeyIsStoredAndItsPublicHalfShown() throws IOException {
        assertEquals(0, run("new", "mine.p2p"));

        List<String> lines = out.lines().toList();
        PublicKey key = PublicKey.ofHex(value(lines.get(0), "public key")).orElseThrow();
        assertEquals(key.toZBase32(), value(lines.get(1), "z-base-32"));
        Path file = Path.of(value(lines.get(2), "file"));
        assertEquals(state.resolve("keys").resolve(key.toZBase32() + ".key"), file);
        assertEquals(3, lines.size());
        String text = Files.readString(file).lines().toList().getLast();
        assertTrue(text.matches("mine\\.p2p:[0-9a-f]{64}" + key), "another form");
        String secretHalf = text.substring(9, 9 + 64);
        assertFalse((out + err).contains(secretHalf), "the secret half is shown");
        assertTrue(err.contains("kadnode-ctl keys add @" + file), err);
    }

    @Test
    void noTwoKeysAreForTheSameNames() {
        assertEquals(0, run("new"));

        assertEquals(1, run("new", "a.p2p"));
        assertEquals("", out);
        assertEquals("kadnode keys: new: pattern 'a' conflicts with '*': a name could be for two keys\n", err);
        assertEquals(0, run("list"));
        assertEquals(1, out.lines().count());
    }

    @Test
    void listShowsPublicHalvesAndPatterns() throws IOException {
        importKey("a.p2p", KEY);
        Files.writeString(state.resolve("keys/b.pub"), "*.b:" + OTHER.publicKey());

        assertEquals(0, run("list"));

        assertEquals(
                KEY.publicKey().toZBase32() + " secret a.p2p\n"
                        + OTHER.publicKey().toZBase32() + " public *.b\n",
                out);
        assertEquals("", err);
    }

    @Test
    void listOfNothingSaysSoOnStandardError() {
        assertEquals(0, run("list"));
        assertEquals("", out);
        assertEquals("No keys in " + state.resolve("keys") + "\n", err);
        assertFalse(Files.exists(state));
    }

    @Test
    void keyIsShownForAnySpellingAndForItsPattern() throws IOException {
        importKey("a.p2p", KEY);
        PublicKey key = KEY.publicKey();
        String shown = "public key: " + key + "\nz-base-32: " + key.toZBase32() + "\nCrockford: " + key.toCrockford()
                + "\nnames: a.p2p\nfile: " + state.resolve("keys").resolve(key.toZBase32() + ".key") + "\n";
        for (String spelling : List.of(key.toString(), key.toZBase32(), key.toCrockford(), "a.p2p", "A")) {
            assertEquals(0, run("show", spelling));
            assertEquals(shown, out, spelling);
        }

        assertEquals(0, run("show", "a", "--secret"));
        assertEquals(shown + "secret key: " + KEY.secretHex() + "\n", out);
    }

    @Test
    void unknownKeyIsNamed() throws IOException {
        importKey("a.p2p", KEY);

        assertEquals(1, run("show", "b.p2p"));
        assertEquals("kadnode keys: 'b.p2p': no such key in " + state.resolve("keys") + "\n", err);
        assertEquals(1, run("show", OTHER.secretHex()));
        assertFalse(err.contains(OTHER.secretHex().substring(0, 64)), err);
    }

    @Test
    void secretHalfOfAnothersKeyIsNotToBeHad() throws IOException {
        importKey("a.p2p", KEY);
        Files.writeString(state.resolve("keys/b.pub"), "b:" + OTHER.publicKey());

        assertEquals(1, run("show", "b", "--secret"));
        assertEquals("", out);
        assertEquals(1, run("export", "b", "--plain"));
        assertEquals("kadnode keys: export: only the public half of this key is stored\n", err);
    }

    @Test
    void exportIsSealedAndCanBeImportedElsewhere() throws IOException {
        importKey("a.p2p", KEY);
        terminal = asked("word", "word");
        Path file = folder.resolve("backup.txt");

        assertEquals(0, run("export", "a", file.toString()));

        assertEquals("", out);
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(Files.readString(file).contains(KEY.secretHex().substring(0, 64)), "not encrypted");
        state = folder.resolve("elsewhere");
        terminal = asked("wrong");
        assertEquals(1, run("import", file.toString()));
        assertEquals("kadnode keys: " + file + ": wrong passphrase, or the file was changed\n", err);
        assertFalse(Files.exists(state));
        terminal = asked("word");
        assertEquals(0, run("import", file.toString()));
        run("show", "a.p2p", "--secret");
        assertTrue(out.contains(KEY.secretHex()), "another key");
    }

    @Test
    void passphraseMayStandInAFile() throws IOException {
        importKey("a.p2p", KEY);
        Path file = privateFile("word", "wörd\nwhat follows does not count\n");

        assertEquals(0, run("export", "a", "--passphrase-file", file.toString()));
        input = out;
        state = folder.resolve("elsewhere");
        assertEquals(0, run("import", "-", "--passphrase-file=" + file));

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertEquals(1, run("export", "a", "--passphrase-file", file.toString()));
        assertEquals("kadnode keys: --passphrase-file: others may read " + file + ": chmod 600 it\n", err);
        assertEquals("", out);
    }

    @Test
    void exportWithoutPassphraseIsRefused() throws IOException {
        importKey("a.p2p", KEY);

        assertEquals(1, run("export", "a"));
        assertEquals("", out);
        assertEquals(
                "kadnode keys: passphrase: there is no terminal to ask at; name a file with --passphrase-file\n", err);
        terminal = asked("one", "two");
        assertEquals(1, run("export", "a"));
        assertEquals("kadnode keys: passphrase: the two differ\n", err);
        terminal = asked("", "");
        assertEquals(1, run("export", "a"));
        assertEquals("kadnode keys: passphrase: it is empty\n", err);
        assertEquals("", out);
    }

    @Test
    void plainExportIsForThoseWhoAskForIt() throws IOException {
        importKey("a.p2p", KEY);

        assertEquals(0, run("export", "a", "--plain"));
        assertEquals("a.p2p:" + KEY.secretHex() + "\n", out);
    }

    @Test
    void exportReplacesNoFile() throws IOException {
        importKey("a.p2p", KEY);
        Path file = privateFile("precious", "precious");

        assertEquals(1, run("export", "a", file.toString(), "--plain"));
        assertEquals("kadnode keys: export: " + file + " exists already; it stays as it is\n", err);
        assertEquals("precious", Files.readString(file));
    }

    @Test
    void importTakesAllKeysOfAFileOrNone() throws IOException {
        importKey("a.p2p", KEY);

        input = "b.p2p:" + OTHER.secretHex() + "\na.p2p:" + OTHER.secretHex() + "\n";
        assertEquals(1, run("import", "-"));
        assertEquals(
                "kadnode keys: standard input: pattern 'a' conflicts with 'a': a name could be for two keys\n", err);
        input = "b.p2p:" + OTHER.secretHex() + "\nc.p2p:" + OTHER.secretHex().substring(2) + "\n";
        assertEquals(1, run("import", "-"));
        assertEquals("kadnode keys: standard input:2: a secret key has 128 hex digits\n", err);
        input = "# nothing\n";
        assertEquals(1, run("import", "-"));
        assertEquals("kadnode keys: standard input: there is no key in it\n", err);

        run("list");
        assertEquals(KEY.publicKey().toZBase32() + " secret a.p2p\n", out);
    }

    @Test
    void whatCannotBeReadIsNamed() {
        assertEquals(1, run("import", folder.toString()));
        assertTrue(err.contains(folder.toString()), err);
        assertEquals(1, run("import", folder + "/none"));
        assertEquals("kadnode keys: " + folder + "/none: no such file or folder\n", err);
    }

    @Test
    void importOfWhatOthersMayHaveReadIsWarnedOf() throws IOException {
        Path file = privateFile("open", KEY.secretHex());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        assertEquals(0, run("import", file.toString()));
        assertEquals("Warning: others may have read " + file + "\n", err);
    }

    @Test
    void deleteAsksFirst() throws IOException {
        importKey("a.p2p", KEY);

        assertEquals(1, run("delete", "a"));
        assertEquals("kadnode keys: delete: there is no terminal to ask at; --yes deletes without asking\n", err);
        terminal = asked("no");
        assertEquals(1, run("delete", "a"));
        assertEquals("kadnode keys: delete: nothing is deleted\n", err);
        assertEquals(0, run("show", "a"));
        terminal = asked("yes");
        assertEquals(0, run("delete", "a"));
        assertEquals(1, run("show", "a"));
    }

    @Test
    void deleteWithYesDoesNotAsk() throws IOException {
        importKey("a.p2p", KEY);

        assertEquals(0, run("delete", "--yes", KEY.publicKey().toCrockford()));
        assertEquals(1, run("show", "a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "make",
                "new a b",
                "list a",
                "show",
                "show a --plain",
                "show --frob a",
                "import",
                "export",
                "export a b c",
                "delete",
                "list --state-dir"
            })
    void wrongUsageIsToldAndNothingDone(String words) {
        assertEquals(2, run(words.isEmpty() ? new String[0] : words.split(" ")));
        assertEquals("", out);
        assertTrue(err.startsWith("kadnode keys: "), err);
        assertEquals(1, err.lines().count());
        assertFalse(Files.exists(state));
    }

    @Test
    void helpFitsATerminal() {
        assertEquals(0, run("--help"));
        assertEquals(List.of(), out.lines().filter(line -> line.length() > 81).toList());
        assertEquals("", err);
    }

    private void importKey(String pattern, SecretKey key) {
        input = pattern + ":" + key.secretHex();
        assertEquals(0, run("import", "-"), () -> err);
    }

    private int run(String... words) {
        ByteArrayOutputStream stdout = new ByteArrayOutputStream();
        ByteArrayOutputStream stderr = new ByteArrayOutputStream();
        int status = KeysTool.run(
                List.of(words),
                state,
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(stdout, true, UTF_8),
                new PrintStream(stderr, true, UTF_8),
                terminal);
        out = stdout.toString(UTF_8);
        err = stderr.toString(UTF_8);
        return status;
    }

    /** Somebody who gives these answers, one after the other. */
    private Optional<Terminal> asked(String... given) {
        answers.clear();
        answers.addAll(List.of(given));
        return Optional.of(new Terminal() {
            @Override
            public Optional<char[]> secret(String prompt) {
                return Optional.of(answers.removeFirst().toCharArray());
            }

            @Override
            public boolean confirms(String question) {
                return answers.removeFirst().equals("yes");
            }
        });
    }

    private static String value(String line, String label) {
        assertTrue(line.startsWith(label + ": "), line);
        return line.substring(label.length() + 2);
    }

    private Path privateFile(String name, String text) throws IOException {
        return Files.setPosixFilePermissions(
                Files.writeString(folder.resolve(name), text), PosixFilePermissions.fromString("rw-------"));
    }
}
