package org.kadnode.kernel.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kadnode.kernel.shell.Eventually.PATIENCE;
import static org.kadnode.kernel.shell.Eventually.eventually;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kadnode.kernel.core.auth.Ed25519;
import org.kadnode.kernel.core.model.PublicKey;
import org.kadnode.kernel.core.model.SecretKey;
import org.kadnode.kernel.core.naming.Naming;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.DnsResponder;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.Metric;
import org.kadnode.plugins.NodeEvent;
import org.kadnode.plugins.NodeStatus;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress;

class LiveNodeTest {

    @TempDir
    private Path folder;

    private final List<LiveNode> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(LiveNode::close);
    }

    @ParameterizedTest
    @CsvSource({"ipv4, IPV4", "ipv6, IPV6", "dual, IPV4", "dual, IPV6"})
    void aNameThatOneNodeAnnouncesIsResolvedByAnotherAtTheFirstCall(String mode, Family family) throws Exception {
        LiveNode a = start(new NodeSettings(mode).with("naming.values", List.of("MyName.p2p:8080")));
        LiveNode b = start(new NodeSettings(mode));
        b.nodeFor("test").meet(new InetSocketAddress(Loopback.address(family), port(a)));

        try (Resolution resolution = b.nodeFor("test").resolve(Query.of("myname.p2p"))) {
            List<ResolvedAddress> found = resolution.await(PATIENCE);

            assertEquals(
                    new InetSocketAddress(Loopback.address(family), 8080),
                    found.getFirst().address());
            assertEquals(ResolvedAddress.Proof.NONE, found.getFirst().proof());
            assertTrusted(Duration.ofMinutes(20), found.getFirst());
        }
    }

    @Test
    void anOwnNameIsKnownAtOnceWithALoopbackAddress() throws Exception {
        PluginNode node = start(new NodeSettings("dual")).nodeFor("test");
        node.announce(new AnnounceRequest("mine.p2p", OptionalInt.of(80), Optional.empty()));

        try (Resolution resolution = node.resolve(Query.of("mine.p2p", Family.IPV6))) {
            ResolvedAddress own = resolution.await(Duration.ZERO).getFirst();
            assertEquals(Loopback.v6(80), own.address());
            assertEquals(ResolvedAddress.Proof.OWN, own.proof());
            assertTrusted(Duration.ofMinutes(1), own);
        }
    }

    @Test
    void aNodeWithoutPeersSaysSoAndFindsTheNameOnceItHasMetOne() throws Exception {
        LiveNode a = start(new NodeSettings("ipv4").with("naming.values", List.of("late:1")));
        PluginNode b = start(new NodeSettings("ipv4")).nodeFor("test");

        try (Resolution resolution = b.resolve(Query.of("late"))) {
            assertEquals(Resolution.State.NOT_JOINED, resolution.state());
            b.meet(Loopback.v4(port(a)));

            assertEquals(Loopback.v4(1), resolution.next(PATIENCE).orElseThrow().address());
        }
    }

    @Test
    void eventsTellOfJoiningAndOfAnnouncements() throws Exception {
        LiveNode a = start(new NodeSettings("ipv4"));
        PluginNode b = start(new NodeSettings("ipv4")).nodeFor("test");
        BlockingQueue<NodeEvent> heard = new LinkedBlockingQueue<>();
        b.subscribe(heard::add);

        b.meet(Loopback.v4(port(a)));
        assertEquals(new NodeEvent.Joined(Family.IPV4), heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));

        Announcement begun =
                b.announce(new AnnounceRequest("x", OptionalInt.of(5), Optional.of(Duration.ofMinutes(30))));
        NodeEvent.AnnouncementAdded added = (NodeEvent.AnnouncementAdded) heard.take();
        assertEquals(begun.identifier(), added.announcement().identifier());
        NodeEvent.AnnouncementStored stored = (NodeEvent.AnnouncementStored) heard.take();
        assertEquals(1, stored.copies());

        assertTrue(b.withdraw("x.p2p"));
        NodeEvent.AnnouncementEnded ended = (NodeEvent.AnnouncementEnded) heard.take();
        assertEquals("x", ended.announcement().name());
        assertFalse(b.withdraw("x.p2p"));
    }

    @Test
    void aChangeOfTheKeysIsToldOnceItIsInForce() throws Exception {
        SecretKey key = Ed25519.generate(new Random(1));
        LiveNode live = start(new NodeSettings("ipv4"));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        live.nodeFor("test").subscribe(event -> heard.add(event + " " + owner(live, "x.p2p")));

        live.names().addKey("x.p2p:" + key.publicKey());
        assertEquals(
                "KeysChanged[] " + Optional.of(key.publicKey()), heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));

        assertThrows(KadNodeException.class, () -> live.names().addKey("no key"));
        live.names().removeKey(key.publicKey());
        assertEquals("KeysChanged[] " + Optional.empty(), heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    private static Optional<PublicKey> owner(LiveNode node, String name) {
        return node.naming().parse(name).orElseThrow().owner();
    }

    @Test
    void anAddressHasTheNameThatItsOwnerHasProved() throws Exception {
        SecretKey key = Ed25519.generate(new Random(1));
        String name = key.publicKey().toZBase32() + ".p2p";
        LiveNode a = start(new NodeSettings("ipv4").with("naming.values", List.of(key.secretHex())));
        PluginNode b = start(new NodeSettings("ipv4")).nodeFor("test");
        b.meet(Loopback.v4(port(a)));

        try (Resolution resolution = b.resolve(Query.of(name))) {
            assertEquals(1, resolution.await(PATIENCE).size());
        }

        assertEquals(List.of(name), b.names(Loopback.address(Family.IPV4)));
        assertEquals(List.of(), b.names(Loopback.address(Family.IPV6)));
        b.close();
        assertEquals(KadNodeException.Kind.CLOSED, refusal(() -> b.names(Loopback.address(Family.IPV4))));
    }

    @Test
    void aNameIsUnverifiedWhileNobodyHasSignedTheChallenge() throws Exception {
        SecretKey key = Ed25519.generate(new Random(1));
        String id = new Naming(".p2p")
                .parse(key.publicKey().toString())
                .orElseThrow()
                .id()
                .toString();
        LiveNode a = start(new NodeSettings("ipv4").with("naming.values", List.of(id + ":80")));
        PluginNode b = start(new NodeSettings("ipv4")).nodeFor("test");
        b.meet(Loopback.v4(port(a)));

        try (Resolution resolution = b.resolve(Query.of(key.publicKey().toString()))) {
            eventually("somebody claims the name", resolution::unverified);
            assertEquals(List.of(), resolution.await(Duration.ZERO));
        }
    }

    @Test
    void aSecretKeyIsNeitherToldInEventsNorInMessages() throws Exception {
        SecretKey key = Ed25519.generate(new Random(1));
        PluginNode node = start(new NodeSettings("ipv4")).nodeFor("test");
        BlockingQueue<NodeEvent> heard = new LinkedBlockingQueue<>();
        node.announce(new AnnounceRequest(key.secretHex(), OptionalInt.empty(), Optional.empty()));
        node.subscribe(heard::add);

        try (Resolution resolution = node.resolve(Query.of(key.secretHex() + ".p2p"))) {
            resolution.await(PATIENCE);
            NodeEvent.AddressFound found = (NodeEvent.AddressFound) heard.take();
            assertEquals(key.publicKey().toString(), found.name());
        }
        String unsound = "0".repeat(128);
        KadNodeException refusal = assertThrows(KadNodeException.class, () -> node.resolve(Query.of(unsound)));
        assertEquals("'<secret>' is not a name", refusal.getMessage());
    }

    @Test
    void announcementsHaveTimesOfDay() throws Exception {
        PluginNode node = start(new NodeSettings("ipv4")).nodeFor("test");
        node.announce(new AnnounceRequest("forever", OptionalInt.of(1), Optional.empty()));
        node.announce(new AnnounceRequest("an-hour", OptionalInt.empty(), Optional.of(Duration.ofHours(1))));

        List<Announcement> all = node.announcements();

        assertEquals(
                List.of("forever", "an-hour"),
                all.stream().map(Announcement::name).toList());
        assertEquals(Optional.empty(), all.getFirst().endsAt());
        Duration left =
                Duration.between(java.time.Instant.now(), all.getLast().endsAt().orElseThrow());
        assertTrue(left.compareTo(Duration.ofMinutes(59)) > 0 && left.compareTo(Duration.ofMinutes(61)) < 0);
        assertTrue(all.getLast().port() > 0);
    }

    @Test
    void theStatusCountsTheNodesOfEachFamily() throws Exception {
        LiveNode a = start(new NodeSettings("dual"));
        PluginNode b = start(new NodeSettings("dual")).nodeFor("test");
        b.meet(Loopback.v4(port(a)));
        b.meet(Loopback.v6(port(a)));

        eventually(
                "b knows a in both families",
                () -> b.status().families().stream().allMatch(family -> family.nodes() == 1));

        NodeStatus status = b.status();
        assertEquals("1.2.3", status.version());
        assertEquals(
                List.of(Family.IPV4, Family.IPV6),
                status.families().stream().map(NodeStatus.FamilyStatus::family).toList());
    }

    @Test
    void aPluginMayLookAtContactsAndWhatIsKept() throws Exception {
        LiveNode a = start(new NodeSettings("ipv4"));
        PluginNode b = start(new NodeSettings("ipv4")).nodeFor("test");
        b.meet(Loopback.v4(port(a)));
        b.block(InetAddress.getByName("192.0.2.1"));
        b.announce(new AnnounceRequest("shown", OptionalInt.of(80), Optional.empty()));

        eventually("a keeps what b announces", () -> !a.nodeFor("test").stored().isEmpty());

        Inspection seen = b.inspect();
        assertEquals(
                List.of(a.nodeFor("test").status().nodeId()),
                seen.contacts().stream().map(Inspection.Contact::id).toList());
        assertEquals(Loopback.v4(port(a)), seen.contacts().getFirst().address());
        assertEquals(List.of(InetAddress.getByName("192.0.2.1")), seen.blocked());
        assertEquals(1, a.nodeFor("test").stored().getFirst().peers());
    }

    @Test
    void aRequestTellsHowItsSearchWent() throws Exception {
        LiveNode a = start(new NodeSettings("ipv4"));
        PluginNode b = start(new NodeSettings("ipv4")).nodeFor("test");
        b.meet(Loopback.v4(port(a)));

        Resolution resolution = b.resolve(Query.of("nobody.p2p"));
        String other = a.nodeFor("test").status().nodeId();
        eventually(
                "a search in which the other node has answered is over",
                () -> resolution.searches().stream()
                        .filter(search -> search.done() && search.kind() == Inspection.Kind.PEERS)
                        .flatMap(search -> search.candidates().stream())
                        .anyMatch(each -> each.id().equals(other)
                                && each.hops() == 0
                                && each.asked().isPresent()
                                && each.replied().isPresent()));
        resolution.close();
        assertEquals(List.of(), resolution.searches());
    }

    @Test
    void metricsTellOfTheNodeButNotOfItsNames() throws Exception {
        LiveNode a = start(new NodeSettings("ipv4"));
        PluginNode b = start(new NodeSettings("ipv4")).nodeFor("test");
        b.meet(Loopback.v4(port(a)));
        eventually("b knows a", () -> value(b, "kadnode_dht_nodes") == 1);
        try (Resolution resolution = b.resolve(Query.of("hidden.p2p"))) {
            a.nodeFor("test").announce(new AnnounceRequest("hidden", OptionalInt.of(80), Optional.empty()));
            assertEquals(1, resolution.await(Duration.ofSeconds(20)).size());
        }
        b.announce(new AnnounceRequest("shown", OptionalInt.of(80), Optional.empty()));
        eventually(
                "a takes what b announces",
                () -> value(b, "kadnode_announcement_last_success_timestamp_seconds") > 1_700_000_000);

        List<Metric> metrics = b.program().metrics();
        Metric.Distribution lookups = (Metric.Distribution)
                samples(metrics, "kadnode_lookup_duration_seconds").getFirst();
        assertEquals(1, lookups.counts().stream().mapToLong(Long::longValue).sum());
        assertEquals(1, value(b, "kadnode_announcements"));
        assertTrue(value(b, "kadnode_dht_datagrams_sent_total") > 0);
        assertEquals(
                Map.of("version", "1.2.3"),
                samples(metrics, "kadnode_build_info").getFirst().labels());
        assertFalse(metrics.toString().contains("hidden") || metrics.toString().contains("shown"), metrics::toString);
        assertEquals(
                metrics.size(), metrics.stream().map(Metric::name).distinct().count());
    }

    @Test
    void whoIsAskedByStrangersIsReachable() throws Exception {
        LiveNode a = start(new NodeSettings("ipv4"));
        PluginNode asked = a.nodeFor("test");
        assertFalse(asked.status().families().getFirst().reachable());
        PluginNode b = start(new NodeSettings("ipv4")).nodeFor("test");
        b.meet(Loopback.v4(port(a)));

        eventually("b has come to a", () -> asked.status().families().getFirst().reachable());
        eventually("b knows a", () -> value(b, "kadnode_dht_nodes") == 1);
        // It was b that came to a, so nothing tells that others can come to b.
        assertFalse(b.status().families().getFirst().reachable());
    }

    private static double value(PluginNode node, String metric) {
        return samples(node.program().metrics(), metric).stream()
                .mapToDouble(each -> ((Metric.Value) each).value())
                .sum();
    }

    private static List<Metric.Sample> samples(List<Metric> metrics, String name) {
        return metrics.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(Metric::samples)
                .orElseThrow();
    }

    @Test
    void anIpv6NodeDoesNotHearIpv4() throws Exception {
        LiveNode node = start(new NodeSettings("ipv6"));
        byte[] ping = "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t4:abcd1:y1:qe".getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket v4 = new DatagramSocket(0, Loopback.address(Family.IPV4));
                DatagramSocket v6 = new DatagramSocket(0, Loopback.address(Family.IPV6))) {
            v4.send(new DatagramPacket(ping, ping.length, Loopback.address(Family.IPV4), port(node)));
            v6.send(new DatagramPacket(ping, ping.length, Loopback.address(Family.IPV6), port(node)));
            DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
            v6.setSoTimeout((int) PATIENCE.toMillis());
            v6.receive(answer);

            assertEquals(Loopback.v6(port(node)), answer.getSocketAddress());
            assertEquals(1, (long) node.ask((core, now) -> core.counters().received()));
        }
    }

    @Test
    void anAnswerLeavesFromTheAddressThatWasAsked() throws Exception {
        LiveNode node = start(new NodeSettings("ipv4"));
        byte[] ping = "d1:ad2:id20:abcdefghij0123456789e1:q4:ping1:t4:abcd1:y1:qe".getBytes(StandardCharsets.US_ASCII);
        // Connected: it hears nobody but the address that it asked.
        try (DatagramSocket asker = new DatagramSocket()) {
            asker.connect(Loopback.address(Family.IPV4), port(node));
            asker.setSoTimeout((int) PATIENCE.toMillis());
            asker.send(new DatagramPacket(ping, ping.length));
            DatagramPacket answer = new DatagramPacket(new byte[1500], 1500);
            asker.receive(answer);

            assertTrue(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.ISO_8859_1)
                    .contains("1:t4:abcd"));
        }
    }

    @Test
    void aPortInUseIsAnErrorThatNamesIt() throws Exception {
        LiveNode first = start(new NodeSettings("ipv4"));

        BindException refusal =
                assertThrows(BindException.class, () -> start(new NodeSettings("ipv4").with("dht.port", port(first))));

        assertTrue(String.valueOf(refusal.getMessage()).contains("" + port(first)));
    }

    @Test
    void wrongNamesToAnnounceEndTheStart() {
        for (String value : List.of("name:0x50", "name:99999", ".p2p")) {
            assertThrows(
                    KadNodeException.class,
                    () -> start(new NodeSettings("ipv4").with("naming.values", List.of(value))),
                    value);
        }
    }

    @Test
    void whatCannotBeMetIsRefusedWithAReason() throws Exception {
        PluginNode node = start(new NodeSettings("ipv4")).nodeFor("test");

        assertEquals(KadNodeException.Kind.FAMILY, refusal(() -> node.meet(Loopback.v6(6881))));
        assertEquals(
                KadNodeException.Kind.FAMILY,
                refusal(() -> node.meet(InetSocketAddress.createUnresolved("host.example", 6881))));
        assertEquals(KadNodeException.Kind.PORT, refusal(() -> node.meet(Loopback.v4(0))));
        assertEquals(KadNodeException.Kind.NAME, refusal(() -> node.resolve(Query.of(".p2p"))));
    }

    @Test
    void moreRequestsThanTheNodeHoldsAreRefusedUntilSomeAreClosed() throws Exception {
        LiveNode live = start(new NodeSettings("ipv4"));
        PluginNode node = live.nodeFor("test");
        int most = live.ask((core, now) -> core.config().limits().watchers());
        List<Resolution> open = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            open.add(node.resolve(Query.of("same")));
        }

        assertEquals(KadNodeException.Kind.BUSY, refusal(() -> node.resolve(Query.of("same"))));

        open.getFirst().close();
        node.resolve(Query.of("same")).close();
    }

    @Test
    void closingWritesThePeerFileWhateverTheRunTime() throws Exception {
        Path file = folder.resolve("peers");
        Files.writeString(file, "# my seed\nnowhere.invalid\n");
        LiveNode a = start(new NodeSettings("ipv4"));
        LiveNode b = start(new NodeSettings("ipv4").with("dht.peer-file", file.toString()));
        b.nodeFor("test").meet(Loopback.v4(port(a)));
        eventually("b knows a good node", () -> !b.goodNodes(1).isEmpty());

        b.close();

        assertEquals(
                List.of("# my seed", "nowhere.invalid", PeerFile.MARK, "127.0.0.1:" + port(a)),
                Files.readAllLines(file));
    }

    @Test
    void aNodeWithoutGoodNodesLeavesThePeerFileAlone() throws Exception {
        Path file = folder.resolve("peers");
        Files.writeString(file, PeerFile.MARK + "\n192.0.2.1:6881\n");
        LiveNode node = start(new NodeSettings("ipv4").with("dht.peer-file", file.toString()));

        node.close();

        assertEquals(PeerFile.MARK + "\n192.0.2.1:6881\n", Files.readString(file));
    }

    @Test
    void thePeerFileBringsANodeIntoTheSwarm() throws Exception {
        LiveNode a = start(new NodeSettings("ipv4"));
        Path file = Files.writeString(folder.resolve("peers"), "127.0.0.1:" + port(a) + "\n");

        LiveNode b = start(new NodeSettings("ipv4").with("dht.peer-file", file.toString()));

        eventually("b knows a", () -> !b.goodNodes(1).isEmpty());
    }

    @Test
    void closingEndsEverythingThatWaits() throws Exception {
        LiveNode live = start(new NodeSettings("ipv4"));
        PluginNode node = live.nodeFor("test");
        Resolution resolution = node.resolve(Query.of("nobody"));
        CompletableFuture<List<ResolvedAddress>> answer = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.complete(resolution.await(PATIENCE));
            } catch (InterruptedException e) {
                answer.completeExceptionally(e);
            }
        });

        live.close();
        live.close();

        assertEquals(List.of(), answer.get());
        assertEquals(Resolution.State.ENDED, resolution.state());
        assertTrue(live.end().isDone());
        assertEquals(KadNodeException.Kind.CLOSED, refusal(node::status));
        resolution.close();
    }

    @Test
    void whatAPluginSaysOfAGatewayIsTakenBackWhenItStops() throws Exception {
        LiveNode live = start(new NodeSettings("ipv4"));
        BlockingQueue<NodeEvent> heard = new LinkedBlockingQueue<>();
        live.nodeFor("other").subscribe(heard::add);
        PluginNode plugin = live.nodeFor("plugin");
        Optional<InetSocketAddress> outside = Optional.of(new InetSocketAddress("192.0.2.1", 9000));

        plugin.forwarded(Family.IPV4, outside);
        assertEquals(new NodeEvent.Forwarded(Family.IPV4, outside), heard.take());
        assertEquals(KadNodeException.Kind.FAMILY, refusal(() -> plugin.forwarded(Family.IPV6, Optional.empty())));
        assertEquals(
                KadNodeException.Kind.PORT,
                refusal(() -> plugin.forwarded(Family.IPV4, Optional.of(new InetSocketAddress("192.0.2.1", 0)))));

        plugin.close();
        assertEquals(new NodeEvent.Forwarded(Family.IPV4, Optional.empty()), heard.take());
    }

    @Test
    void whatAPluginOffersIsThereUntilItStops() throws Exception {
        LiveNode live = start(new NodeSettings("ipv4"));
        PluginNode first = live.nodeFor("first");
        PluginNode second = live.nodeFor("second");
        PluginNode user = live.nodeFor("user");
        assertEquals(Optional.empty(), user.offered(DnsResponder.class));

        DnsResponder theirs = (query, asker) -> Optional.of(query);
        DnsResponder others = (query, asker) -> Optional.empty();
        first.offer(DnsResponder.class, theirs);
        second.offer(DnsResponder.class, others);
        assertEquals(Optional.of(theirs), user.offered(DnsResponder.class));

        first.close();
        assertEquals(Optional.of(others), user.offered(DnsResponder.class));
        second.close();
        assertEquals(Optional.empty(), user.offered(DnsResponder.class));
        assertEquals(KadNodeException.Kind.CLOSED, refusal(() -> second.offer(DnsResponder.class, others)));
    }

    @Test
    void aStoppedPluginLosesItsTasksRequestsAndSubscriptions() throws Exception {
        LiveNode live = start(new NodeSettings("ipv4"));
        PluginNode plugin = live.nodeFor("plugin");
        Resolution resolution = plugin.resolve(Query.of("nobody"));
        BlockingQueue<String> ended = new LinkedBlockingQueue<>();
        BlockingQueue<NodeEvent> heard = new LinkedBlockingQueue<>();
        plugin.subscribe(heard::add);
        plugin.tasks().start("forever", () -> {
            try {
                Thread.sleep(Duration.ofDays(1));
            } finally {
                ended.add("task");
            }
        });

        plugin.close();
        PluginNode other = live.nodeFor("other");
        BlockingQueue<NodeEvent> othersHeard = new LinkedBlockingQueue<>();
        other.subscribe(othersHeard::add);
        other.announce(new AnnounceRequest("x", OptionalInt.of(1), Optional.empty()));

        assertEquals("task", ended.take());
        assertEquals(Resolution.State.ENDED, resolution.state());
        assertEquals(KadNodeException.Kind.CLOSED, refusal(plugin::status));
        othersHeard.take();
        assertEquals(List.of(), List.copyOf(heard));
    }

    private LiveNode start(NodeSettings settings) throws IOException {
        LiveNode node = LiveNode.start(settings, "1.2.3");
        nodes.add(node);
        return node;
    }

    /** It may have waited for a while to be handed out. */
    private static void assertTrusted(Duration most, ResolvedAddress address) {
        Duration trust = address.trust();
        assertTrue(trust.isPositive() && trust.compareTo(most) <= 0, () -> address.toString());
    }

    private static int port(LiveNode node) {
        return node.nodeFor("test").status().families().getFirst().boundTo().getPort();
    }

    private static KadNodeException.Kind refusal(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(KadNodeException.class, call).kind();
    }
}
