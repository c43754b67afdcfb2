package org.kadnode.kernel.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kadnode.kernel.shell.Eventually.eventually;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.dht.StoredView;
import org.kadnode.kernel.core.model.Address;
import org.kadnode.kernel.core.model.Endpoint;
import org.kadnode.kernel.core.model.Id;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.shell.NodeSettings;
import org.kadnode.plugins.Command.Reply;
import org.kadnode.plugins.Resolution.State;

class BuiltInCommandsTest {

    /** SHA-1 of "foo". */
    private static final String FOO = "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33";

    private final List<RunningNode> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(RunningNode::close);
    }

    @Test
    void statusHasTheLinesOfOneDotZeroAndThoseOfPlugins() throws Exception {
        RunningNode node = node("ipv4", "foo");

        List<String> lines = ok(node, "status").lines().toList();

        assertEquals("Version: KadNode v1.2.3 ( cmd dns )", lines.get(0));
        assertTrue(lines.get(1).matches("DHT id: [0-9a-f]{40}"), lines.get(1));
        assertEquals("DHT bound to: 0.0.0.0:" + node.dhtPort() + " / <any device>", lines.get(2));
        assertEquals(
                List.of(
                        "DHT Nodes: 0 (0 good) (IPv4)",
                        "DHT Storage: 0 (max 16384), 0 peers (max 2048 per storage)",
                        "DHT Searches: 0 active, 0 completed (max 256)",
                        "DHT Blacklist: 0 (max 500)",
                        "DHT Values to announce: 1",
                        "DHT external address: unknown",
                        "DNS bound to: 127.0.0.1:3535"),
                lines.subList(3, lines.size()));
    }

    @Test
    void statusOfTwoFamiliesHasALineForEach() throws Exception {
        RunningNode node = node("dual");

        String status = ok(node, "status");

        assertTrue(status.contains("DHT bound to: [::]:" + node.dhtPort() + " / <any device>"), status);
        assertTrue(status.contains("DHT Nodes: 0 (0 good) (IPv4)"), status);
        assertTrue(status.contains("DHT Nodes: 0 (0 good) (IPv6)"), status);
        assertTrue(status.contains("per storage) (IPv6)"), status);
    }

    @Test
    void lookupFindsWhatAnotherNodeAnnounces() throws Exception {
        RunningNode a = node("ipv4", "foo:8080");
        RunningNode b = node("ipv4");
        b.meet(a);

        assertEquals("127.0.0.1:8080", ok(b, "lookup --wait 20 foo.p2p"));
        assertEquals("127.0.0.1:8080", ok(b, "lookup foo.p2p"));
        assertEquals("127.0.0.1:8080 none", ok(b, "lookup --proof --wait 1 foo.p2p"));
    }

    @Test
    void lookupThatDoesNotWaitAnswersAsOneDotZero() throws Exception {
        RunningNode lonely = node("ipv4");

        assertEquals(Reply.failed("Search started."), run(lonely, "lookup nobody"));
        assertEquals("Search started.", BuiltInCommands.withoutAddress(State.ENDED, false, false));
        assertEquals("Search in progress.", BuiltInCommands.withoutAddress(State.SEARCHING, false, true));
    }

    @Test
    void lookupThatWaitedTellsTheEndOfTheSearchFromTheEndOfThePatience() {
        assertEquals("No address found.", BuiltInCommands.withoutAddress(State.ENDED, true, false));
        assertEquals("Search in progress.", BuiltInCommands.withoutAddress(State.SEARCHING, true, false));
        assertEquals("Search in progress.", BuiltInCommands.withoutAddress(State.NOT_JOINED, true, false));
    }

    @Test
    void lookupRefusesWhatIsNoName() throws Exception {
        RunningNode node = node("ipv4");

        assertEquals(Reply.failed("'.p2p' is not a name"), run(node, "lookup .p2p"));
        assertFalse(run(node, "lookup --wait x foo").success());
        assertFalse(run(node, "lookup --proof").success());
        assertFalse(run(node, "lookup --proof --proof foo").success());
        assertFalse(run(node, "lookup").success());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "announce bar | Start single announcement now.",
                "announce bar:0 | Start single announcement now.",
                "announce bar:81 | Start single announcement now.",
                "announce bar:80 0 | Start regular announcements for 30 minutes (port 80).",
                "announce bar:80 29 | Start regular announcements for 30 minutes (port 80).",
                "announce bar:80 30 | Start regular announcements for 60 minutes (port 80).",
                "announce bar:83 -5 | Start regular announcements for the entire run time (port 83).",
                "announce | 1 announcements started.",
            })
    void announceAnswersAsOneDotZero(String command, String answer) throws Exception {
        assertEquals(answer, ok(node("ipv4", "foo"), command));
    }

    @Test
    void withdrawEndsAnAnnouncementWhoeverBeganIt() throws Exception {
        RunningNode node = node("ipv4", "foo:80");
        ok(node, "announce bar:81 -1");

        assertEquals("No longer announced. Copies in the DHT expire by themselves.", ok(node, "withdraw Foo.p2p"));
        assertEquals("No longer announced. Copies in the DHT expire by themselves.", ok(node, "withdraw bar"));
        assertEquals(List.of(), node.live().nodeFor("test").announcements());
        assertEquals(Reply.failed("Not announced."), run(node, "withdraw foo"));
        assertEquals(Reply.failed("'.p2p' is not a name"), run(node, "withdraw .p2p"));
    }

    @Test
    void announceTellsTheRandomPort() throws Exception {
        RunningNode node = node("ipv4");

        String answer = ok(node, "announce foo -1");

        int port = node.live().nodeFor("test").announcements().getFirst().port();
        assertEquals("Start regular announcements for the entire run time (random port " + port + ").", answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"announce foo:99999", "announce a:1:2", "announce foo:z 30"})
    void announceRefusesPortsThatAreNone(String command) throws Exception {
        assertEquals(Reply.failed("Invalid port or query too long."), run(node("ipv4"), command));
    }

    @Test
    void announceRefusesMinutesThatAreNoNumber() throws Exception {
        assertEquals(Reply.failed("Invalid number of minutes: soon"), run(node("ipv4"), "announce foo:1 soon"));
    }

    @Test
    void importMeetsANodeAndExportShowsIt() throws Exception {
        RunningNode a = node("ipv4");
        RunningNode b = node("ipv4");
        assertEquals(Reply.failed("No good nodes found."), run(b, "export"));

        assertEquals("Send ping to: 127.0.0.1:" + a.dhtPort(), ok(b, "import 127.0.0.1:" + a.dhtPort()));

        eventually("b exports a", () -> run(b, "export").equals(Reply.ok("127.0.0.1:" + a.dhtPort())));
    }

    @Test
    void importTakesTheDefaultPortAndHostNames() throws Exception {
        RunningNode node = node("ipv4");

        assertEquals("Send ping to: 192.0.2.1:6881", ok(node, "import 192.0.2.1"));
        assertEquals("Send ping to: 127.0.0.1:7000", ok(node, "import localhost:7000"));
    }

    @Test
    void importTellsWhyItFails() throws Exception {
        RunningNode node = node("ipv4");

        assertEquals(Reply.failed("Failed to parse address."), run(node, "import [192.0.2.1"));
        assertEquals(Reply.failed("Failed to resolve address."), run(node, "import ::1"));
        assertEquals(Reply.failed("Failed to resolve address."), run(node, "import host.invalid"));
    }

    @Test
    void aBlockedAddressIsListedAndIgnored() throws Exception {
        RunningNode a = node("ipv4");
        RunningNode b = node("ipv4");

        assertEquals("Added to blacklist: 127.0.0.1:0", ok(b, "blacklist 127.0.0.1"));

        assertEquals(" 127.0.0.1:0\n Found 1 blacklisted addresses.", ok(b, "list blacklist"));
        a.meet(b);
        eventually(
                "b ignores a", () -> b.live().ask((node, now) -> node.counters().blocked()) > 0);
        assertEquals(Reply.failed("No good nodes found."), run(a, "export"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3.4:80", "::1", "x", "1.2.3", "256.0.0.1", "1.2.3.4.5", "host.example"})
    void blacklistRefusesWhatIsNoAddressOfTheNodesFamily(String address) throws Exception {
        assertEquals(Reply.failed("Invalid address."), run(node("ipv4"), "blacklist " + address));
    }

    @Test
    void listShowsWhatTheNodeKeepsInTheFormOfOneDotZero() throws Exception {
        RunningNode a = node("ipv4");
        RunningNode b = node("ipv4", "foo:80");
        b.meet(a);
        eventually("a stores the name", () -> ok(a, "list storage").contains("Peer"));

        assertEquals(
                " ID: " + FOO + "\n   Peer: 127.0.0.1:80\n  Found 1 peers.\n"
                        + " Found 1 stored hashes from received announcements.",
                ok(a, "list storage"));
        assertMatches(
                " Bucket: [0-9a-f]{40}\n   Node: [0-9a-f]{40}\n    addr: 127.0.0.1:" + a.dhtPort()
                        + "\n    pinged: 0\n  Found 1 nodes.\n Found 1 buckets.",
                ok(b, "list buckets"));
        assertMatches(
                "Announced values:\n id: " + FOO
                        + "\n  port: 80\n  refresh: in \\d+ min\n  lifetime: infinite\n Found 1 values.",
                ok(b, "list values"));
    }

    @Test
    void listSearchesShowsWhoIsBeingAsked() throws Exception {
        RunningNode a = node("ipv4");
        RunningNode b = node("ipv4");
        b.meet(a);
        eventually("b knows a", () -> !b.live().goodNodes(1).isEmpty());
        int silent = a.dhtPort();
        a.close();

        String search = "(?s).* Search: " + FOO
                + "\n  af: AF_INET\n  port: 0\n  done: 0\n   Node: [0-9a-f]{40}\n    addr: 127.0.0.1:" + silent
                + "\n    pinged: \\d+\n    replied: 0\n    acked: 0\n  Found 1 nodes.\n.* Found \\d+ searches.";
        eventually("b asks a in vain", () -> {
            run(b, "lookup foo");
            return ok(b, "list searches").matches(search);
        });
    }

    @Test
    void listResultsShowsWhatWasFound() throws Exception {
        RunningNode a = node("ipv4", "foo:80");
        RunningNode b = node("ipv4");
        b.meet(a);
        ok(b, "lookup --wait 20 foo");

        eventually("the search is done", () -> ok(b, "list results").contains("done: 1"));
        assertEquals(
                "Result buckets:\n id: " + FOO + "\n  done: 1\n   addr: 127.0.0.1:80\n  Found 1 results.\n"
                        + " Found 1 result buckets.",
                ok(b, "list results"));
    }

    @Test
    void listStorageShowsSomeOfVeryManyPeersAndCountsThemAll() {
        StoredView many = stored(Listings.MOST_PEERS - 1);
        List<String> lines = Listings.storage(List.of(many, stored(3), stored(1)));

        assertEquals(
                List.of(
                        "   Peer: 192.0.2.1:1",
                        "   (2 not shown)",
                        "  Found 3 peers.",
                        " ID: " + FOO,
                        "   (1 not shown)",
                        "  Found 1 peers.",
                        " Found 3 stored hashes from received announcements."),
                lines.subList(lines.size() - 7, lines.size()));
        assertEquals(
                Listings.MOST_PEERS,
                lines.stream().filter(line -> line.startsWith("   Peer")).count());
    }

    private static StoredView stored(int peers) {
        Address address = Address.v4(0xc0000201);
        return new StoredView(
                Id.ofHex(FOO),
                IntStream.rangeClosed(1, peers)
                        .mapToObj(port -> new Endpoint(address, port))
                        .toList());
    }

    @Test
    void listsOfKeysShowNoSecretOnes() throws Exception {
        SecretKey own = Ed25519.generate(new Random(1));
        PublicKey other = Ed25519.generate(new Random(2)).publicKey();
        RunningNode node = new RunningNode(new NodeSettings("ipv4")
                .with("auth.secret-keys", List.of("node1.p2p:" + own.secretHex()))
                .with("auth.public-keys", List.of("*.friend:" + other))
                .with("naming.values", List.of("node1.p2p")));
        nodes.add(node);

        assertEquals(
                "All secret keys:\n  pattern: 'node1'\n   public key: " + own.publicKey() + "\n Found 1 secret keys.",
                ok(node, "list skeys"));
        assertEquals(
                "All public keys:\n  pattern: 'node1'\n   public key: " + own.publicKey()
                        + "\n  pattern: '*.friend'\n   public key: " + other + "\n Found 2 public keys.",
                ok(node, "list pkeys"));
        assertMatches(
                "Announced values:\n id: [0-9a-f]{40}\n  port: " + node.dhtPort()
                        + "\n  refresh: now\n  lifetime: infinite\n  pkey: " + own.publicKey()
                        + "\n  record: waiting\n Found 1 values.",
                ok(node, "list values"));
        run(node, "lookup x.friend");
        assertMatches(
                "Result buckets:\n id: [0-9a-f]{40}\n  done: 1\n  pkey: " + other
                        + "\n  Found 0 results.\n Found 1 result buckets.",
                ok(node, "list results"));
    }

    @Test
    void listConstantsShowsTheLimits() throws Exception {
        assertEquals(
                "DHT_SEARCH_EXPIRE_TIME: 3720\nDHT_MAX_SEARCHES: 256\nDHT_MAX_HASHES: 16384\nDHT_MAX_PEERS: 2048\n"
                        + "DHT_MAX_BLACKLISTED: 500",
                ok(node("ipv4"), "list constants"));
    }

    @Test
    void listOfTwoFamiliesHasAHeadingForEach() throws Exception {
        assertEquals("IPv4:\n Found 0 searches.\nIPv6:\n Found 0 searches.", ok(node("dual"), "list searches"));
    }

    @Test
    void listOfSomethingElseIsRefused() throws Exception {
        assertEquals(Reply.failed("Unknown argument."), run(node("ipv4"), "list everything"));
    }

    @Test
    void pluginsAreListedWithTheirStates() throws Exception {
        assertEquals("dns 1.0.0: started\nweb 2.0.0: failed (no port)", ok(node("ipv4"), "plugins"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status now",
                "announce a 1 2",
                "import",
                "export all",
                "blacklist",
                "list",
                "plugins x",
                "withdraw"
            })
    void theWrongNumberOfWordsIsAnsweredWithTheUsageOfTheCommand(String command) throws Exception {
        Reply reply = run(node("ipv4"), command);

        assertFalse(reply.success());
        assertTrue(
                reply.text()
                        .startsWith("Usage:\n\t" + CommandTable.words(command).getFirst()),
                reply.text());
    }

    private RunningNode node(String mode, String... values) throws IOException {
        RunningNode node = new RunningNode(mode, values);
        nodes.add(node);
        return node;
    }

    private static Reply run(RunningNode node, String command) throws InterruptedException {
        return node.table().run(CommandTable.words(command));
    }

    private static String ok(RunningNode node, String command) throws InterruptedException {
        Reply reply = run(node, command);
        assertTrue(reply.success(), reply.text());
        return reply.text();
    }

    private static void assertMatches(String pattern, String text) {
        assertTrue(text.matches(pattern), text);
    }
}
