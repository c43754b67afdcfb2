package org.kadnode.plugins.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.kadnode.plugins.AnnounceRequest;
import org.kadnode.plugins.Announcement;
import org.kadnode.plugins.DnsResponder;
import org.kadnode.plugins.Family;
import org.kadnode.plugins.Inspection;
import org.kadnode.plugins.KadNode;
import org.kadnode.plugins.KadNodeException;
import org.kadnode.plugins.NodeEvent;
import org.kadnode.plugins.Plugin;
import org.kadnode.plugins.Query;
import org.kadnode.plugins.Resolution;
import org.kadnode.plugins.ResolvedAddress;
import org.kadnode.plugins.SignedData;

class FakeNodeTest {

    /** The key of 32 zero bytes as seed, from the vectors of pkarr. */
    private static final String KEY = "8pinxxgqs41n4aididenw5apqp1urfmzdztr8jt4abrkdn435ewo";

    private final FakeNode node = new FakeNode();

    @Test
    void coversNamesUnderTheDomainByWholeLabelsInAnyCase() {
        assertTrue(node.covers("foo.p2p"));
        assertTrue(node.covers("Foo.Bar.P2P."));
        assertFalse(node.covers("foo.xp2p"));
        assertFalse(node.covers("p2p"));
        assertFalse(node.covers("example.org"));
    }

    @Test
    void coversNamesUnderAKeyUnlessToldNotTo() {
        assertTrue(node.covers(KEY));
        assertTrue(node.covers("www." + KEY.toUpperCase(Locale.ROOT) + "."));
        assertFalse(node.covers(KEY + ".org"));
        assertFalse(node.covers("x" + KEY));
        assertFalse(node.covers(KEY.substring(1)));
        assertFalse(node.covers(KEY.substring(0, 51) + "b"), "more than 256 bits");

        FakeNode without = FakeNode.forPlugin(ignored -> {}, Map.of("naming.pkarr", "off"));
        assertFalse(without.covers(KEY));
        assertTrue(without.covers(KEY + ".p2p"));
    }

    @Test
    void whatAnOwnerHasSignedIsThereAtOnce() throws Exception {
        SignedData data = new SignedData(KEY, 7, true, List.of());
        node.signed("www." + KEY, data);

        try (Resolution resolution = node.resolve(Query.of("WWW." + KEY + ".p2p"))) {
            assertEquals(Optional.of(data), resolution.signed(Duration.ZERO));
            assertEquals(List.of(), resolution.await(Duration.ZERO));
        }
    }

    @Test
    void whatAnOwnerHasNotSignedYetIsWaitedFor() throws Exception {
        SignedData data = new SignedData(KEY, 7, true, List.of());
        CompletableFuture<Optional<SignedData>> inTime = signedInBackground("foo.p2p");
        CompletableFuture<Optional<SignedData>> late = signedInBackground("bar.p2p");
        CompletableFuture<Optional<SignedData>> never = signedInBackground("baz.p2p");

        node.signedAfter(Duration.ofSeconds(2), "foo.p2p", data).signedAfter(Duration.ofSeconds(5), "bar.p2p", data);
        node.advance(Duration.ofSeconds(1));
        assertFalse(inTime.isDone());
        node.searchEnds("baz.p2p");
        assertEquals(Optional.empty(), never.get());
        node.advance(Duration.ofSeconds(3));

        assertEquals(Optional.of(data), inTime.get());
        assertEquals(Optional.empty(), late.get());
    }

    @Test
    void nobodyWaitsForWhatCannotBeSigned() throws Exception {
        node.found("foo.p2p", "192.0.2.1:80");

        try (Resolution resolution = node.resolve(Query.of("foo.p2p"))) {
            assertEquals(Optional.empty(), resolution.signed(Duration.ofDays(1)));
        }
    }

    @Test
    void closingEndsTheWaitForSignedData() throws Exception {
        node.owned("foo.p2p");
        Resolution resolution = node.resolve(Query.of("foo.p2p"));
        CompletableFuture<Optional<SignedData>> answer = new CompletableFuture<>();
        node.tasks().start("test", () -> answer.complete(resolution.signed(Duration.ofDays(1))));
        node.untilWaiting("foo.p2p");

        resolution.close();

        assertEquals(Optional.empty(), answer.get());
    }

    /** Waits for 4 s on a thread of its own. */
    private CompletableFuture<Optional<SignedData>> signedInBackground(String name) {
        CompletableFuture<Optional<SignedData>> answer = new CompletableFuture<>();
        node.owned(name);
        node.tasks().start("test", () -> {
            try (Resolution resolution = node.resolve(Query.of(name))) {
                answer.complete(resolution.signed(Duration.ofSeconds(4)));
            }
        });
        node.untilWaiting(name);
        return answer;
    }

    @Test
    void threadsThatWaitForOneNameAreCounted() throws Exception {
        CompletableFuture<List<ResolvedAddress>> first = inBackground("foo.p2p", Duration.ofSeconds(4));
        CompletableFuture<List<ResolvedAddress>> second = inBackground("FOO", Duration.ofSeconds(4));
        node.untilWaiting("foo.p2p", 2);

        node.advance(Duration.ofSeconds(4));

        assertEquals(List.of(), first.get());
        assertEquals(List.of(), second.get());
    }

    @Test
    void namesAreUnderstoodAsTheNodeDoes() {
        node.found("Ä.p2p", "192.0.2.1:80");

        assertEquals(List.of(), atOnce("ä.p2p"));
        assertEquals(1, atOnce("Ä.P2P").size());
        for (String none : List.of(".p2p", "a b", "a\tb", "ä".repeat(128))) {
            KadNodeException refusal = assertThrows(KadNodeException.class, () -> node.resolve(Query.of(none)), none);
            assertEquals(KadNodeException.Kind.NAME, refusal.kind());
        }
    }

    private List<ResolvedAddress> atOnce(String name) {
        try (Resolution resolution = node.resolve(Query.of(name))) {
            return resolution.await(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void knownAddressesOfTheWantedFamilyAreThereAtOnce() throws Exception {
        node.found("foo.p2p", "192.0.2.1:80", "[2001:db8::1]:81", "192.0.2.2:82");

        try (Resolution resolution = node.resolve(Query.of("FOO.p2p", Family.IPV4))) {
            assertEquals(
                    List.of(new InetSocketAddress("192.0.2.1", 80), new InetSocketAddress("192.0.2.2", 82)),
                    addresses(resolution.await(Duration.ZERO)));
        }
    }

    @Test
    void nextTellsEachAddressOnce() throws Exception {
        node.found("foo", "192.0.2.1:80").found("foo", "192.0.2.2:80");

        try (Resolution resolution = node.resolve(Query.of("foo"))) {
            assertTrue(resolution.next(Duration.ZERO).isPresent());
            assertTrue(resolution.next(Duration.ZERO).isPresent());
            assertEquals(Optional.empty(), resolution.next(Duration.ZERO));
        }
    }

    @Test
    void addressesAreTrustedForTwentyMinutesOrAsScripted() throws Exception {
        List<NodeEvent> heard = new ArrayList<>();
        node.found("foo.p2p", "192.0.2.1:80", "192.0.2.2:80").found("bar.p2p", "192.0.2.3:80");
        node.announce(new AnnounceRequest("own.p2p", OptionalInt.of(80), Optional.empty()));
        node.subscribe(heard::add);

        try (Resolution resolution = node.resolve(Query.of("foo"))) {
            ResolvedAddress first = resolution.next(Duration.ZERO).orElseThrow();
            node.trusted("foo.p2p", Duration.ofSeconds(7));
            node.found("foo.p2p", "192.0.2.4:80");

            assertEquals(Duration.ofMinutes(20), first.trust());
            assertEquals(
                    List.of(Duration.ofSeconds(7), Duration.ofSeconds(7), Duration.ofSeconds(7)),
                    trusts(resolution.await(Duration.ZERO)));
            assertEquals(
                    new InetSocketAddress("192.0.2.2", 80),
                    resolution.next(Duration.ZERO).orElseThrow().address(),
                    "the first was handed out already");
            assertEquals(
                    Duration.ofSeconds(7),
                    ((NodeEvent.AddressFound) heard.getFirst()).address().trust());
        }
        assertEquals(List.of(Duration.ofMinutes(20)), trusts(atOnce("bar")));
        assertEquals(Duration.ofMinutes(1), trusts(atOnce("own")).getFirst());
    }

    private static List<Duration> trusts(List<ResolvedAddress> found) {
        return found.stream().map(ResolvedAddress::trust).toList();
    }

    @Test
    void waitingEndsWithTheFirstAddress() throws Exception {
        CompletableFuture<List<ResolvedAddress>> answer = inBackground("foo.p2p", Duration.ofSeconds(4));
        node.untilWaiting("foo.p2p");
        node.foundAfter(Duration.ofSeconds(3), "foo.p2p", "192.0.2.1:80");

        node.advance(Duration.ofSeconds(2));
        assertFalse(answer.isDone());
        node.advance(Duration.ofSeconds(1));

        assertEquals(List.of(new InetSocketAddress("192.0.2.1", 80)), addresses(answer.get()));
    }

    @Test
    void waitingEndsWithThePatience() throws Exception {
        CompletableFuture<List<ResolvedAddress>> answer = inBackground("foo.p2p", Duration.ofSeconds(4));
        node.untilWaiting("foo.p2p");

        node.advance(Duration.ofSeconds(4));

        assertEquals(List.of(), answer.get());
    }

    @Test
    void waitingEndsWithTheSearch() throws Exception {
        CompletableFuture<List<ResolvedAddress>> answer = inBackground("foo.p2p", Duration.ofDays(1));
        node.untilWaiting("foo.p2p");

        node.searchEnds("foo.p2p");

        assertEquals(List.of(), answer.get());
    }

    @Test
    void addressHasTheNamesThatWereAskedForAndProved() throws Exception {
        InetAddress address = InetAddress.getByName("192.0.2.1");
        node.found("foo", "192.0.2.1:80", "192.0.2.2:80").proved("foo", ResolvedAddress.Proof.RECORD);
        node.found("bar", "192.0.2.1:81").proved("bar", ResolvedAddress.Proof.LEGACY);
        node.found("www." + KEY, "192.0.2.1:82").proved("www." + KEY, ResolvedAddress.Proof.RECORD);
        node.found("plain", "192.0.2.1:83");
        assertEquals(List.of(), node.names(address), "nobody has asked");

        for (String name : List.of("bar", "www." + KEY + ".", "Foo.P2P", "plain", "other", "BAR")) {
            node.resolve(Query.of(name)).close();
        }

        assertEquals(ResolvedAddress.Proof.LEGACY, atOnce("bar").getFirst().proof());
        assertEquals(List.of("bar.p2p", "foo.p2p", "www." + KEY), node.names(address));
        assertEquals(List.of("foo.p2p"), node.names(InetAddress.getByName("192.0.2.2")));
    }

    @Test
    void ownAddressHasNoNames() {
        node.proved("own", ResolvedAddress.Proof.RECORD);
        node.announce(new AnnounceRequest("own", OptionalInt.of(80), Optional.empty()));

        List<ResolvedAddress> own = atOnce("own");
        assertEquals(2, own.size());
        own.forEach(each -> assertEquals(List.of(), node.names(each.address().getAddress())));
    }

    @Test
    void namesOfAnAddressAreBounded() throws Exception {
        for (int i = 0; i < 20; i++) {
            node.found("n" + i, "192.0.2.1:80").proved("n" + i, ResolvedAddress.Proof.RECORD);
            node.resolve(Query.of("n" + i)).close();
        }

        List<String> names = node.names(InetAddress.getByName("192.0.2.1"));

        assertEquals(16, names.size());
        assertEquals("n19.p2p", names.getFirst());
    }

    @Test
    void claimedNameIsUnverifiedUntilAnAddressIsFound() throws Exception {
        Resolution resolution = node.resolve(Query.of("foo.p2p"));
        assertFalse(resolution.unverified());

        node.claimed("FOO");
        assertTrue(resolution.unverified());
        assertFalse(node.resolve(Query.of("bar.p2p")).unverified());

        node.searchEnds("foo");
        assertTrue(resolution.unverified());
        assertEquals(Optional.empty(), resolution.signed(Duration.ZERO));

        node.found("foo", "192.0.2.1:80");
        assertFalse(resolution.unverified());
    }

    @Test
    void stateFollowsTheFamiliesThatAreWanted() {
        Resolution v4 = node.resolve(Query.of("foo", Family.IPV4));
        Resolution v6 = node.resolve(Query.of("foo", Family.IPV6));
        assertEquals(Resolution.State.SEARCHING, v6.state());

        node.joined(Family.IPV6, false);
        assertEquals(Resolution.State.NOT_JOINED, v6.state());
        assertEquals(Resolution.State.SEARCHING, v4.state());

        node.searchEnds("foo", Family.IPV4);
        assertEquals(Resolution.State.ENDED, v4.state());

        node.families(Family.IPV4);
        assertEquals(Resolution.State.ENDED, v6.state());
    }

    @Test
    void ownNamesLeadToLoopback() throws Exception {
        node.announce(new AnnounceRequest("Foo.p2p", OptionalInt.of(8080), Optional.empty()));

        try (Resolution resolution = node.resolve(Query.of("foo", Family.IPV6))) {
            ResolvedAddress own = resolution.await(Duration.ZERO).getFirst();
            assertEquals(Endpoints.parse("[::1]:8080"), own.address());
            assertEquals(ResolvedAddress.Proof.OWN, own.proof());
        }
    }

    @Test
    void remembersWhatItWasAskedFor() throws Exception {
        AnnounceRequest request = new AnnounceRequest("foo", OptionalInt.of(1), Optional.of(Duration.ofMinutes(30)));
        Announcement announcement = node.announce(request);
        node.meet(new InetSocketAddress("192.0.2.1", 6881));
        node.block(InetAddress.getByName("192.0.2.9"));
        node.resolve(Query.of("bar")).close();

        assertEquals(List.of(request), node.announceRequests());
        assertEquals(List.of(announcement), node.announcements());
        assertEquals("0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33", announcement.identifier());
        assertEquals(Optional.of(FakeNode.BEGINNING.plus(Duration.ofMinutes(30))), announcement.endsAt());
        assertEquals(List.of(new InetSocketAddress("192.0.2.1", 6881)), node.meets());
        assertEquals(List.of(InetAddress.getByName("192.0.2.9")), node.blocks());
        assertEquals(List.of(Query.of("bar")), node.queries());
        assertTrue(node.withdraw("foo.p2p"));
        assertFalse(node.withdraw("foo.p2p"));
        assertEquals(List.of(), node.announcements());
    }

    @Test
    void eventsReachSubscribersUntilTheyLeave() {
        List<NodeEvent> heard = new ArrayList<>();
        KadNode.Subscription subscription = node.subscribe(heard::add);

        node.joined(Family.IPV4, false);
        node.joined(Family.IPV4, true);
        node.fire(new NodeEvent.KeysChanged());
        subscription.close();
        node.joined(Family.IPV4, false);

        assertEquals(
                List.of(
                        new NodeEvent.Lonely(Family.IPV4),
                        new NodeEvent.Joined(Family.IPV4),
                        new NodeEvent.KeysChanged()),
                heard);
    }

    @Test
    void listenerThatThrowsIsRecordedAndHarmsNoOther() {
        List<NodeEvent> heard = new ArrayList<>();
        node.subscribe(event -> {
            throw new IllegalStateException("broken");
        });
        node.subscribe(heard::add);

        node.joined(Family.IPV4, false);

        assertEquals(1, heard.size());
        assertEquals("broken", node.failures().getFirst().cause().getMessage());
    }

    @Test
    void tellsWhereItIsReachedFromOutside() {
        List<NodeEvent> heard = new ArrayList<>();
        node.subscribe(heard::add);
        Optional<InetSocketAddress> outside = Optional.of(new InetSocketAddress("192.0.2.1", 7000));

        node.forwarded(Family.IPV4, outside);
        node.forwarded(Family.IPV4, outside);
        assertEquals(outside, node.forwarded(Family.IPV4));
        node.forwarded(Family.IPV4, Optional.empty());

        assertEquals(Optional.empty(), node.forwarded(Family.IPV4));
        assertEquals(
                List.of(
                        new NodeEvent.Forwarded(Family.IPV4, outside),
                        new NodeEvent.Forwarded(Family.IPV4, Optional.empty())),
                heard);
    }

    @Test
    void refusesWhenBusyClosedOrGivenNonsense() {
        Optional<InetSocketAddress> portless = Optional.of(new InetSocketAddress("192.0.2.1", 0));
        assertKind(KadNodeException.Kind.PORT, () -> node.forwarded(Family.IPV4, portless));
        assertKind(KadNodeException.Kind.FAMILY, () -> node.forwarded(Family.IPV6, portless));
        assertKind(KadNodeException.Kind.NAME, () -> node.resolve(Query.of(".")));
        assertKind(KadNodeException.Kind.PORT, () -> node.meet(new InetSocketAddress("192.0.2.1", 0)));
        node.families(Family.IPV6);
        assertKind(KadNodeException.Kind.FAMILY, () -> node.meet(new InetSocketAddress("192.0.2.1", 1)));
        node.busy(true);
        assertKind(KadNodeException.Kind.BUSY, () -> node.resolve(Query.of("foo")));
        assertKind(KadNodeException.Kind.BUSY, () -> node.names(InetAddress.getLoopbackAddress()));
        node.close();
        assertKind(KadNodeException.Kind.CLOSED, () -> node.resolve(Query.of("foo")));
    }

    @Test
    void showsWhatItWasGivenToShow() {
        Inspection.Contact contact = new Inspection.Contact(
                Family.IPV4, "00".repeat(20), new InetSocketAddress("192.0.2.1", 1), 0, Inspection.Standing.GOOD);
        node.inspection(new Inspection(List.of(contact), List.of(), List.of()));
        node.block(InetAddress.getLoopbackAddress());

        assertEquals(
                new Inspection(List.of(contact), List.of(), List.of(InetAddress.getLoopbackAddress())), node.inspect());
    }

    @Test
    void settingsComeFromTheMap() {
        Plugin plugin = ignored -> {};
        FakeNode configured = FakeNode.forPlugin(
                plugin,
                Map.of("echo.port", 7, "echo.patience", "4s", "echo.on", true, "echo.words", List.of("a", "b")));

        assertEquals(7, configured.settings().number("echo.port"));
        assertEquals("7", configured.settings().text("echo.port"));
        assertEquals(Duration.ofSeconds(4), configured.settings().duration("echo.patience"));
        assertTrue(configured.settings().flag("echo.on"));
        assertEquals(List.of("a", "b"), configured.settings().texts("echo.words"));
        assertEquals(".p2p", configured.settings().text("naming.tld"));
        assertFalse(configured.settings().has("echo.missing"));
        assertKind(KadNodeException.Kind.SETTING, () -> configured.settings().text("echo.missing"));
        assertKind(KadNodeException.Kind.SETTING, () -> configured.settings().number("echo.patience"));
    }

    private CompletableFuture<List<ResolvedAddress>> inBackground(String name, Duration patience) {
        CompletableFuture<List<ResolvedAddress>> answer = new CompletableFuture<>();
        node.tasks().start("test", () -> {
            try (Resolution resolution = node.resolve(Query.of(name))) {
                answer.complete(resolution.await(patience));
            }
        });
        return answer;
    }

    private static List<InetSocketAddress> addresses(List<ResolvedAddress> found) {
        return found.stream().map(ResolvedAddress::address).toList();
    }

    private static void assertKind(KadNodeException.Kind kind, Runnable request) {
        assertEquals(kind, assertThrows(KadNodeException.class, request::run).kind());
    }

    @Test
    void whatIsOfferedFirstIsWhatOthersGet() {
        FakeNode node = new FakeNode();
        DnsResponder first = (query, asker) -> Optional.of(query);
        assertEquals(Optional.empty(), node.offered(DnsResponder.class));

        node.offer(DnsResponder.class, first);
        node.offer(DnsResponder.class, (query, asker) -> Optional.empty());

        assertEquals(Optional.of(first), node.offered(DnsResponder.class));
    }
}
