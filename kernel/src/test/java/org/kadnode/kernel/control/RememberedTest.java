package org.kadnode.kernel.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.kernel.shell.NodeSettings;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.Command.Reply;
import org.kadnode.plugins.KadNodeException;

/** {@code keys} and {@code announce add|remove|list}: what they change, and what the next start finds. */
class RememberedTest {

    private static final SecretKey KEY = Ed25519.generate(new Random(1));
    private static final SecretKey OTHER = Ed25519.generate(new Random(2));
    private static final String Z = KEY.publicKey().toZBase32();
    private static final Naming PLAIN = new Naming(".p2p");

    @TempDir
    Path state;

    private final List<RunningNode> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(RunningNode::close);
    }

    @Test
    void addedKeyOwnsItsNamesNowAndAfterTheNextStart() throws Exception {
        RunningNode node = node();
        assertEquals("No keys.", ok(node, "keys list"));

        assertEquals("Added secret key " + Z + " for mine.", ok(node, "keys add mine.p2p:" + KEY.secretHex()));

        assertEquals(Z + " secret mine", ok(node, "keys list"));
        RunningNode again = restarted(node);
        assertEquals(Z + " secret mine", ok(again, "keys list"));
        ok(again, "announce mine.p2p -1");
        assertEquals(List.of(under(KEY.publicKey(), "mine")), ids(again));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void publicKeyIsTakenInAnySpelling(int spelling) throws Exception {
        PublicKey key = OTHER.publicKey();
        String text =
                List.of(key.toString(), key.toZBase32(), key.toCrockford()).get(spelling);
        RunningNode node = node();

        assertEquals("Added public key " + key.toZBase32() + " for all names.", ok(node, "keys add " + text));
        assertEquals(key.toZBase32() + " public *", ok(restarted(node), "keys list"));

        assertEquals("Removed public key " + key.toZBase32() + ".", ok(nodes.getLast(), "keys remove " + text));
        assertEquals("No keys.", ok(restarted(nodes.getLast()), "keys list"));
    }

    @Test
    void addedKeyIsFoundWithByOthers() throws Exception {
        RunningNode owner = node();
        RunningNode seeker = new RunningNode("ipv4");
        nodes.add(seeker);
        seeker.meet(owner);
        ok(owner, "announce add mine.p2p");

        ok(owner, "keys add mine.p2p:" + KEY.secretHex());
        ok(seeker, "keys add mine.p2p:" + Z);

        assertEquals("127.0.0.1:" + owner.dhtPort(), ok(seeker, "lookup --wait 20 mine.p2p"));
        assertEquals("127.0.0.1:" + owner.dhtPort(), ok(seeker, "lookup --wait 20 " + under(KEY.publicKey(), "mine")));
    }

    @Test
    void namesThatWereAnnouncedBeforeAreAnnouncedUnderTheKey() throws Exception {
        RunningNode node = node();
        ok(node, "announce add mine.p2p:80");
        ok(node, "announce mine.p2p:81 90");
        ok(node, "announce other:82 -1");
        assertEquals(3, ids(node).size());

        ok(node, "keys add mine:" + KEY.secretHex());

        assertEquals(List.of(plain("other"), under(KEY.publicKey(), "mine")), ids(node));
    }

    /** Or the next start would announce them as plain names, which are anybody's. */
    @Test
    void namesThatWereOursAreForgottenWithTheirKey() throws Exception {
        RunningNode node = node();
        ok(node, "keys add mine:" + KEY.secretHex());
        ok(node, "announce add mine.p2p");
        ok(node, "announce add other:82");

        ok(node, "keys remove " + Z);

        assertEquals(List.of(plain("other")), ids(node));
        assertEquals(List.of(plain("other")), ids(restarted(node)));
    }

    @Test
    void publicKeyThatIsAnnouncedIsProvedOnceItsSecretHalfIsThere() throws Exception {
        RunningNode owner = node();
        RunningNode seeker = new RunningNode("ipv4");
        nodes.add(seeker);
        seeker.meet(owner);
        ok(owner, "announce add " + Z + ".p2p");

        ok(owner, "keys add anything.p2p:" + KEY.secretHex());

        assertEquals("127.0.0.1:" + owner.dhtPort(), ok(seeker, "lookup --wait 20 " + KEY.publicKey()));
        assertEquals(
                "Removed secret key " + Z + ". No longer announced: " + KEY.publicKey(), ok(owner, "keys remove " + Z));
        assertEquals(List.of(), ids(owner));
    }

    @Test
    void removedKeyTakesItsAnnouncementsAlongAndItsFileIsKept() throws Exception {
        RunningNode node = node();
        ok(node, "keys add mine:" + KEY.secretHex());
        ok(node, "announce add mine.p2p");
        ok(node, "announce plain:80 -1");

        assertEquals(
                "Removed secret key " + Z + ". No longer announced: mine", ok(node, "keys remove " + KEY.publicKey()));

        assertEquals(List.of(plain("plain")), ids(node));
        assertTrue(Files.readString(state.resolve("keys/removed/" + Z + ".key")).contains(KEY.secretHex()));
        assertEquals(
                Reply.failed("keys remove: the node has no such key; 'keys list' shows those it has"),
                run(node, "keys remove " + Z));
    }

    @Test
    void nameBelowTwoKeysGoesBackToTheOneThatStays() throws Exception {
        RunningNode node = node();
        ok(node, "keys add home:" + OTHER.secretHex());
        ok(node, "announce www.home.p2p -1");
        assertEquals(List.of(under(OTHER.publicKey(), "www.home")), ids(node));

        ok(node, "keys add www.home:" + KEY.secretHex());
        assertEquals(List.of(under(KEY.publicKey(), "www.home")), ids(node));

        ok(node, "keys remove " + Z);
        assertEquals(List.of(under(OTHER.publicKey(), "www.home")), ids(node));
    }

    @Test
    void nameUnderAnothersKeyBecomesPlainAgainWithoutIt() throws Exception {
        RunningNode node = node();
        ok(node, "announce foo:80 -1");

        ok(node, "keys add " + OTHER.publicKey());
        assertEquals(List.of(under(OTHER.publicKey(), "foo")), ids(node));

        ok(node, "keys remove " + OTHER.publicKey());
        assertEquals(List.of(plain("foo")), ids(node));
    }

    @Test
    void lifetimeOfAnAnnouncementGoesOnUnderTheKey() throws Exception {
        RunningNode node = node();
        ok(node, "announce mine:80 29");
        long before = announcements(node).getFirst().endsAt().orElseThrow().toEpochMilli();

        ok(node, "keys add " + KEY.secretHex());

        long after = announcements(node).getFirst().endsAt().orElseThrow().toEpochMilli();
        assertTrue(Math.abs(after - before) < 10_000, before + " " + after);
    }

    @Test
    void keyOfTheSettingsComesBackAndThatIsSaid() throws Exception {
        RunningNode node = node(settings().with("auth.secret-keys", List.of("mine:" + KEY.secretHex())));

        assertEquals(
                "Removed secret key " + Z + ". The settings name it, so it comes back at the next start.",
                ok(node, "keys remove " + Z));
        assertEquals("No keys.", ok(node, "keys list"));
    }

    @Test
    void conflictIsRefusedAndChangesNothing() throws Exception {
        RunningNode node = node();
        ok(node, "keys add *.p2p:" + KEY.secretHex());

        assertEquals(
                Reply.failed("keys add: pattern 'x' conflicts with '*': a name could be for two keys"),
                run(node, "keys add x:" + OTHER.secretHex()));
        assertEquals(Z + " secret *", ok(node, "keys list"));
        assertFalse(Files.exists(state.resolve("keys/" + OTHER.publicKey().toZBase32() + ".key")));
    }

    @Test
    void conflictOfAStoredKeyWithTheSettingsEndsTheStart() throws Exception {
        ok(node(), "keys add mine:" + KEY.secretHex());
        closeAll();

        KadNodeException refused = assertThrows(
                KadNodeException.class,
                () -> node(settings()
                        .with("auth.public-keys", List.of(OTHER.publicKey().toString()))));

        assertEquals(
                state.resolve("keys/" + Z + ".key")
                        + ": pattern 'mine' conflicts with '*': a name could be for two keys",
                refused.getMessage());
    }

    @Test
    void mistakesAreRefusedAndNoSecretIsRepeated() throws Exception {
        RunningNode node = node();
        String half = KEY.secretHex().substring(0, 64);
        for (String command : List.of(
                "keys add " + KEY.secretHex() + "0",
                "keys add " + half + OTHER.publicKey(),
                "keys add a*:" + KEY.secretHex(),
                "keys remove " + KEY.secretHex(),
                "keys add @/etc/passwd",
                "keys add x:@/etc/passwd",
                "announce add " + KEY.secretHex(),
                "announce add " + KEY.secretHex() + ".p2p",
                "announce remove " + half + OTHER.publicKey())) {
            Reply reply = run(node, command);
            assertFalse(reply.success(), command);
            assertFalse(reply.text().contains(half), command);
        }
        for (String usage : List.of("keys", "keys list x", "keys add", "keys remove", "keys frob x")) {
            assertEquals(
                    Reply.failed("Usage:\n\tkeys add [<pattern>:]<key>|remove <public key>|list"), run(node, usage));
        }
        assertFalse(Files.exists(state.resolve("keys")));
        assertFalse(Files.exists(state.resolve("announcements")));
    }

    @Test
    void namesAreKeptUntilTheyAreRemoved() throws Exception {
        RunningNode node = node();
        assertEquals("No names are kept.", ok(node, "announce list"));

        assertEquals("Announced from now on, at port 8080.", ok(node, "announce add a.p2p:8080"));
        ok(node, "announce add a.p2p:8080");
        ok(node, "announce add a.p2p:8081");
        ok(node, "announce add b");
        assertEquals("a.p2p:8080\na.p2p:8081\nb", ok(node, "announce list"));

        RunningNode again = restarted(node);
        assertEquals("a.p2p:8080\na.p2p:8081\nb", ok(again, "announce list"));
        assertEquals(List.of(plain("a"), plain("a"), plain("b")), ids(again));

        assertEquals(
                "No longer announced, nor at the next start. Copies in the DHT expire by themselves.",
                ok(again, "announce remove A"));
        assertEquals("b", ok(again, "announce list"));
        assertEquals(List.of(plain("b")), ids(again));
        assertEquals(
                Reply.failed("Not kept: 'announce list' shows what is, 'withdraw' ends other announcements."),
                run(again, "announce remove a"));
        assertEquals("b", ok(restarted(again), "announce list"));
    }

    @Test
    void keptNameIsAnnouncedUnderAStoredKeyAfterTheNextStart() throws Exception {
        RunningNode node = node();
        ok(node, "announce add mine.p2p");
        ok(node, "keys add mine.p2p:" + KEY.secretHex());

        assertEquals(List.of(under(KEY.publicKey(), "mine")), ids(restarted(node)));
    }

    @Test
    void theWordsOfOneDotZeroKeepTheirMeaning() throws Exception {
        RunningNode node = node();

        assertEquals("Start regular announcements for the entire run time (port 80).", ok(node, "announce add:80 -1"));
        assertTrue(ok(node, "announce add 30").startsWith("Start regular announcements for 60 minutes"));
        assertEquals("No names are kept.", ok(node, "announce list"));
        assertFalse(Files.exists(state.resolve("announcements")));
    }

    @Test
    void nodeWithoutAFolderSaysWhatItForgets() throws Exception {
        RunningNode node = new RunningNode("ipv4");
        nodes.add(node);
        String forgetful = " This ends with the node, which has no folder to keep it in (--state-dir).";

        assertEquals("Announced from now on, at port 80." + forgetful, ok(node, "announce add a:80"));
        assertEquals("Added secret key " + Z + " for mine." + forgetful, ok(node, "keys add mine:" + KEY.secretHex()));
        assertEquals("a:80", ok(node, "announce list"));
        assertEquals("Removed secret key " + Z + ".", ok(node, "keys remove " + Z));
    }

    @Test
    void whatCannotBeWrittenChangesNothing() throws Exception {
        RunningNode node = node();
        // Neither a folder nor a file can be made where these are, not even by root.
        Files.createFile(state.resolve("keys"));
        Files.createDirectories(state.resolve("announcements/x"));

        assertFalse(run(node, "keys add " + KEY.secretHex()).success());
        Reply refused = run(node, "announce add a:80");

        assertFalse(refused.success());
        assertTrue(refused.text().startsWith("Nothing is changed: " + state), refused.text());
        assertEquals("No keys.", ok(node, "keys list"));
        assertEquals("No names are kept.", ok(node, "announce list"));
        assertEquals(List.of(), ids(node));
    }

    private static String plain(String name) {
        return PLAIN.parse(name).orElseThrow().id().toString();
    }

    private static String under(PublicKey key, String name) {
        return plain(key + name);
    }

    private static List<Announcement> announcements(RunningNode node) {
        return node.live().nodeFor("test").announcements();
    }

    private static List<String> ids(RunningNode node) {
        return announcements(node).stream().map(Announcement::identifier).toList();
    }

    private NodeSettings settings() {
        return new NodeSettings("ipv4").with("process.state-dir", state.toString());
    }

    private RunningNode node() throws IOException {
        return node(settings());
    }

    private RunningNode node(NodeSettings settings) throws IOException {
        RunningNode node = new RunningNode(settings);
        nodes.add(node);
        return node;
    }

    private RunningNode restarted(RunningNode node) throws IOException {
        node.close();
        nodes.remove(node);
        return node();
    }

    private void closeAll() {
        nodes.forEach(RunningNode::close);
        nodes.clear();
    }

    private static String ok(RunningNode node, String command) throws InterruptedException {
        Reply reply = run(node, command);
        assertTrue(reply.success(), () -> command + ": " + reply.text());
        return reply.text();
    }

    private static Reply run(RunningNode node, String command) throws InterruptedException {
        return node.table().run(List.of(command.split(" ")));
    }
}
